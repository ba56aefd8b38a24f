"""The machine interface /api/v1: door, tokens, problems, description; what it answers lies in resources."""
