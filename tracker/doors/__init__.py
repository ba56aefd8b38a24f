"""Doors: the commands through which operators come in."""
