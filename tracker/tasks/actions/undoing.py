"""Taking back the last move of a task, while nobody else moved it and nobody was told."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tracker.clock import FOR_EVER, day_of
from tracker.database import execute, rows, transaction, value
from tracker.history.queries import lines
from tracker.refusal import Conflict, Refused
from tracker.tasks.actions.contributing import keep
from tracker.tasks.actions.leading import LED
from tracker.tasks.actions.moving import Actor, Moved, found, move
from tracker.tasks.queries.contributions import facts_told
from tracker.tasks.queries.then import value_told
from tracker.tasks.queries.undoing import last_line, open_until, told
from tracker.tasks.rules.undoing import UNDO_MINUTES, undo_until
from tracker.words import _

CONTRIBUTION = "contribution:"


async def undo(actor: Actor, code: str, version: int | None, at: datetime) -> Moved:
    """Take back one's own last move: every fact of the task is again what it was before, moments too.

    What the move made of coordinating agencies and of parts is taken back with it. History keeps
    both lines.
    """
    async with transaction():
        task = await found(actor, code)
        line = await last_line(task["id"])
        await _may(actor, line, version, at)
        moved = await _take_back(actor, task, line, version, at)
        if line["verb"] in LED:
            await _parts(actor, task["id"], line, at)
        return moved


async def _take_back(
    actor: Actor, task: dict[str, Any], line: Mapping[str, Any], version: int | None, at: datetime
) -> Moved:
    changes: Mapping[str, list[Any]] = line["changes"]
    facts = {name: value_told(name, before) for name, (before, _after) in changes.items() if name in task}
    beside = {name: (pair[1], pair[0]) for name, pair in changes.items() if name not in task}
    told_too = {**beside, "undone": (None, {"line": line["id"], "verb": line["verb"]})}
    ended = await _coordinate_again(task["id"], beside, line["at"])
    moved = await move(actor, task, "undo", at, version=version, changes=facts, told=told_too)
    for agency in ended:
        await _join(task["id"], agency, day_of(line["at"]))
    for name, (_now, before) in beside.items():
        if name.startswith(CONTRIBUTION):
            await keep(task["id"], name.removeprefix(CONTRIBUTION), facts_told(before))
    return moved


async def _parts(actor: Actor, task: int, line: Mapping[str, Any], at: datetime) -> None:
    """The parts that went along with their task; one that somebody moved on since stays where it is."""
    for part in await rows("SELECT code FROM task WHERE parent = $1 ORDER BY id", task):
        task_part = await found(actor, part["code"])
        last = await last_line(task_part["id"])
        same = (last["verb"], last["actor"]) == (line["verb"], actor.id) and last["id"] > line["id"]
        if same and not last["text"]:  # a move of its own says why
            await _take_back(actor, task_part, last, None, max(at, task_part["changed_at"]))


async def _may(actor: Actor, line: Mapping[str, Any], version: int | None, at: datetime) -> None:
    if version is not None and line["version"] != version and line["actor"] == actor.id:
        raise Conflict  # the same person, elsewhere
    if line["actor"] != actor.id:
        raise Refused(_("The task was moved on meanwhile: the move cannot be taken back any more."))
    if undo_until(line, actor.id) is None:
        raise Refused(_("A move of this kind is not taken back."))
    if await told(line["id"]):
        raise Refused(_("A letter already tells of this move: it cannot be taken back any more."))
    if await open_until(line, actor.id, at) is None:
        raise Refused(_("A move can be taken back within %(n)s minutes.", n=UNDO_MINUTES))


async def _coordinate_again(task: int, beside: Mapping[str, tuple[Any, Any]], at: datetime) -> list[int]:
    """Reopen the coordination that the move ended; the agencies whose row is gone altogether.

    Before the lead goes back, so that the rows follow the task as all others do.
    """
    after, before = beside.get("coordinators", ([], []))
    gone = []
    for agency in set(before) - set(after):
        opened = await execute(
            """UPDATE task_coordinator SET until_on = 'infinity'
               WHERE task = $1 AND agency = $2 AND until_on = $3""",
            task, agency, day_of(at),
        )  # fmt: skip
        if not opened:
            gone.append(agency)
    return gone


async def _join(task: int, agency: int, day: date) -> None:
    """An agency that began to coordinate on the day it was made the lead: its row was deleted that day."""
    await execute(
        "INSERT INTO task_coordinator (task, agency, from_on, until_on) VALUES ($1, $2, $3, $4)",
        task, agency, day, FOR_EVER,
    )  # fmt: skip
    code = await value("SELECT code FROM agency WHERE id = $1", agency)
    for line in reversed(await lines("task", task)):
        if f"{CONTRIBUTION}{code}" in line["changes"]:
            await keep(task, code, facts_told(line["changes"][f"{CONTRIBUTION}{code}"][1]))
            return
