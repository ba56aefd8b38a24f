"""Reports that are drafted, frozen and kept."""
