"""Duties to report: their periods, cut-offs and windows, and what the worker prepares by them."""
