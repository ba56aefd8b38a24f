"""Extensions of a deadline: requested before it, decided by the office, counted for ever."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.clock import day_of
from tracker.database import execute, row, transaction, value
from tracker.refusal import Refused
from tracker.tasks.actions.moving import Actor, Moved, found, move, not_future
from tracker.tasks.queries.extensions import in_force
from tracker.words import _, dmy


@dataclass(frozen=True)
class Document:
    """The document that decides: of the authority that assigned the task, or of whom it empowered."""

    number: str
    day: date


async def request_extension(
    actor: Actor, code: str, version: int | None, reason: str, proposed_due_on: date, at: datetime
) -> Moved:
    """Ask for a later deadline, on the deadline's day at the latest."""
    async with transaction():
        task = await found(actor, code)
        await _may_ask(task, proposed_due_on, day_of(at))
        if await value("SELECT 1 FROM extension WHERE task = $1 AND decision = ''", task["id"]):
            raise Refused(_("A request for an extension is already waiting for its decision."))
        told = {"extension": (None, {"proposed_due_on": proposed_due_on})}
        moved = await move(actor, task, "request_extension", at, version=version, text=reason, told=told)
        await execute(
            """INSERT INTO extension (task, requested_at, requested_by, reason, proposed_due_on)
               VALUES ($1, $2, $3, $4, $5)""",
            task["id"],
            at,
            actor.id,
            reason,
            proposed_due_on,
        )
        return moved


async def _may_ask(task: dict[str, Any], proposed_due_on: date, today: date) -> None:
    deadline = await in_force(task)
    if deadline is None:
        raise Refused(_("This task has no deadline to extend."))
    if today > deadline:
        raise Refused(_("An extension is requested before the deadline; it has passed."))
    if proposed_due_on <= deadline:
        raise Refused(_("The proposed day must be after %(day)s", day=dmy(deadline)), "proposed_due_on")
    await _within_task(task, proposed_due_on, "proposed_due_on")


async def _within_task(task: dict[str, Any], due_on: date, field: str) -> None:
    """A milestone is never due later than its task."""
    if task["part"] != "milestone":
        return
    last = await value("SELECT due_on FROM task WHERE id = $1", task["parent"])
    if last and due_on > last:
        raise Refused(_("A milestone is due by its task's deadline, %(day)s", day=dmy(last)), field)


async def grant_extension(
    actor: Actor,
    code: str,
    version: int | None,
    due_on: date,
    text: str,
    at: datetime,
    document: Document | None = None,
) -> Moved:
    """Move the deadline. The first one is kept as the original; the number of extensions grows.

    Where the programme judges by the original deadline, ``due_on`` stays and the extension alone holds the
    new day. Without a document only records of earlier years come; no page leaves it out.
    """
    async with transaction():
        task = await found(actor, code)
        changes = await _extended(task, due_on, document, at)
        moved = await move(
            actor, task, "grant_extension", at,
            version=version, text=text, changes=changes, told=_told(due_on, document),
        )  # fmt: skip
        await _decide(task["id"], actor, "granted", text, at, due_on, document)
        return moved


async def extend(
    actor: Actor, code: str, version: int | None, due_on: date, text: str, document: Document, at: datetime
) -> Moved:
    """Record a superior's document that sets a later day, without a request of the agency's."""
    async with transaction():
        task = await found(actor, code)
        if await value("SELECT 1 FROM extension WHERE task = $1 AND decision = ''", task["id"]):
            raise Refused(
                _("A request for an extension waits for its decision: decide it with this document.")
            )
        changes = await _extended(task, due_on, document, at)
        moved = await move(
            actor, task, "extend", at,
            version=version, text=text, changes=changes, told=_told(due_on, document),
        )  # fmt: skip
        await execute(
            """INSERT INTO extension (task, requested_at, requested_by, reason, proposed_due_on, decision,
                   decided_at, decided_by, decision_text, granted_due_on, document_number, document_date)
               VALUES ($1, $2, $3, '', $4, 'granted', $2, $3, $5, $4, $6, $7)""",
            task["id"],
            at,
            actor.id,
            due_on,
            text,
            document.number,
            document.day,
        )
        return moved


async def refuse_extension(actor: Actor, code: str, version: int | None, text: str, at: datetime) -> Moved:
    """Keep the deadline as it is, with a reason."""
    if not text.strip():
        raise Refused(_("Enter the reason for refusing"), "decision_text")
    async with transaction():
        task = await found(actor, code)
        moved = await move(actor, task, "refuse_extension", at, version=version, text=text)
        await _decide(task["id"], actor, "refused", text, at)
        return moved


async def _extended(
    task: dict[str, Any], due_on: date, document: Document | None, at: datetime
) -> dict[str, Any]:
    deadline = await in_force(task)
    if deadline is None:
        raise Refused(_("This task has no deadline to extend."))
    if due_on <= deadline:
        raise Refused(_("The new day must be after %(day)s", day=dmy(deadline)), "new_due_on")
    await _within_task(task, due_on, "new_due_on")
    not_future(document and document.day, at, "document_date")
    changes = {
        "original_due_on": task["original_due_on"] or task["due_on"],
        "extension_count": task["extension_count"] + 1,
    }
    return changes if task["official_deadline"] == "original" else {**changes, "due_on": due_on}


async def _decide(
    task: int,
    actor: Actor,
    decision: str,
    text: str,
    at: datetime,
    due_on: date | None = None,
    document: Document | None = None,
) -> None:
    decided = await row(
        """UPDATE extension SET decision = $2, decided_at = $3, decided_by = $4, decision_text = $5,
                  granted_due_on = $6, document_number = $7, document_date = $8
           WHERE task = $1 AND decision = '' RETURNING id""",
        task,
        decision,
        at,
        actor.id,
        text,
        due_on,
        document.number if document else "",
        document.day if document else None,
    )
    if decided is None:
        raise Refused(_("There is no open request for an extension."))


def _told(due_on: date, document: Document | None) -> dict[str, tuple[None, dict[str, Any]]]:
    """What the line of history tells beside the task's facts: the line alone is proof."""
    said: dict[str, Any] = {"due_on": due_on}
    if document:
        said |= {"document_number": document.number, "document_date": document.day}
    return {"extension": (None, said)}
