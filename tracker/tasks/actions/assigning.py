"""Assigning a task: one lead agency, any number of coordinating ones, a deadline as written."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from tracker.clock import FOR_EVER, day_of
from tracker.database import transaction, value
from tracker.database.engine import execute_many
from tracker.history.actions import record
from tracker.refusal import NotThere, Refused
from tracker.tasks.actions.moving import Actor, Moved
from tracker.words import _, fold


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


async def assign(actor: Actor, new: NewTask, at: datetime) -> Moved:
    """Assign a task to its lead agency. Only the coordinating office may."""
    if actor.role != "office":
        raise NotThere
    if new.lead_agency in new.coordinators:
        raise Refused(_("The lead agency cannot also coordinate the task"), "coordinators")
    async with transaction():
        if await value("SELECT 1 FROM task WHERE code = $1", new.code):
            raise Refused(_("There is already a task with this code"), "code")
        if not await all_living([new.lead_agency, *new.coordinators], day_of(at)):
            raise Refused(_("Choose one of the agencies listed"), "lead_agency")
        task = await _insert(new, at)
        await execute_many(
            "INSERT INTO task_coordinator (task, agency, from_on, until_on) VALUES ($1, $2, $3, $4)",
            [(task, agency, day_of(at), FOR_EVER) for agency in new.coordinators],
        )
        await record(
            "task",
            task,
            "assign",
            at,
            actor_id=actor.id,
            actor_name=actor.name,
            actor_agency=actor.agency_name,
            version=1,
            changes=_first_facts(new, at),
        )
        return Moved(task, new.code, 1)


async def all_living(agencies: list[int], day: date) -> bool:
    """Whether all of these agencies live on a day: none has ended, none is yet to begin."""
    asked = """SELECT count(*) FROM agency
               WHERE id = ANY ($1) AND valid_from <= $2 AND (valid_to IS NULL OR valid_to >= $2)"""
    return int(await value(asked, agencies, day)) == len(set(agencies))


async def _insert(new: NewTask, at: datetime) -> int:
    facts = {**_columns(new, at), "code": new.code, "changed_at": at}
    facts["search"] = fold(f"{new.code} {new.title} {new.source_number}")
    places = ", ".join(f"${n}" for n in range(1, len(facts) + 1))
    made = await value(
        f"""INSERT INTO task ({", ".join(facts)}) VALUES ({places})
            ON CONFLICT (code) DO NOTHING RETURNING id""",
        *facts.values(),
    )
    if made is None:  # somebody else took the code since it was looked at
        raise Refused(_("There is already a task with this code"), "code")
    return int(made)


def _columns(new: NewTask, at: datetime) -> dict[str, Any]:
    beside = {"code", "coordinators", "source_number"}
    facts = {one.name: getattr(new, one.name) for one in fields(new) if one.name not in beside}
    return {**facts, "state": "assigned", "assigned_at": at}


def _first_facts(new: NewTask, at: datetime) -> dict[str, tuple[object, object]]:
    facts = {"code": new.code, **_columns(new, at), "coordinators": list(new.coordinators)}
    return {name: (None, fact) for name, fact in facts.items()}
