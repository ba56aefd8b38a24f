"""The ledger of letters: each run, who was owed what and why, what became of it, and the next run."""
