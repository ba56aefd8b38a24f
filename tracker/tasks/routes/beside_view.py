"""What a line of history tells beside the task's own facts, in words: contributions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker.words import _, dmy, mark

CONTRIBUTION = "contribution:"
CONTRIBUTIONS: Mapping[str, str] = {
    "asked": mark("Contribution asked"),
    "contributing": mark("Still contributing"),
    "contributed": mark("Contributed in full"),
    "nothing": mark("Nothing to contribute"),
}


def beside(changes: Mapping[str, list[Any]]) -> list[tuple[str, str, str]]:
    """What changed, before and after, as the timeline shows it."""
    found = []
    for name, (before, after) in changes.items():
        if name.startswith(CONTRIBUTION):
            found.append((_("Contribution"), _state(before), _state(after)))
            if after["answer_by"] and after["answer_by"] != before["answer_by"]:
                found.append((_("To be answered by"), "", dmy(date.fromisoformat(after["answer_by"]))))
    return found


def _state(facts: Mapping[str, Any]) -> str:
    """How far a contribution is; empty while nothing was asked and nothing said."""
    said = facts["contribution"]
    return "" if said == "asked" and not facts["asked_at"] else _(CONTRIBUTIONS[said])
