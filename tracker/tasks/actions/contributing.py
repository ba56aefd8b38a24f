"""What coordinating agencies are asked for and give. It never counts as a task of theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.clock import day_of
from tracker.database import execute, row, transaction
from tracker.refusal import Refused
from tracker.tasks.actions.moving import Actor, Moved, found, guard, move
from tracker.tasks.queries.contributions import ANSWERS, FACTS, GIVEN, NOTHING_ASKED, key_of
from tracker.words import _


@dataclass(frozen=True)
class Question:
    """What is asked of a coordinating agency (by code), and by which day."""

    agency: str
    text: str
    answer_by: date


async def ask_contribution(
    actor: Actor, code: str, version: int | None, question: Question, at: datetime
) -> Moved:
    """Ask a coordinating agency for its part. A new question takes the place of the one before."""
    if question.answer_by < day_of(at):
        raise Refused(_("The day to answer by cannot be before today"), "answer_by")
    async with transaction():
        task = await found(actor, code)
        guard(actor, task, "ask_contribution")
        part = await _part(task["id"], "g.code", question.agency)
        if part is None:
            raise Refused(_("Choose one of the agencies that coordinate the task"), "agency")
        after = {**NOTHING_ASKED, "question": question.text, "asked_at": at, "asked_by": actor.id,
                 "answer_by": question.answer_by}  # fmt: skip
        text = f"{part['short_name']}: {question.text}"
        return await _told(actor, task, "ask_contribution", at, version, part, after, text)


async def contribute(
    actor: Actor, code: str, version: int | None, contribution: str, text: str, at: datetime
) -> Moved:
    """A coordinating agency says how far its part is: one of ``GIVEN``. Files come as evidence."""
    if contribution not in GIVEN:
        raise Refused(_("Choose how far the contribution is"), "contribution")
    if contribution == "contributed" and not text.strip():
        raise Refused(_("Enter what the agency contributes"), "contribution_text")
    async with transaction():
        task = await found(actor, code)
        guard(actor, task, "contribute")
        part = await _part(task["id"], "g.id", actor.agency_id)
        assert part is not None, "only a coordinating agency gets past the guard"
        done = contribution in ANSWERS
        after = {
            **{name: part[name] for name in FACTS},
            "contribution": contribution,
            "contribution_text": text,
            "answered_at": at if done else None,
            "answered_by": actor.id if done else None,
        }
        return await _told(actor, task, "contribute", at, version, part, after, text)


async def _told(
    actor: Actor, task: dict[str, Any], verb: str, at: datetime, version: int | None, part: dict[str, Any],
    after: Mapping[str, Any], text: str,
) -> Moved:  # fmt: skip
    told = {key_of(part["code"]): ({name: part[name] for name in FACTS}, dict(after))}
    moved = await move(actor, task, verb, at, version=version, text=text, told=told)
    await keep(task["id"], part["code"], after)
    return moved


async def _part(task: int, column: str, wanted: str | int) -> dict[str, Any] | None:
    return await row(
        f"""SELECT g.code, g.short_name, {", ".join(f"c.{name}" for name in FACTS)}
            FROM task_coordinator AS c JOIN agency AS g ON g.id = c.agency
            WHERE c.task = $1 AND {column} = $2 AND c.until_on = 'infinity'""",
        task,
        wanted,
    )


async def keep(task: int, agency: str, facts: Mapping[str, Any]) -> None:
    """Write a contribution, ``FACTS`` in full, of the agency with this code."""
    places = ", ".join(f"{name} = ${n}" for n, name in enumerate(FACTS, 3))
    await execute(
        f"""UPDATE task_coordinator SET {places} WHERE task = $1 AND until_on = 'infinity'
                AND agency = (SELECT id FROM agency WHERE code = $2)""",
        task,
        agency,
        *(facts[name] for name in FACTS),
    )
