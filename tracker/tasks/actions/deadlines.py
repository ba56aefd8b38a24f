"""Extensions of a deadline: requested before it, decided by the office, counted for ever."""

from datetime import date, datetime
from typing import Any

from tracker.clock import day_of
from tracker.database import execute, row, transaction, value
from tracker.refusal import Refused
from tracker.tasks.actions.moving import Actor, Moved, found, move
from tracker.words import _, dmy


async def request_extension(
    actor: Actor, code: str, version: int | None, reason: str, proposed_due_on: date, at: datetime
) -> Moved:
    """Ask for a later deadline, on the deadline's day at the latest."""
    async with transaction():
        task = await found(actor, code)
        _may_ask(task, proposed_due_on, day_of(at))
        if await value("SELECT 1 FROM extension WHERE task = $1 AND decision = ''", task["id"]):
            raise Refused(_("A request for an extension is already waiting for its decision."))
        moved = await move(actor, task, "request_extension", at, version=version, text=reason)
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


def _may_ask(task: dict[str, Any], proposed_due_on: date, today: date) -> None:
    if task["due_on"] is None:
        raise Refused(_("This task has no deadline to extend."))
    if today > task["due_on"]:
        raise Refused(_("An extension is requested before the deadline; it has passed."))
    if proposed_due_on <= task["due_on"]:
        raise Refused(_("The proposed day must be after %(day)s", day=dmy(task["due_on"])), "proposed_due_on")


async def grant_extension(
    actor: Actor, code: str, version: int | None, due_on: date, text: str, at: datetime
) -> Moved:
    """Move the deadline. The first one is kept as the original; the number of extensions grows."""
    async with transaction():
        task = await found(actor, code)
        if task["due_on"] is None:
            raise Refused(_("This task has no deadline to extend."))
        changes = {
            "due_on": due_on,
            "original_due_on": task["original_due_on"] or task["due_on"],
            "extension_count": task["extension_count"] + 1,
        }
        moved = await move(actor, task, "grant_extension", at, version=version, text=text, changes=changes)
        await _decide(task["id"], actor, "granted", text, due_on, at)
        return moved


async def refuse_extension(actor: Actor, code: str, version: int | None, text: str, at: datetime) -> Moved:
    """Keep the deadline as it is, with a reason."""
    async with transaction():
        task = await found(actor, code)
        moved = await move(actor, task, "refuse_extension", at, version=version, text=text)
        await _decide(task["id"], actor, "refused", text, None, at)
        return moved


async def _decide(
    task: int, actor: Actor, decision: str, text: str, due_on: date | None, at: datetime
) -> None:
    decided = await row(
        """UPDATE extension SET decision = $2, decided_at = $3, decided_by = $4, decision_text = $5,
                  granted_due_on = $6
           WHERE task = $1 AND decision = '' RETURNING id""",
        task,
        decision,
        at,
        actor.id,
        text,
        due_on,
    )
    if decided is None:
        raise Refused(_("There is no open request for an extension."))
