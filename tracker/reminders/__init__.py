"""Reminders: what is owed to whom on a day, minus what was said."""
