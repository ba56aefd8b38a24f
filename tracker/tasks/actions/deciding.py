"""What the coordinating office decides of a submission: confirm, at one or two levels, or return it."""

from datetime import date, datetime
from typing import Any

from tracker.clock import day_of
from tracker.database import transaction
from tracker.refusal import Refused
from tracker.tasks.actions.moving import Actor, Moved, found, move, not_future
from tracker.words import _

# What a submission that is sent back leaves empty.
SUBMISSION = ("submitted_at", "submitted_by", "endorsed_at", "endorsed_by")


async def endorse(actor: Actor, code: str, version: int | None, at: datetime, text: str = "") -> Moved:
    """The first of two levels: the office agrees, and the superior's confirmation is awaited."""
    async with transaction():
        task = await found(actor, code)
        _not_own(actor, task)
        if task["confirmation_levels"] < 2 or task["endorsed_at"] is not None:
            raise Refused(_("The office has confirmed this task already, or is the only one to confirm it."))
        changes = {"endorsed_at": at, "endorsed_by": actor.id}
        return await move(actor, task, "endorse", at, version=version, text=text, changes=changes)


async def confirm(
    actor: Actor,
    code: str,
    version: int | None,
    at: datetime,
    text: str = "",
    document: tuple[str, date] | None = None,
) -> Moved:
    """Confirm the completion, at the last level. On time or late was settled by the day of submission.

    Where a programme has two levels this records the superior's confirmation: number and day of its
    ``document``. Raises Refused before the office's own confirmation, or without that document.
    """
    async with transaction():
        task = await found(actor, code)
        _not_own(actor, task)
        changes: dict[str, Any] = {"confirmed_at": at}
        if task["confirmation_levels"] > 1:
            changes |= _superior(task, document, at)
        return await move(actor, task, "confirm", at, version=version, text=text, changes=changes)


def _superior(task: dict[str, Any], document: tuple[str, date] | None, at: datetime) -> dict[str, Any]:
    if task["endorsed_at"] is None:
        raise Refused(_("The office confirms first; then the superior's confirmation is recorded."))
    number, day = document or ("", None)
    if not number or day is None:
        raise Refused(_("Enter the number of the superior's document"), "confirmation_number")
    not_future(day, at, "confirmation_date")
    if day < day_of(task["submitted_at"]):
        raise Refused(_("The document is older than the submission: check its date"), "confirmation_date")
    return {"confirmation_number": number, "confirmation_date": day}


async def return_(
    actor: Actor, code: str, version: int | None, reason: str, at: datetime, percent: int | None = None
) -> Moved:
    """Send a submission back with a reason; the clock was never stopped. ``percent`` corrects the claim."""
    if not reason.strip():
        raise Refused(_("Enter the reason for returning"), "reason")
    async with transaction():
        task = await found(actor, code)
        _not_own(actor, task)
        changes: dict[str, Any] = dict.fromkeys(SUBMISSION)
        if percent is not None:
            changes["percent"] = percent
        return await move(actor, task, "return", at, version=version, text=reason, changes=changes)


def _not_own(actor: Actor, task: dict[str, Any]) -> None:
    if task["submitted_by"] == actor.id:
        raise Refused(_("Nobody confirms or returns what they submitted themselves."))
