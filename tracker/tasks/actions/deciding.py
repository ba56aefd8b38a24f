"""What the coordinating office decides of a submission: confirm, or return with a reason."""

from datetime import datetime
from typing import Any

from tracker.database import transaction
from tracker.refusal import Refused
from tracker.tasks.actions.moving import Actor, Moved, found, move
from tracker.words import _

# What a submission that is sent back leaves empty.
SUBMISSION = ("submitted_at", "submitted_by", "endorsed_at", "endorsed_by")


async def confirm(actor: Actor, code: str, version: int | None, at: datetime, text: str = "") -> Moved:
    """Confirm the completion. On time or late was settled by the day of submission."""
    async with transaction():
        task = await found(actor, code)
        _not_own(actor, task)
        if task["confirmation_levels"] > 1 and task["endorsed_at"] is None:
            raise Refused(_("The office confirms first; then the superior's confirmation is recorded."))
        return await move(
            actor, task, "confirm", at, version=version, text=text, changes={"confirmed_at": at}
        )


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
