"""What every move shares: found for the person, guarded by the rule, compared, swapped, recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tracker.clock import day_of
from tracker.database import row, transaction, value
from tracker.history.actions import changed, record
from tracker.refusal import Conflict, NotThere, Refused
from tracker.tasks import rules
from tracker.tasks.actions.following import follow
from tracker.tasks.actions.leading import LED
from tracker.tasks.actions.leading import follow as lead_parts
from tracker.words import _


class Actor(Protocol):
    """Whoever makes a move: a signed-in viewer, or a person of the records."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def agency_id(self) -> int: ...
    @property
    def agency_name(self) -> str: ...
    @property
    def may_submit(self) -> bool: ...
    @property
    def sees_all(self) -> bool: ...


@dataclass(frozen=True)
class Moved:
    """A task after a move."""

    id: int
    code: str
    version: int


FACTS = """t.id, t.code, t.programme, t.area, t.title, t.lead_agency, t.state, t.due_on, t.original_due_on,
    t.due_precision, t.deadline_text, t.source_document, t.source_clause, t.expected_output, t.priority,
    t.starred, t.parent, t.part, t.part_label, t.opens_on, t.assigned_at, t.given_at, t.accepted_at,
    t.submitted_at, t.submitted_by, t.endorsed_at, t.endorsed_by, t.confirmed_at, t.confirmation_number,
    t.confirmation_date, t.result_number, t.result_date, t.result_issuer, t.percent, t.progress_note,
    t.progressed_at, t.difficulty_kind, t.difficulties, t.cause_kind, t.cause_text, t.forecast, t.proposal,
    t.extension_count, t.responsible, t.monitor, t.leader, t.resumes_to, t.stop_number, t.stop_date,
    t.stop_reason, t.changed_at, t.version"""
# What the programme rules of its tasks.
RULED = "g.confirmation_levels, g.official_deadline, g.refusal_days, g.explanation_days"


async def found(actor: Actor, code: str) -> dict[str, Any]:
    """The task's facts for somebody who may see it, with ``coordinates``. Raises NotThere."""
    task = await row(
        f"""SELECT {FACTS}, {RULED},
                   EXISTS (SELECT 1 FROM recurrence AS r WHERE r.task = t.id) AS recurs,
                   EXISTS (SELECT 1 FROM task_coordinator AS c WHERE c.task = t.id AND c.agency = $2
                           AND c.until_on = 'infinity') AS coordinates
            FROM task AS t JOIN programme AS g ON g.id = t.programme WHERE t.code = $1""",
        code,
        actor.agency_id,
    )
    if task is None or not (actor.sees_all or task["lead_agency"] == actor.agency_id or task["coordinates"]):
        raise NotThere
    return task


def guard(actor: Actor, task: Mapping[str, Any], verb: str) -> str:
    """The state after the move. Raises Refused when the rule says no, naming who may."""
    move = rules.MOVES[verb]
    leads = task["lead_agency"] == actor.agency_id
    if not rules.party(move.by, actor.role, actor.may_submit, leads, task["coordinates"]):
        raise Refused(_("Only those in charge of this step may do this."))
    if task["recurs"] and verb in rules.OF_OCCURRENCES:
        raise Refused(_("This task comes back: open its present occurrence."))
    if task["part"] and verb in rules.OF_WHOLES:
        raise Refused(_("This is part of a task: do it to the task itself."))
    return rules.next_state(verb, task["state"])


async def move(
    actor: Actor,
    task: Mapping[str, Any],
    verb: str,
    at: datetime,
    *,
    version: int | None,
    text: str = "",
    changes: Mapping[str, Any] | None = None,
    told: Mapping[str, tuple[Any, Any]] | None = None,
) -> Moved:
    """Swap the facts if the task is still at ``version``, and write the line of history.

    ``changes`` may name the state where the rule leaves it open (what a stopped task goes back to).
    ``told`` is what the line tells beside the task's own facts, each as (before, after).
    Raises Conflict when somebody was first. Without a version (records taken over) whatever stands is
    swapped. Call it inside a transaction.
    """
    if version is not None and version != task["version"]:
        raise Conflict
    after = {"state": guard(actor, task, verb), **(changes or {})}
    names = list(after)
    places = ", ".join(f"{name} = ${n}" for n, name in enumerate(names, 4))
    new = await value(
        f"""UPDATE task SET {places}, changed_at = $3, version = version + 1
            WHERE id = $1 AND version = $2 RETURNING version""",
        task["id"],
        task["version"],
        at,
        *after.values(),
    )
    if new is None:
        raise Conflict
    await record(
        "task",
        task["id"],
        verb,
        at,
        actor_id=actor.id,
        actor_name=actor.name,
        actor_agency=actor.agency_name,
        version=new,
        text=text,
        changes={**changed(task, after), **(told or {})},
    )
    if verb in LED and not task["part"]:
        await lead_parts(actor, task, verb, after, at)
        if task["recurs"] and await follow(task["id"], at):  # where its occurrences came meanwhile
            new += 1
    if task["part"] == "occurrence":
        await follow(task["parent"], at)
    return Moved(task["id"], task["code"], new)


async def simple(
    actor: Actor, code: str, verb: str, at: datetime, version: int | None, text: str = "", **changes: Any
) -> Moved:
    """A move that touches the task alone."""
    async with transaction():
        return await move(
            actor, await found(actor, code), verb, at, version=version, text=text, changes=changes
        )


def not_future(day: Any, at: datetime, field: str) -> None:
    """Refuse a document dated after today."""
    if day is not None and day > day_of(at):
        raise Refused(_("The date cannot be after today"), field)
