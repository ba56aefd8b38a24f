"""The signed copy that comes back: kept by its hash, its signatures read."""
