"""What the lead agency does: accept, report progress, submit, hand over inside the agency."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from tracker.clock import day_of
from tracker.database import execute, row, transaction, value
from tracker.refusal import Refused
from tracker.tasks.actions.moving import Actor, Moved, found, move, not_future, simple
from tracker.words import _


@dataclass(frozen=True)
class Report:
    """A report of progress. ``percent`` is 0-100; kinds are of ``rules``, or empty."""

    text: str
    percent: int
    difficulty_kind: str = ""
    difficulties: str = ""
    cause_kind: str = ""
    cause_text: str = ""
    forecast: str = ""
    proposal: str = ""


@dataclass(frozen=True)
class Submission:
    """A report of completion with its result document, if there is one. No issuer: the lead agency itself."""

    report: Report
    result_number: str
    result_date: date | None
    result_issuer: str = ""


async def accept(actor: Actor, code: str, version: int | None, at: datetime) -> Moved:
    """The lead agency takes the task on."""
    return await simple(actor, code, "accept", at, version, accepted_at=at)


async def progress(actor: Actor, code: str, version: int | None, report: Report, at: datetime) -> Moved:
    """Report progress: a new entry, and the task's latest words."""
    async with transaction():
        task = await found(actor, code)
        moved = await move(
            actor, task, "progress", at, version=version, text=report.text, changes=_facts(report, at)
        )
        await _keep(task["id"], actor.id, report, at)
        return moved


async def submit(
    actor: Actor,
    code: str,
    version: int | None,
    submission: Submission,
    at: datetime,
    *,
    of_record: bool = False,
) -> Moved:
    """Submit the result for confirmation: from here the time is the confirmer's.

    A submission needs its result document's number and date, or a file of evidence. ``of_record`` lets in
    submissions of earlier years that were sent back and whose document nobody noted; no page passes it.
    """
    not_future(submission.result_date, at, "result_date")
    async with transaction():
        task = await found(actor, code)
        if not (of_record or submission.result_number or await _has_evidence(task)):
            raise Refused(_("Enter the number of the result document, or attach a file"), "result_number")
        if submission.result_date and submission.result_date < day_of(task["assigned_at"]):
            # A document older than the task cannot be its result.
            raise Refused(_("The document is older than the task: check its date"), "result_date")
        changes = {
            **_facts(submission.report, at),
            "submitted_at": at,
            "submitted_by": actor.id,
            "result_number": submission.result_number,
            "result_date": submission.result_date,
            "result_issuer": submission.result_issuer,
        }
        moved = await move(
            actor, task, "submit", at, version=version, text=submission.report.text, changes=changes
        )
        await _keep(task["id"], actor.id, submission.report, at)
        return moved


async def hand_over(
    actor: Actor, code: str, version: int | None, to_person: int, text: str, at: datetime
) -> Moved:
    """Make another person of the lead agency responsible."""
    async with transaction():
        task = await found(actor, code)
        person = await row("SELECT agency, disabled_at FROM person WHERE id = $1", to_person)
        if person is None or person["agency"] != task["lead_agency"] or person["disabled_at"] is not None:
            raise Refused(_("Choose a person of the lead agency"), "responsible")
        return await move(
            actor, task, "hand_over", at, version=version, text=text, changes={"responsible": to_person}
        )


def _facts(report: Report, at: datetime) -> dict[str, Any]:
    facts = asdict(report)
    facts["progress_note"] = facts.pop("text")
    return {**facts, "progressed_at": at}


async def _has_evidence(task: dict[str, Any]) -> bool:
    asked = """SELECT 1 FROM evidence WHERE task = $1 AND agency = $2 AND removed_at IS NULL LIMIT 1"""
    return await value(asked, task["id"], task["lead_agency"]) is not None


async def _keep(task: int, person: int, report: Report, at: datetime) -> None:
    await execute(
        """INSERT INTO progress_update (task, at, person, text, percent, difficulty_kind, difficulties,
                                        cause_kind, cause_text, forecast, proposal)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
        task,
        at,
        person,
        report.text,
        report.percent,
        report.difficulty_kind,
        report.difficulties,
        report.cause_kind,
        report.cause_text,
        report.forecast,
        report.proposal,
    )
