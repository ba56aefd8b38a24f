"""The day's letters: what a day owes to each person, minus what was said, at most one letter a day."""
