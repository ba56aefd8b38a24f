"""What an edit of many tasks would do, task by task: before, after, or why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.refusal import Refused
from tracker.tasks import rules
from tracker.tasks.actions.bulk import Wanted
from tracker.tasks.actions.editing import Changes
from tracker.tasks.forms.bulk import COLUMNS, FIELDS, NONE, Bulk
from tracker.tasks.queries.desk import Desk
from tracker.tasks.routes import writing_view
from tracker.words import _, mark

FIELD_NAMES: Mapping[str, str] = {
    "priority": mark("Priority"),
    "starred": mark("Starred"),
    "monitor": mark("Followed by"),
    "leader": mark("Leader in charge"),
    "area": mark("Area"),
    "source": mark("Assigned by"),
    "joins": mark("Begins to coordinate"),
    "leaves": mark("Coordinates no longer"),
}


@dataclass(frozen=True)
class Row:
    """One task of the preview: what changes (field, before, after), or why nothing does."""

    task: Mapping[str, Any]
    diffs: list[tuple[str, str, str]]
    why: str = ""


def preview(desk: Desk, form: Bulk, tasks: list[dict[str, Any]]) -> list[Row]:
    """Every task that was ticked, as it would be."""
    return [_row(desk, form, one) for one in tasks]


def wanted(form: Bulk, tasks: list[dict[str, Any]]) -> list[Wanted]:
    """What the form asks of every task that was ticked."""
    return [
        Wanted(
            one["id"], one["code"], form.picked[one["id"]],
            Changes(form.facts, form.coordinators(one["coordinators"])),
        )
        for one in tasks
    ]  # fmt: skip


def asked(desk: Desk, form: Bulk) -> dict[str, str]:
    """What was asked for, in words, by field."""
    return {_title(name): said(desk, name, form.values[name]) for name in FIELDS if form.values[name]}


def said(desk: Desk, name: str, text: str) -> str:
    """A value of the form, as people read it."""
    if name == "starred":
        return _("Yes") if text in {"1", "True"} else _("No")
    if text == NONE:
        return _("Nobody")
    if name in {"joins", "leaves"}:
        name = "lead"
    return writing_view.said(desk, name, text)


def _row(desk: Desk, form: Bulk, task: dict[str, Any]) -> Row:
    if task["version"] != form.picked[task["id"]]:
        return Row(task, [], _("Somebody changed it meanwhile."))
    try:
        rules.next_state("edit", task["state"])
    except Refused as refused:
        return Row(task, [], refused.sentence)
    if form.joins == task["lead_agency"]:
        return Row(task, [], _("The lead agency cannot also coordinate the task"))
    diffs = []
    for name in FIELDS:
        column = COLUMNS.get(name, name)
        if column in form.facts and form.facts[column] != task[column]:
            before = "" if task[column] is None else said(desk, name, str(task[column]))
            diffs.append((_title(name), before, said(desk, name, form.values[name])))
    diffs += _coordination(desk, form, task)
    return Row(task, diffs, "" if diffs else _("It is so already."))


def _coordination(desk: Desk, form: Bulk, task: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    found = []
    if form.joins and form.joins not in task["coordinators"]:
        found.append((_title("joins"), "", said(desk, "joins", str(form.joins))))
    if form.leaves and form.leaves in task["coordinators"]:
        found.append((_title("leaves"), "", said(desk, "leaves", str(form.leaves))))
    return found


def _title(name: str) -> str:
    return _(FIELD_NAMES[name])
