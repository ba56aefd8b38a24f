"""Stopping a task by a document: suspended, withdrawn, and what takes that back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.clock import day_of
from tracker.database import transaction
from tracker.refusal import Refused
from tracker.tasks.actions.assigning import all_living
from tracker.tasks.actions.deciding import SUBMISSION
from tracker.tasks.actions.moving import Actor, Moved, found, move, not_future
from tracker.words import _, dmy, speaking

# What a task that goes on leaves empty.
GOES_ON: dict[str, Any] = {"resumes_to": "", "stop_number": "", "stop_date": None, "stop_reason": ""}


@dataclass(frozen=True)
class Paper:
    """Why a task is stopped or goes on, and the document that says so."""

    reason: str
    number: str
    day: date

    @property
    def stop(self) -> dict[str, Any]:
        """As the facts of a task."""
        return {"stop_number": self.number, "stop_date": self.day, "stop_reason": self.reason}

    @property
    def text(self) -> str:
        """As the text of a line of history, in the record's language."""
        with speaking("vi"):
            return f"{self.reason}\n{cited(self.number, self.day)}"


def cited(number: str, day: date | None) -> str:
    """A document as texts cite it; empty without a number."""
    return _("By document %(number)s of %(day)s.", number=number, day=dmy(day)) if number else ""


async def suspend(actor: Actor, code: str, version: int | None, paper: Paper, at: datetime) -> Moved:
    """Let a task rest. It counts as open, and its deadline stays: moving that is a decision of its own."""
    async with transaction():
        task = await _checked(actor, code, paper, at)
        changes = {"resumes_to": task["state"], **paper.stop}
        return await move(actor, task, "suspend", at, version=version, text=paper.text, changes=changes)


async def withdraw(actor: Actor, code: str, version: int | None, paper: Paper, at: datetime) -> Moved:
    """Take a task out of the total. It stays listed, with the reason.

    A submission that waits for its confirmation is dropped: restored, the task is in progress and is
    submitted anew. A suspended task, restored, is what it was before it was suspended.
    """
    async with transaction():
        task = await _checked(actor, code, paper, at)
        changes: dict[str, Any] = {"resumes_to": task["resumes_to"] or task["state"], **paper.stop}
        if task["state"] == "submitted":
            changes |= {**dict.fromkeys(SUBMISSION), "resumes_to": "in_progress"}
        return await move(actor, task, "withdraw", at, version=version, text=paper.text, changes=changes)


async def resume(actor: Actor, code: str, version: int | None, paper: Paper, at: datetime) -> Moved:
    """A suspended task goes on in the state it had."""
    return await _go_on(actor, code, version, "resume", paper, at)


async def restore(actor: Actor, code: str, version: int | None, paper: Paper, at: datetime) -> Moved:
    """A withdrawn task counts again, in the state it had; see ``withdraw`` for a submitted one."""
    return await _go_on(actor, code, version, "restore", paper, at)


async def _go_on(
    actor: Actor, code: str, version: int | None, verb: str, paper: Paper, at: datetime
) -> Moved:
    async with transaction():
        task = await _checked(actor, code, paper, at)
        if not await all_living([task["lead_agency"]], day_of(at)):
            raise Refused(_("The lead agency has ended: clone the task, and assign it to another agency."))
        changes = {"state": task["resumes_to"], **GOES_ON}
        return await move(actor, task, verb, at, version=version, text=paper.text, changes=changes)


async def _checked(actor: Actor, code: str, paper: Paper, at: datetime) -> dict[str, Any]:
    """The task, for a paper that can be about it."""
    if not paper.reason.strip():
        raise Refused(_("Enter the reason"), "why")
    not_future(paper.day, at, "document_date")
    task = await found(actor, code)
    if paper.day < day_of(task["assigned_at"]):
        raise Refused(_("The document is older than the task: check its date"), "document_date")
    return task
