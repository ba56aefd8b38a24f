"""A decision's annex taken over: a workbook looked at, understood, compared, and written as tasks."""
