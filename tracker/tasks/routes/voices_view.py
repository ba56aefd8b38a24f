"""What a line of history tells beside the task's own facts, in words: extensions and explanations."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker.words import _, dmy


def told(changes: Mapping[str, list[Any]]) -> list[tuple[str, str, str]]:
    """Days, documents and numbers, as the timeline shows what changed."""
    found = []
    extension = changes.get("extension", [None, {}])[1]
    if "proposed_due_on" in extension:
        found.append((_("Day proposed"), "", _day(extension["proposed_due_on"])))
    if "due_on" in extension and "due_on" not in changes:  # granted, while the original deadline is official
        found.append((_("New deadline"), "", _day(extension["due_on"])))
    if "document_number" in extension:
        parts = {"number": extension["document_number"], "day": _day(extension["document_date"])}
        found.append((_("Deciding document"), "", _("%(number)s of %(day)s", **parts)))
    explanation = changes.get("explanation", [None, {}])[1]
    if "answer_by" in explanation:
        found.append((_("Answer by"), "", _day(explanation["answer_by"])))
    if explanation.get("number", 1) > 1:
        found.append((_("Request to explain, number"), "", str(explanation["number"])))
    return found


def _day(iso: str) -> str:
    return dmy(date.fromisoformat(iso))
