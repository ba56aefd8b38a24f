"""Mail: letters written with the fact that caused them, delivered at least once."""
