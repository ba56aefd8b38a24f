"""Deadlines as written: "Quý III/2024", "trước ngày 15/9", "06 tháng/lần"; one reading for all who ask."""

from tracker.tasks.deadlines.reading import LONGEST, understand
from tracker.tasks.deadlines.recurrence import Label, Occurrence, Recurrence
from tracker.tasks.deadlines.understood import Understood

__all__ = ["LONGEST", "Label", "Occurrence", "Recurrence", "Understood", "understand"]
