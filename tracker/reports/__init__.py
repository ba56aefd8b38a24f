"""Reports: what the committee decides from, drawn in a child process."""
