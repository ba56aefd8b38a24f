"""A list from where the last page ended, by keys: what is written meanwhile neither repeats nor skips a task.

The order and its stretches are those of the list page; the place of the last task, not a number of tasks to
skip, says where to go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.clock import FOR_EVER
from tracker.database import execute, rows, transaction
from tracker.tasks.queries.arms import DOWN, KEYS, Arm, Asked, arms
from tracker.tasks.queries.narrowing import Where, source
from tracker.tasks.queries.selecting import select
from tracker.tasks.queries.withdrawals import with_withdrawal

Place = list[Any]  # the keys of a task in the order of a list, as JSON has them, and its number
DAYS = {"due_key", "progressed_on", "from_on"}


@dataclass(frozen=True)
class Part:
    """Some tasks of a list, and the place to go on from; none when nothing follows."""

    rows: list[dict[str, Any]]
    then: Place | None


async def part(asked: Asked, limit: int, after: Place | None) -> Part:
    """The next ``limit`` tasks of a list. Raises ValueError for a place that this order does not have."""
    last = None if after is None else place_of(asked.sort, after)
    async with transaction():
        # The places and the facts are of one moment.
        await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = await _places(asked, limit + 1, last)
        shown = found[:limit]
        facts = await _facts(asked, [one["task"] for one in shown])
    ordered = [facts[one["task"]] for one in shown]
    return Part(ordered, _kept(shown[-1], asked.sort) if len(found) > limit else None)


async def _places(asked: Asked, limit: int, last: Sequence[Any] | None) -> list[dict[str, Any]]:
    where, sort = Where(), asked.sort
    found = arms(asked, where.args)
    for arm in found:
        if last is not None:
            arm.where.add(_beyond(arm, sort, last))
    if not found:
        return []
    stretches = " UNION ALL ".join(
        f"""(SELECT {arm.task} AS task, {arm.keyed} FROM {arm.origin} WHERE {arm.where}
             ORDER BY {arm.order(sort)} LIMIT {int(limit)})"""
        for arm in found
    )
    order = ", ".join(f"k{n}{DOWN.get(sort, '')}" for n in range(len(KEYS[sort])))
    return await rows(
        f"SELECT * FROM ({stretches}) AS arm ORDER BY {order}, task LIMIT {int(limit)}", *where.args
    )


def _beyond(arm: Arm, sort: str, last: Sequence[Any]) -> str:
    """The condition that a task of an arm comes after a place."""
    where = arm.where
    *keys, task = [_literal(where, value) for value in last]
    if sort not in DOWN:
        return f"({', '.join(arm.keys)}, {arm.task}) > ({', '.join(keys)}, {task})"
    key = arm.keys[0]
    if last[0] is None:
        return f"{key} IS NULL AND {arm.task} > {task}"
    return f"({key} < {keys[0]} OR ({key} = {keys[0]} AND {arm.task} > {task}) OR {key} IS NULL)"


def _literal(where: Where, value: Any) -> str:
    if value is None:
        return "NULL"
    return "'infinity'::date" if value == FOR_EVER else where.arg(value)


async def _facts(asked: Asked, ids: list[int]) -> dict[int, dict[str, Any]]:
    where = Where()
    origin = source(where, asked.as_of, asked.today)
    where.add(f"t.id = ANY ({where.arg(ids)}::integer[])")
    found = await select(where, origin, "t.id", len(ids), 0, asked.as_of, detailed=False)
    return {one["id"]: one for one in await with_withdrawal(found, asked.as_of)}


def place_of(sort: str, kept: Place) -> list[Any]:
    """A place from its JSON. Raises ValueError when it is none of this order."""
    names = [key.partition(".")[2] for key in KEYS[sort]]
    if len(kept) != len(names) + 1 or type(kept[-1]) is not int:
        raise ValueError("no place of this order")
    return [*(_value(name, one, sort) for name, one in zip(names, kept, strict=False)), kept[-1]]


def _value(name: str, kept: Any, sort: str) -> Any:
    if kept is None and sort == "updated":
        return None
    if name in DAYS and isinstance(kept, str):
        return date.fromisoformat(kept)
    if name == "urgency" and type(kept) is int:
        return kept
    if name == "code" and isinstance(kept, str):
        return kept
    raise ValueError("no place of this order")


def _kept(one: dict[str, Any], sort: str) -> Place:
    keys = [one[f"k{n}"] for n in range(len(KEYS[sort]))]
    return [*(key.isoformat() if isinstance(key, date) else key for key in keys), one["task"]]
