"""Duties to report: their days, their page, what the worker does by them."""
