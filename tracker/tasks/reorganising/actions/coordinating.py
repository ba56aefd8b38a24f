"""Coordinating agencies follow: what they owed and gave goes to their successors, once each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from datetime import date
from typing import Any

from tracker.clock import FOR_EVER
from tracker.database import execute, rows
from tracker.database.engine import execute_many
from tracker.tasks.reorganising.contributions import Contribution, together
from tracker.tasks.reorganising.plans import CLOSED
from tracker.tasks.reorganising.rules import TaskMove

NAMES = tuple(one.name for one in fields(Contribution))
_CURRENT = f"""SELECT c.id, c.task, a.code, c.from_on, {", ".join(f"c.{name}" for name in NAMES)}
    FROM task_coordinator AS c JOIN agency AS a ON a.id = c.agency
    WHERE c.task = ANY ($1) AND c.until_on = 'infinity' ORDER BY c.id"""
_PLACES = ", ".join(f"${n}" for n in range(5, 5 + len(NAMES)))
_JOIN = f"""INSERT INTO task_coordinator (task, agency, from_on, until_on, {", ".join(NAMES)})
    VALUES ($1, $2, $3, $4, {_PLACES})"""
_UNITE = (
    "UPDATE task_coordinator SET "
    + ", ".join(f"{n} = ${p}" for p, n in enumerate(NAMES, 2))
    + " WHERE id = $1"
)


async def follow(moves: Sequence[TaskMove], ids: Mapping[str, int], today: date) -> None:
    """End what the old agencies coordinated and begin what their successors do, from today on.

    Call it after the tasks have their leads: who leads a task has stopped coordinating it by then.
    """
    steps = {m.task.id: m for m in moves if any(before != after for before, after in m.steps)}
    found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for one in await rows(_CURRENT, list(steps)):
        found[one["task"]][one["code"]] = one
    ended: list[int] = []
    joins: list[tuple[object, ...]] = []
    unites: list[tuple[object, ...]] = []
    for task, move in steps.items():
        here, arriving = found[task], defaultdict(list)
        for before, after in move.steps:
            if before == after or before not in here:
                continue
            ended.append(here[before]["id"])
            if after not in {CLOSED, move.lead}:
                arriving[after].append(_part(here[before]))
        for code, parts in arriving.items():
            if code in here:
                unites.append((here[code]["id"], *astuple(together([_part(here[code]), *parts]))))
            else:
                joins.append((task, ids[code], today, FOR_EVER, *astuple(together(parts))))
    await _end(ended, today)
    await execute_many(_UNITE, unites)
    await execute_many(_JOIN, joins)


def _part(one: Mapping[str, Any]) -> Contribution:
    return Contribution(**{name: one[name] for name in NAMES})


async def _end(coordinators: list[int], today: date) -> None:
    """What began today leaves no trace of a day; the rest stood until yesterday."""
    await execute("DELETE FROM task_coordinator WHERE id = ANY ($1) AND from_on >= $2", coordinators, today)
    await execute("UPDATE task_coordinator SET until_on = $2 WHERE id = ANY ($1)", coordinators, today)
