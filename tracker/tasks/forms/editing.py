"""The form that corrects a task: the fields it is written with, laid beside what others saved meanwhile."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tracker.tasks.forms.fields import Sheet
from tracker.tasks.forms.kinds import Kind, MoveForm, Sent, Task, blank, day_boxes, read
from tracker.tasks.forms.writing import DAYS, FACTS, WITH, Written, check_facts, coordinator_boxes
from tracker.tasks.queries.desk import Desk
from tracker.words import mark

_IDS = {"area": "area", "source": "source_document", "responsible": "responsible", "monitor": "monitor",
        "leader": "leader"}  # fmt: skip
_TEXTS = ("title", "source_clause", "expected_output", "deadline_text", "priority", "due_precision")


def editing(desk: Desk, task: Task) -> Kind:
    """The form for one task."""

    def check(sheet: Sheet, form: MoveForm, task: Task, today: date) -> None:
        _check(sheet, form, desk, task, today)

    def start(task: Task) -> dict[str, str]:
        return {**texts(desk, task), **day_boxes("due_on", task["due_on"])}

    fields = (*FACTS, *coordinator_boxes(desk))
    return Kind("edit", mark("Correct the task"), ("edit",), check, fields, DAYS, start, compared=True)


def started(desk: Desk, task: Task) -> MoveForm:
    """The form as the task stands."""
    return blank(editing(desk, task), task)


def sent(desk: Desk, pairs: Sent, task: Task, today: date, theirs: Mapping[str, str]) -> MoveForm:
    """The form as sent; ``read["written"]`` is a Written when nothing is wrong."""
    return read(editing(desk, task), pairs, task, today, theirs)


def units(desk: Desk, facts: Mapping[str, Any]) -> dict[str, str]:
    """The facts of a task, of today or from history, as the texts that a form compares."""
    due_on = facts.get("due_on")
    day = date.fromisoformat(due_on) if isinstance(due_on, str) else due_on
    return {**texts(desk, facts), "due_on": f"{day:%d/%m/%Y}" if day else ""}


def texts(desk: Desk, facts: Mapping[str, Any]) -> dict[str, str]:
    """The facts of a task as the texts of the form's fields, days aside."""
    coordinating: Iterable[int] = facts.get("coordinators") or ()
    found = {name: str(facts.get(column) or "") for name, column in _IDS.items()}
    found |= {name: str(facts.get(name) or "") for name in _TEXTS}
    ticked = {one["code"]: "1" if one["id"] in coordinating else "" for one in desk.agencies}
    return {**found, **{f"{WITH}{code}": text for code, text in ticked.items()}}


def _check(sheet: Sheet, form: MoveForm, desk: Desk, task: Task, today: date) -> None:
    facts = check_facts(sheet, desk, today, lead=task["lead_agency"], kept=task)
    form.read["due_on"] = facts["due_on"]
    if not sheet.problems:
        form.read["written"] = Written(code=task["code"], lead=task["lead_agency"], **facts)
