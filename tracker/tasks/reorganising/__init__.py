"""Agencies change by a decision: merged, split, renamed, abolished; tasks and people follow on its day."""
