"""Extensions of deadlines: the day that work goes by, and what waits for the office's decision."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tracker.database import rows, value
from tracker.tasks.queries.work import Scope, extensions_to_decide

AT_ONCE = 20  # requests that one page of the office holds


async def in_force(task: Mapping[str, Any]) -> date | None:
    """The day that work on a task goes by: the last one granted; None when it has no deadline.

    Where the programme judges by the original deadline, ``due_on`` stays that day, and the one granted
    stands with the extension.
    """
    due_on: date | None = task["due_on"]
    if due_on is None or not task["extension_count"] or task["official_deadline"] != "original":
        return due_on
    granted = await value("SELECT max(granted_due_on) FROM extension WHERE task = $1", task["id"])
    return max(due_on, granted or due_on)


async def to_decide(scope: Scope) -> tuple[list[dict[str, Any]], bool]:
    """The tasks whose request waits for a decision, nearest deadline first, and whether there are more."""
    found = await extensions_to_decide(scope, AT_ONCE + 1)
    return found[:AT_ONCE], len(found) > AT_ONCE


async def tasks_of(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Tasks by id, as a decision on their requests needs them, whether or not one still waits.

    In the order of ``to_decide``.
    """
    found = await rows(
        """SELECT id, code, title, due_on, hanoi_day(assigned_at) AS assigned_on, changed_at FROM task
           WHERE id = ANY ($1::integer[]) ORDER BY due_on, id""",
        list(ids),
    )
    return {one["id"]: one for one in found}
