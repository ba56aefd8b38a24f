"""Assigning a task: one lead agency, any number of coordinating ones, a deadline as written."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.clock import FOR_EVER, day_of
from tracker.database import row, transaction, value
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


async def assign(actor: Actor, new: NewTask, at: datetime) -> Moved:
    """Assign a task to its lead agency. Only the coordinating office may."""
    if actor.role != "office":
        raise NotThere
    if new.lead_agency in new.coordinators:
        raise Refused(_("The lead agency cannot also coordinate the task"), "coordinators")
    async with transaction():
        if await value("SELECT 1 FROM task WHERE code = $1", new.code):
            raise Refused(_("There is already a task with this code"), "code")
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


async def _insert(new: NewTask, at: datetime) -> int:
    made = await row(
        """INSERT INTO task (code, programme, area, title, source_document, source_clause, lead_agency,
                             responsible, expected_output, deadline_text, due_on, due_precision, priority,
                             starred, assigned_at, changed_at, search)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16)
           RETURNING id""",
        new.code,
        new.programme,
        new.area,
        new.title,
        new.source_document,
        new.source_clause,
        new.lead_agency,
        new.responsible,
        new.expected_output,
        new.deadline_text,
        new.due_on,
        new.due_precision,
        new.priority,
        new.starred,
        at,
        fold(f"{new.code} {new.title} {new.source_number}"),
    )
    assert made is not None
    return int(made["id"])


def _first_facts(new: NewTask, at: datetime) -> dict[str, tuple[object, object]]:
    facts = {
        "programme": new.programme,
        "area": new.area,
        "title": new.title,
        "lead_agency": new.lead_agency,
        "coordinators": list(new.coordinators),
        "source_document": new.source_document,
        "source_clause": new.source_clause,
        "expected_output": new.expected_output,
        "deadline_text": new.deadline_text,
        "due_on": new.due_on,
        "due_precision": new.due_precision,
        "priority": new.priority,
        "starred": new.starred,
        "responsible": new.responsible,
        "state": "assigned",
        "assigned_at": at,
    }
    return {name: (None, fact) for name, fact in facts.items()}
