"""Tasks: what was assigned, to whom, by when, in what state, with what proof."""
