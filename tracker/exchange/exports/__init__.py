"""Lists as files: exactly what a page shows, all of it, for Excel and for programs."""
