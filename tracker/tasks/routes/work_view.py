"""My work in words: why each task is here, how soon, and what the one button does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.words import _, mark

NOW_DAYS, WEEK_DAYS = 2, 7

# The reasons a task is here, most urgent first: the first of a task's own decides its button.
REASONS: Mapping[str, str] = {
    "mine": mark("Mine"),
    "overdue": mark("Overdue"),
    "explain": mark("To explain"),
    "returned": mark("Returned"),
    "accept": mark("To accept"),
    "contribute": mark("Contribution asked"),
    "soon": mark("Due soon"),
    "coordinating": mark("Coordinating"),
    "urgent": mark("Urgent, express"),
}
SECTIONS: Mapping[str, tuple[str, str]] = {
    "now": (mark("Do now"), mark("Overdue, returned, to accept or explain, due within 2 days")),
    "week": (mark("Within 7 days"), ""),
    "month": (mark("Within 30 days"), ""),
}


@dataclass(frozen=True)
class Item:
    """One task of the page, once, whatever the number of its reasons."""

    task: dict[str, Any]
    reasons: tuple[str, ...]
    section: str
    action: str

    @property
    def leads(self) -> bool:
        """Whether the agency carries the task out, rather than lends a hand."""
        return bool(self.task["leads"])

    @property
    def asked(self) -> tuple[str, Any, str]:
        """Who asked for something last, when, and in which words."""
        if self.task["contribution_owed"]:
            asked = self.task["contribution_asker"], self.task["contribution_at"]
            return *asked, self.task["contribution_question"]
        if self.task["question"]:
            return self.task["asked_name"], self.task["asked_at"], self.task["question"]
        if self.task["state"] == "returned" and self.task["return_reason"]:
            return self.task["returned_name"], self.task["returned_at"], self.task["return_reason"]
        return "", None, ""


def items(found: Iterable[dict[str, Any]], role: str, reader: int) -> list[Item]:
    """The rows with why they are here and what to do."""
    return [_item({**task, "mine": task["responsible"] == reader}, role) for task in found]


def _item(task: dict[str, Any], role: str) -> Item:
    reasons = tuple(name for name in REASONS if _holds(name, task))
    left = task["days_left"]
    left = min((n for n in (left, task["contribution_left"]) if n is not None), default=WEEK_DAYS + 1)
    if {"overdue", "explain", "returned", "accept"} & set(reasons) or left <= NOW_DAYS:
        section = "now"
    else:
        section = "week" if left <= WEEK_DAYS else "month"
    action = _("Open") if task["state"] in {"refused", "suspended"} else _action(reasons, role)
    return Item(task, reasons, section, action)


def _holds(reason: str, task: Mapping[str, Any]) -> bool:
    left = task["days_left"]
    if reason == "overdue":
        return bool(task["bucket"] == "overdue")
    if reason == "soon":
        return left is not None and 0 <= left <= WEEK_DAYS
    if reason == "mine":
        return bool(task["mine"])
    if reason == "contribute":
        return bool(task["contribution_owed"])
    if reason == "coordinating":
        return not task["leads"]
    if reason == "urgent":
        return bool(task["priority"] != "normal")
    facts = {"explain": task["question"], "returned": task["state"] == "returned",
             "accept": task["state"] == "assigned"}  # fmt: skip
    return bool(task["leads"] and facts[reason])


def _action(reasons: tuple[str, ...], role: str) -> str:
    if "contribute" in reasons:
        return _("Contribute")
    if "coordinating" in reasons:
        return _("Open")
    if "accept" in reasons:
        return _("Accept") if role == "lead" else _("Open")
    if "explain" in reasons and "returned" not in reasons and role == "lead":
        return _("Explain")
    return _("Supplement") if "returned" in reasons else _("Update")


def sections(shown: Iterable[Item]) -> list[tuple[str, str, str, list[Item]]]:
    """The page's sections that hold something: code, title, what belongs there, items."""
    held = list(shown)
    return [
        (code, _(title), _(what) if what else "", [item for item in held if item.section == code])
        for code, (title, what) in SECTIONS.items()
        if any(item.section == code for item in held)
    ]


def tabs(found: list[Item]) -> list[tuple[str, str, int]]:
    """The reasons with how many tasks each has; a task may count under several."""
    counts = [(code, _(name), sum(code in item.reasons for item in found)) for code, name in REASONS.items()]
    return [("", _("All"), len(found)), *counts]
