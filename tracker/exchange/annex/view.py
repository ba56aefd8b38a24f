"""An import in words: what columns mean, what was understood, what carrying out would do."""

from collections.abc import Iterable, Mapping
from datetime import date

from tracker.exchange.annex.model import Column, Outcome, Problem, Read
from tracker.words import _, dmy, mark

MEANINGS = {
    "": mark("Leave this column aside"),
    "item": mark("Place in the document"),
    "code": mark("Code"),
    "title": mark("What is to be done"),
    "area": mark("Area"),
    "lead": mark("Lead agency"),
    "coordinators": mark("Coordinating agencies"),
    "agencies": mark("Lead and coordinating agencies"),
    "output": mark("Expected output"),
    "deadline": mark("Deadline"),
    "source": mark("Assigning document"),
    "clause": mark("Clause"),
    "starred": mark("Starred"),
    "note": mark("Code and note"),
    "state": mark("State"),
    "percent": mark("Share done"),
}
SKIPPED = {
    "empty": mark("no text"),
    "head": mark("head of the table"),
    "group": mark("name of a group"),
    "total": mark("total"),
    "note": mark("note or heading"),
}
OUTCOMES = {
    "error": mark("Errors"),
    "new": mark("New"),
    "changed": mark("Changed"),
    "same": mark("Same as now"),
    "skipped": mark("No tasks"),
}
FIELDS = {
    "title": mark("What is to be done"),
    "area": mark("Area"),
    "lead": mark("Lead agency"),
    "lead_agency": mark("Lead agency"),
    "coordinators": mark("Coordinating agencies"),
    "output": mark("Expected output"),
    "expected_output": mark("Expected output"),
    "deadline": mark("Deadline"),
    "deadline_text": mark("Deadline as written"),
    "due_on": mark("Deadline"),
    "due_precision": mark("How exact the deadline is"),
    "source": mark("Assigning document"),
    "source_document": mark("Assigning document"),
    "clause": mark("Clause"),
    "source_clause": mark("Clause"),
    "starred": mark("Starred"),
    "note": mark("Note"),
    "item": mark("Place in the document"),
    "code": mark("Code"),
}
AGENCIES, DAYS = frozenset({"lead", "coordinators", "agencies"}), frozenset({"deadline"})


def key_of(read: Read) -> str:
    """The name of a row in a whole file."""
    return f"{read.sheet}!{read.row}"


def reason_of(skipped: str) -> str:
    """Why a row is no task, in words."""
    return _(SKIPPED.get(skipped, "note or heading"))


def field_name(name: str) -> str:
    """A field of a task, in words."""
    return _(FIELDS[name]) if name in FIELDS else name


def due(read: Read) -> str:
    """A deadline as understood, in words."""
    if read.precision == "periodic":
        return _("every period, next %(day)s", day=dmy(read.due_on)) if read.due_on else _("every period")
    return dmy(read.due_on) if read.due_on else _("no deadline")


def understood(column: Column, read: Read, names: Mapping[str, str]) -> str:
    """What a cell of a column was taken for, where that is not simply its text."""
    match column.field:
        case "lead":
            return names.get(read.lead, "")
        case "coordinators":
            return "; ".join(names.get(code, code) for code in read.coordinators)
        case "agencies":
            return "; ".join(names.get(code, code) for code in (read.lead, *read.coordinators) if code)
        case "deadline":
            return due(read) if read.due_on or read.precision != "none" else ""
        case "item":
            return read.item
        case "note" | "code":
            starred = _("starred") if read.starred and column.field == "note" else ""
            return " · ".join(filter(None, [read.code, starred]))
        case _:
            return ""


def choices_of(
    problem: Problem, meaning: str, names: Mapping[str, str], areas: Mapping[str, str]
) -> tuple[str, list[tuple[str, str]]]:
    """What can be chosen for a problem by one click: value and words of each, and before them what it is.

    That is "agency", "area", "day", or "" for nothing. ``meaning`` is that of the problem's column.
    """
    if problem.kind == "area_needed":
        return "area", [(code, areas[code]) for code in problem.choices if code in areas]
    if meaning in AGENCIES and problem.kind.startswith("agency"):
        return "agency", [(code, names[code]) for code in problem.choices if code in names]
    if meaning in DAYS:
        return "day", [(day, dmy(date.fromisoformat(day))) for day in problem.choices if is_day(day)]
    return "", []


def is_day(text: str) -> bool:
    """Whether a choice names a day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def only(outcomes: Iterable[Outcome], warning: bool) -> list[tuple[Outcome, Problem]]:
    """The problems of rows one by one: those that forbid writing, or the warnings."""
    return [(one, problem) for one in outcomes for problem in one.read.problems if problem.warning == warning]
