"""Signed copies that come back."""
