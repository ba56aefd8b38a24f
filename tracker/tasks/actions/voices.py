"""What is said about a task without moving it: comments, requests to explain, explanations."""

from datetime import date, datetime

from tracker.database import execute, row, transaction
from tracker.refusal import Refused
from tracker.tasks.actions.moving import Actor, Moved, found, move, simple
from tracker.words import _


async def comment(actor: Actor, code: str, version: int | None, text: str, at: datetime) -> Moved:
    """Say something to everybody who may see the task."""
    return await simple(actor, code, "comment", at, version, text=text)


async def ask_explanation(
    actor: Actor,
    code: str,
    version: int | None,
    question: str,
    at: datetime,
    answer_by: date | None = None,
) -> Moved:
    """Ask the lead agency to explain (yêu cầu giải trình), by a day if one is given."""
    async with transaction():
        task = await found(actor, code)
        moved = await move(actor, task, "ask_explanation", at, version=version, text=question)
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


async def explain(actor: Actor, code: str, version: int | None, answer: str, at: datetime) -> Moved:
    """Answer the oldest open request to explain."""
    async with transaction():
        task = await found(actor, code)
        moved = await move(actor, task, "explain", at, version=version, text=answer)
        answered = await row(
            """UPDATE explanation SET answered_at = $2, answered_by = $3, answer = $4
               WHERE id = (SELECT id FROM explanation WHERE task = $1 AND answered_at IS NULL
                           ORDER BY id LIMIT 1)
               RETURNING id""",
            task["id"],
            at,
            actor.id,
            answer,
        )
        if answered is None:
            raise Refused(_("There is no open request to explain."))
        return moved
