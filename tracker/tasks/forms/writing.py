"""The form a task is written with: everything checked at once, a deadline never silently guessed."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.tasks.deadlines import LONGEST, understand
from tracker.tasks.forms.fields import BOXES, Sheet, whole
from tracker.tasks.forms.kinds import Kind, MoveForm, Sent, Task, blank, day_boxes, read
from tracker.tasks.forms.source import FIELDS as OF_SOURCE
from tracker.tasks.forms.source import source
from tracker.tasks.queries.desk import Desk, Document, Row
from tracker.words import _, dmy, mark

PRECISIONS = ("day", "month", "quarter", "year", "periodic", "none")
PRIORITIES = ("normal", "urgent", "express")
LONGEST_CODE = 30  # leaves room for what the codes of parts add
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
RESERVED = frozenset({"new", "drafts", "bulk"})  # words of addresses
FACTS = ("area", "title", *OF_SOURCE, "source_clause", "responsible", "monitor", "leader", "expected_output",
         "deadline_text", "due_precision", "priority")  # fmt: skip
DAYS = ("due_on", "source_issued_on")
WITH = "with_"  # and an agency's code: it coordinates


@dataclass(frozen=True)
class Written:
    """What a form means: ids of the rows it names, or a document to be entered with the task."""

    code: str
    area: int
    title: str
    source: int | None
    document: Document | None
    clause: str
    lead: int
    coordinators: tuple[int, ...]
    responsible: int | None
    monitor: int | None
    leader: int | None
    expected_output: str
    deadline_text: str
    due_on: date | None
    due_precision: str
    priority: str
    starred: bool = False


def writing(desk: Desk) -> Kind:
    """The form of a new task, or of a draft; "do" is the button."""
    fields = ("do", "code", "lead", "starred", *FACTS, *coordinator_boxes(desk))
    return Kind("write", mark("New task"), ("assign",), _unchecked, fields, DAYS, path="new")


def coordinator_boxes(desk: Desk) -> tuple[str, ...]:
    """A box for each agency that may coordinate."""
    return tuple(f"{WITH}{one['code']}" for one in desk.agencies)


def started(desk: Desk, typed: dict[str, str] | None = None, version: int = 0) -> MoveForm:
    """The form to begin with, or as a draft has it."""
    form = blank(writing(desk), {"version": version})
    known = {name: text for name, text in (typed or {}).items() if name in form.values}
    form.values |= {"priority": "normal", **known, "do": ""}
    return form


def kept(desk: Desk, sent: Sent, today: date) -> MoveForm:
    """The form as sent, with nothing checked: a draft."""
    return read(writing(desk), sent, {}, today, {})


def checked(desk: Desk, sent: Sent, today: date) -> MoveForm:
    """The form as sent; ``read["written"]`` is a Written when nothing is wrong."""

    def check(sheet: Sheet, form: MoveForm, _task: Task, today: date) -> None:
        _whole(sheet, form, desk, today)

    return read(replace(writing(desk), check=check), sent, {}, today, {})


def typed(form: MoveForm) -> dict[str, str]:
    """What a draft keeps."""
    return {name: text for name, text in form.values.items() if text and name != "do"}


def _unchecked(_sheet: Sheet, _form: MoveForm, _task: Task, _today: date) -> None:
    """A draft may be anything."""


def _whole(sheet: Sheet, form: MoveForm, desk: Desk, today: date) -> None:
    code = _code(sheet)
    lead = chosen(sheet, "lead", [one for one in desk.agencies if one["lives"]])
    if not sheet.values["lead"]:
        sheet.problem("lead", _("Choose the lead agency"))
    starred = sheet.one_of("starred", ("", "1"), _("Choose one of the values listed"))
    facts = check_facts(sheet, desk, today, lead=lead, kept={})
    if not sheet.problems:
        form.read["written"] = Written(code=code, lead=lead or 0, starred=starred == "1", **facts)


def _code(sheet: Sheet) -> str:
    code = sheet.text("code", most=LONGEST_CODE)
    if code and not CODE.fullmatch(code):
        sheet.problem("code", _("Enter letters without marks, digits, points and hyphens, such as CQS-31"))
    elif code.lower() in RESERVED:
        sheet.problem("code", _("This word cannot be a code"))
    return code


def check_facts(sheet: Sheet, desk: Desk, today: date, *, lead: int | None, kept: Task) -> dict[str, Any]:
    """What the forms of a new task and of an edit have in common, as parts of a Written.

    ``kept`` are the facts of a task there is: what it has may stay, whoever lives no more, and its deadline
    is understood as on the day it was assigned.
    """
    area = chosen(sheet, "area", desk.areas)
    if not sheet.values["area"]:
        sheet.problem("area", _("Choose the area"))
    found, document = source(sheet, desk, today)
    carriers = [one for one in desk.carriers if one["agency"] == lead]
    elsewhere = _("Choose a person of the lead agency")
    due_on, precision = _deadline(sheet, desk, kept.get("assigned_on", today))
    return {
        "area": area or 0,
        "title": sheet.text("title", _("Enter the title of the task")),
        "source": found,
        "document": document,
        "clause": sheet.text("source_clause"),
        "coordinators": _coordinators(sheet, desk, lead, kept),
        "responsible": chosen(sheet, "responsible", carriers, elsewhere, kept),
        "monitor": chosen(sheet, "monitor", desk.monitors, kept=kept),
        "leader": chosen(sheet, "leader", desk.leaders, kept=kept),
        "expected_output": sheet.text("expected_output"),
        "deadline_text": sheet.text("deadline_text", most=LONGEST),
        "due_on": due_on,
        "due_precision": precision,
        "priority": sheet.one_of("priority", PRIORITIES, _("Choose one of the values listed")),
    }


def chosen(
    sheet: Sheet, name: str, offered: list[Row] | Any, sentence: str = "", kept: Task | None = None
) -> int | None:
    """The id chosen in a select; None when nothing is."""
    text = sheet.values[name]
    if not text:
        return None
    found, ids = whole(text), {one["id"] for one in offered}
    if found not in ids and (kept or {}).get(name) != found:
        sheet.problem(name, sentence or _("Choose one of the values listed"))
    return found


def _coordinators(sheet: Sheet, desk: Desk, lead: int | None, kept: Task) -> tuple[int, ...]:
    ticked = [one for one in desk.agencies if sheet.values[f"{WITH}{one['code']}"]]
    for one in ticked:
        if one["id"] == lead:
            sheet.problem("coordinators", _("The lead agency cannot also coordinate the task"))
        elif not one["lives"] and one["id"] not in kept.get("coordinators", ()):
            sheet.problem("coordinators", _("%(agency)s has ended: choose another", agency=one["name"]))
    return tuple(one["id"] for one in ticked)


def _deadline(sheet: Sheet, desk: Desk, given_on: date) -> tuple[date | None, str]:
    """The day and how exact it is: as typed, else as the text is understood beyond doubt."""
    text, precision = sheet.values["deadline_text"], sheet.values["due_precision"]
    sheet.one_of("due_precision", ("", *PRECISIONS), _("Choose one of the values listed"))
    if any(sheet.values[f"due_on_{box}"] for box in BOXES):
        if precision == "none":
            sheet.problem("due_precision", _("A day is entered: choose how exact it is, or empty the day"))
        return sheet.day("due_on", ""), precision or "day"
    if precision == "none":
        return None, "none"
    if not text:
        sheet.problem("deadline_text", _("Enter the deadline, or choose that there is none"))
        return None, "none"
    understood = understand(text, given_on, desk.calendar)
    if understood.problem:
        sheet.problem("deadline_text", understood.problem)
    elif not understood.certain and understood.due_on:
        # Put into the boxes for the office to look at: sent again, it is the office's own word.
        sheet.values |= day_boxes("due_on", understood.due_on)
        sheet.values["due_precision"] = precision or understood.precision
        day = dmy(understood.due_on)
        sheet.problem("due_on", _("Understood as %(day)s, not certainly: check the day, then send", day=day))
    return (
        understood.due_on,
        understood.precision if not understood.due_on else precision or understood.precision,
    )
