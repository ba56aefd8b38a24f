"""Web: sessions' cookies, forms, headers, error pages, static files — what every page shares."""
