"""Background work on reports."""
