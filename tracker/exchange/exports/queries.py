"""Every row of a list, however long: first which tasks, in order, then their words by the handful.

The caller holds one snapshot around both, so that the count, the order and the words agree.
"""

from array import array
from collections.abc import Sequence
from typing import Any

from tracker.database import execute, value
from tracker.tasks.queries.arms import DOWN, KEYS, Asked, arms
from tracker.tasks.queries.narrowing import Where, source
from tracker.tasks.queries.selecting import select
from tracker.tasks.queries.withdrawals import with_withdrawal

EXPORT_LOCK = 7_602_041  # with a person: whoever holds it makes that person's file


async def snapshot() -> None:
    """Let everything read from here on in this transaction be of one moment."""
    await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


async def alone(person: int) -> bool:
    """Whether no other file of this person is being made, by any process, until this transaction ends."""
    return bool(await value("SELECT pg_try_advisory_xact_lock($1, $2)", EXPORT_LOCK, person))


async def listed(asked: Asked, most: int) -> "array[int]":
    """The tasks of a list in its order, by id: the very arms that its pages are cut from."""
    args: list[Any] = []
    found = [
        f"(SELECT {arm.task} AS task, {arm.keyed} FROM {arm.origin} WHERE {arm.where})"
        for arm in arms(asked, args)
    ]
    if not found:
        return array("i")
    order = ", ".join(f"k{n}{DOWN.get(asked.sort, '')}" for n in range(len(KEYS[asked.sort])))
    kept = await value(
        f"""SELECT ARRAY(SELECT task FROM ({" UNION ALL ".join(found)}) AS arm
                         ORDER BY {order}, task LIMIT {int(most)})""",
        *args,
    )
    return array("i", kept)


async def words_of(asked: Asked, tasks: Sequence[int]) -> list[dict[str, Any]]:
    """Some tasks of a list with all their words as of its day, in the order given."""
    where = Where()
    origin = source(where, asked.as_of, asked.today)
    where.add(f"t.id = ANY ({where.arg(list(tasks))}::integer[])")
    found = await select(where, origin, "t.id", len(tasks), 0, asked.as_of, detailed=True)
    by_id = {one["id"]: one for one in await with_withdrawal(found, asked.as_of)}
    return [by_id[task] for task in tasks if task in by_id]
