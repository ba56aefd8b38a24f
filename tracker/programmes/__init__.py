"""Programmes: the programme that assigns tasks, its areas, and the documents tasks come from."""
