"""History: one line for every move, never changed afterwards."""
