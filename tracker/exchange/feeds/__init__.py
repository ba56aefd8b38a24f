"""Calendar feeds: deadlines in the calendars that people already have, by a secret address."""
