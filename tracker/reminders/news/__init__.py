"""News: the daily letter that tells a person what moves of others ask of them, or mean for them."""
