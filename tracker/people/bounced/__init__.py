"""Addresses of persons from which letters come back: told to the administrator, never acted on alone."""
