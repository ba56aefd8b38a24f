"""Assigning a task: one lead agency, any number of coordinating ones, a deadline as written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from tracker.clock import FOR_EVER, day_of
from tracker.database import rows, transaction
from tracker.database.engine import execute_many
from tracker.history.actions import Line, plain, record_all
from tracker.refusal import NotThere, Refused
from tracker.tasks.actions.moving import Actor, Moved
from tracker.words import _, fold

HANDFUL = 200  # tasks of one statement: well within its time, and said in some milliseconds


@dataclass(frozen=True)
class NewTask:
    """Everything known of a task on the day it is assigned. Ids are of the rows they name."""

    code: str
    programme: int
    area: int
    title: str
    lead_agency: int
    coordinators: tuple[int, ...]
    deadline_text: str
    due_on: date | None
    due_precision: str
    source_document: int | None = None
    source_clause: str = ""
    source_number: str = ""
    expected_output: str = ""
    priority: str = "normal"
    starred: bool = False
    responsible: int | None = None
    monitor: int | None = None
    leader: int | None = None
    parent: int | None = None
    part: str = ""  # "milestone": of the parent
    part_label: str = ""
    note: str = ""  # what the line of history says beside the facts


async def assign(actor: Actor, new: NewTask, at: datetime) -> Moved:
    """Assign a task to its lead agency. Only the coordinating office may."""
    return (await assign_all(actor, [new], at))[0]


class NotAssigned(Refused):
    """One of several tasks cannot be assigned: the one at ``place``, counted from 0. None was."""

    def __init__(self, place: int, sentence: str, field: str) -> None:
        super().__init__(sentence, field)
        self.place = place


async def assign_all(actor: Actor, several: Sequence[NewTask], at: datetime) -> list[Moved]:
    """Assign tasks, all of them or none, each with its line of history; in their order.

    Raises NotThere for anybody but the office, NotAssigned for the first task that a rule says no to.
    """
    if actor.role != "office":
        raise NotThere
    async with transaction():
        await _check(several, day_of(at))
        moved: list[Moved] = []
        for start in range(0, len(several), HANDFUL):
            moved += await _assigned(actor, several[start : start + HANDFUL], at, start)
        return moved


async def _check(several: Sequence[NewTask], day: date) -> None:
    codes = [one.code for one in several]
    taken = {
        one["code"] for one in await rows("SELECT code FROM task WHERE code = ANY ($1::varchar[])", codes)
    }
    named = {agency for one in several for agency in (one.lead_agency, *one.coordinators)}
    living = await _living(named, day)
    for place, one in enumerate(several):
        if one.lead_agency in one.coordinators:
            said = _("The lead agency cannot also coordinate the task")
            raise NotAssigned(place, said, "coordinators")
        if one.code in taken:
            raise _taken(place)
        if not living.issuperset((one.lead_agency, *one.coordinators)):
            raise NotAssigned(place, _("Choose one of the agencies listed"), "lead_agency")
        taken.add(one.code)


def _taken(place: int) -> NotAssigned:
    return NotAssigned(place, _("There is already a task with this code"), "code")


async def _assigned(actor: Actor, some: Sequence[NewTask], at: datetime, start: int) -> list[Moved]:
    ids = await _insert(some, at)
    for place, one in enumerate(some, start):
        if one.code not in ids:  # somebody else took the code since it was looked at
            raise _taken(place)
    await execute_many(
        "INSERT INTO task_coordinator (task, agency, from_on, until_on) VALUES ($1, $2, $3, $4)",
        [(ids[one.code], agency, day_of(at), FOR_EVER) for one in some for agency in one.coordinators],
    )
    await record_all(
        "task",
        "assign",
        at,
        [Line(ids[one.code], 1, one.note, _first_facts(one, at)) for one in some],
        actor_id=actor.id,
        actor_name=actor.name,
        actor_agency=actor.agency_name,
    )
    return [Moved(ids[one.code], one.code, 1) for one in some]


async def all_living(agencies: list[int], day: date) -> bool:
    """Whether all of these agencies live on a day: none has ended, none is yet to begin."""
    return await _living(set(agencies), day) == set(agencies)


async def _living(agencies: set[int], day: date) -> set[int]:
    asked = """SELECT id FROM agency
               WHERE id = ANY ($1::integer[]) AND valid_from <= $2 AND (valid_to IS NULL OR valid_to >= $2)"""
    return {one["id"] for one in await rows(asked, list(agencies), day)}


async def _insert(some: Sequence[NewTask], at: datetime) -> dict[str, int]:
    """The ids of new tasks by code; a code that is taken has none. One statement: each asks for its way."""
    facts = [
        {
            **_columns(one, at),
            "code": one.code,
            "changed_at": at,
            "search": fold(f"{one.code} {one.title} {one.source_number}"),
        }
        for one in some
    ]
    names = ", ".join(facts[0])
    made = await rows(
        f"""INSERT INTO task ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::task, $1::jsonb)
            ON CONFLICT (code) DO NOTHING RETURNING id, code""",
        json.dumps(facts, ensure_ascii=False, default=plain),
    )
    return {one["code"]: one["id"] for one in made}


def _columns(new: NewTask, at: datetime) -> dict[str, Any]:
    beside = {"code", "coordinators", "source_number", "note"}
    facts = {one.name: getattr(new, one.name) for one in fields(new) if one.name not in beside}
    return {**facts, "state": "assigned", "assigned_at": at}


def _first_facts(new: NewTask, at: datetime) -> dict[str, tuple[object, object]]:
    facts = {"code": new.code, **_columns(new, at), "coordinators": list(new.coordinators)}
    return {name: (None, fact) for name, fact in facts.items()}
