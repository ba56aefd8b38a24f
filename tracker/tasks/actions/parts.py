"""Milestones of a task: made by the office, carried out by the lead agency, led along with their task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.database import execute, transaction, value
from tracker.refusal import Refused
from tracker.tasks.actions.assigning import NewTask, assign
from tracker.tasks.actions.moving import Actor, Moved, found, move
from tracker.words import _, dmy, speaking


@dataclass(frozen=True)
class Milestone:
    """A part of a task with a deadline of its own, on or before the task's."""

    title: str
    due_on: date
    label: str = ""
    expected_output: str = ""


async def split(actor: Actor, code: str, version: int | None, part: Milestone, at: datetime) -> Moved:
    """Add a milestone. It has the lead, area and document of its task, which tells it in its history.

    It stands in no list and no total; the lead agency accepts it and reports on it like on a task.
    """
    async with transaction():
        task = await found(actor, code)
        if task["part"]:
            raise Refused(_("A part of a task has no parts itself."))
        if task["due_on"] and part.due_on > task["due_on"]:
            raise Refused(
                _("A milestone is due by its task's deadline, %(day)s", day=dmy(task["due_on"])), "due_on"
            )
        own = await _next_code(task)
        with speaking("vi"):  # the record's language, whoever writes it
            text = _("%(code)s: %(title)s, due %(day)s.", code=own, title=part.title, day=dmy(part.due_on))
        await move(actor, task, "split", at, version=version, text=text)
        number = await value("SELECT number FROM source_document WHERE id = $1", task["source_document"])
        return await assign(actor, _new(task, own, part, str(number or "")), at)


def _new(task: Mapping[str, Any], code: str, part: Milestone, number: str) -> NewTask:
    return NewTask(
        code=code,
        programme=task["programme"],
        area=task["area"],
        title=part.title,
        lead_agency=task["lead_agency"],
        coordinators=(),
        deadline_text="",
        due_on=part.due_on,
        due_precision="day",
        source_document=task["source_document"],
        source_clause=task["source_clause"],
        source_number=number,
        expected_output=part.expected_output,
        responsible=task["responsible"],
        monitor=task["monitor"],
        leader=task["leader"],
        parent=task["id"],
        part="milestone",
        part_label=part.label,
    )


async def _next_code(task: Mapping[str, Any]) -> str:
    """The task's code, a point and the next number. The task is held, so that two do not get the same."""
    await execute("SELECT 1 FROM task WHERE id = $1 FOR UPDATE", task["id"])
    last = await value(
        r"""SELECT max(substring(code FROM '\.([0-9]+)$')::integer) FROM task
            WHERE parent = $1 AND part = 'milestone'""",
        task["id"],
    )
    return f"{task['code']}.{(last or 0) + 1}"
