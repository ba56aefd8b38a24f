"""The rules of reminding in words: each fact by its name, and what a version changed."""

from collections.abc import Mapping
from typing import Any

from tracker.reminders.rulebook.form import typed
from tracker.reminders.rulebook.rules import Rulebook
from tracker.words import _, mark

NAMES: Mapping[str, str] = {
    "before_days": mark("Before the deadline, days"),
    "silent_days": mark("Without a report, days"),
    "awaiting_days": mark("A submission waits for the office, days"),
    "head_days": mark("Overdue until the head of the agency is told, days"),
    "office_days": mark("Overdue until reported to the coordinating office, days"),
    "committee_days": mark("Overdue until reported to the steering committee, days"),
}


def facts(rules: Rulebook) -> list[tuple[str, str]]:
    """Each rule by name, and what it says."""
    return [(_(name), _said(getattr(rules, field))) for field, name in NAMES.items()]


def changes(after: Mapping[str, Any], before: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What a version says otherwise than the one before it: name, before, after."""
    return [
        (_(name), _said(before[field]), _said(after[field]))
        for field, name in NAMES.items()
        if _said(before[field]) != _said(after[field])
    ]


def _said(found: Any) -> str:
    return typed(found) if isinstance(found, list | tuple) else str(found)
