"""What is new since the last visit: the same news as in letters, on the pages."""
