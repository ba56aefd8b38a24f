"""What a programme rules of its tasks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProgrammeRules:
    """Levels of confirmation (1 or 2), the official deadline ("current" or "original"), and days.

    ``refusal_days`` and ``explanation_days`` are working days, ``silent_days`` calendar days.
    """

    confirmation_levels: int
    official_deadline: str
    refusal_days: int
    explanation_days: int
    silent_days: int
    open_data: str = "off"  # or "on": five figures and the table by agency are there for everybody
