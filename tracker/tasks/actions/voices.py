"""What is said about a task without moving it: comments, requests to explain, explanations, stars."""

from datetime import date, datetime
from typing import Any

from tracker.clock import day_of
from tracker.database import execute, row, transaction
from tracker.programmes.calendar import working_days
from tracker.refusal import Refused
from tracker.tasks.actions.moving import Actor, Moved, found, move, simple
from tracker.words import _


async def comment(actor: Actor, code: str, version: int | None, text: str, at: datetime) -> Moved:
    """Say something to everybody who may see the task."""
    return await simple(actor, code, "comment", at, version, text=text)


async def star(actor: Actor, code: str, version: int | None, at: datetime) -> Moved:
    """Mark the task as one the committee follows."""
    return await _mark(actor, code, version, at, starred=True)


async def unstar(actor: Actor, code: str, version: int | None, at: datetime) -> Moved:
    """Take the committee's mark away."""
    return await _mark(actor, code, version, at, starred=False)


async def _mark(actor: Actor, code: str, version: int | None, at: datetime, starred: bool) -> Moved:
    async with transaction():
        task = await found(actor, code)
        if task["starred"] == starred:
            raise Refused(_("The task is already starred.") if starred else _("The task is not starred."))
        verb = "star" if starred else "unstar"
        return await move(actor, task, verb, at, version=version, changes={"starred": starred})


async def ask_explanation(
    actor: Actor,
    code: str,
    version: int | None,
    question: str,
    at: datetime,
    answer_by: date | None = None,
) -> Moved:
    """Ask the lead agency to explain (yêu cầu giải trình) by a day.

    Unless a day is given it is the programme's number of working days (``explanation_days``) from today.
    """
    async with transaction():
        task = await found(actor, code)
        today = day_of(at)
        if answer_by is None:
            answer_by = (await working_days(first=today)).add(today, task["explanation_days"])
        if answer_by < today:
            raise Refused(_("The day to answer by cannot be before today"), "answer_by")
        told = {"explanation": (None, {"answer_by": answer_by})}
        moved = await move(actor, task, "ask_explanation", at, version=version, text=question, told=told)
        await execute(
            """INSERT INTO explanation (task, asked_at, asked_by, question, answer_by)
               VALUES ($1, $2, $3, $4, $5)""",
            task["id"],
            at,
            actor.id,
            question,
            answer_by,
        )
        return moved


async def explain(
    actor: Actor, code: str, version: int | None, answer: str, at: datetime, number: int | None = None
) -> Moved:
    """Answer a request to explain: the one of this number among the task's, or the oldest open one."""
    async with transaction():
        task = await found(actor, code)
        asked = await _asked(task["id"], number)
        told = {"explanation": (None, {"number": asked["number"]})}
        moved = await move(actor, task, "explain", at, version=version, text=answer, told=told)
        await execute(
            "UPDATE explanation SET answered_at = $2, answered_by = $3, answer = $4 WHERE id = $1",
            asked["id"],
            at,
            actor.id,
            answer,
        )
        return moved


async def _asked(task: int, number: int | None) -> dict[str, Any]:
    """The open request that is answered, and its number among the task's."""
    asked = await row(
        """SELECT * FROM (SELECT id, answered_at, row_number() OVER (ORDER BY id) AS number
                          FROM explanation WHERE task = $1) AS e
           WHERE answered_at IS NULL AND ($2::integer IS NULL OR number = $2) ORDER BY id LIMIT 1""",
        task,
        number,
    )
    if asked is None:
        raise Refused(_("There is no open request to explain."))
    return asked
