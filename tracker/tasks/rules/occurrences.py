"""Tasks that come back: which occurrence is the present one, and what the task shows of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

AHEAD_DAYS = 400  # occurrences are made so far ahead: a year and a month

# What a task that comes back shows of its present occurrence. The day of the last report is shown only when
# there is one: a new occurrence does not make a task silent.
MIRRORED = (
    "state", "due_on", "original_due_on", "extension_count", "accepted_at", "submitted_at", "submitted_by",
    "endorsed_at", "endorsed_by", "confirmed_at", "confirmation_number", "confirmation_date",
    "result_number", "result_date", "result_issuer", "percent", "progress_note", "difficulty_kind",
    "difficulties", "cause_kind", "cause_text", "forecast", "proposal", "resumes_to", "stop_number",
    "stop_date", "stop_reason",
)  # fmt: skip


def present(occurrences: Iterable[Mapping[str, Any]], day: date) -> Mapping[str, Any] | None:
    """The occurrence that decides where its task stands: the earliest opened one that is not finished.

    When all that have opened are confirmed, the last of them; a withdrawn one never. None before any opened.
    """
    opened = sorted(
        (one for one in occurrences if one["opens_on"] <= day and one["state"] != "withdrawn"),
        key=lambda one: (one["due_on"], one["id"]),
    )
    unfinished = (one for one in opened if one["state"] != "confirmed")
    return next(unfinished, opened[-1] if opened else None)


def shown(occurrence: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a task that follows this occurrence."""
    facts = {name: occurrence[name] for name in MIRRORED}
    if occurrence["progressed_at"] is not None:
        facts["progressed_at"] = occurrence["progressed_at"]
    return facts


def suffix(every: str, opens_on: date) -> str:
    """What distinguishes the codes of occurrences: 2024, 2024H1, 2024Q3 or 2024-09."""
    year, month = opens_on.year, opens_on.month
    return {
        "yearly": f"{year}",
        "half_yearly": f"{year}H{1 + (month - 1) // 6}",
        "quarterly": f"{year}Q{1 + (month - 1) // 3}",
        "monthly": f"{year}-{month:02d}",
    }[every]
