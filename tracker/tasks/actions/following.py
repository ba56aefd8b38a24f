"""A task that comes back stands where its present occurrence stands: its facts follow at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tracker.clock import day_of
from tracker.database import execute, row, rows
from tracker.history.actions import changed, record
from tracker.tasks.rules.occurrences import MIRRORED, present, shown

_FACTS = ", ".join(("id", "opens_on", "progressed_at", *MIRRORED))


async def follow(parent: int, at: datetime) -> bool:
    """Bring a task to where its occurrences stand at a moment; whether anything changed.

    A withdrawn task stays withdrawn, whatever its occurrences do. The line of history names nobody: it says
    what followed from somebody's move, or from the day.
    """
    task = await row(f"SELECT version, changed_at, {_FACTS} FROM task WHERE id = $1 FOR UPDATE", parent)
    parts = await rows(f"SELECT {_FACTS} FROM task WHERE parent = $1 AND part = 'occurrence'", parent)
    now = present(parts, day_of(at))
    if task is None or now is None or task["state"] == "withdrawn":
        return False
    changes = changed(task, shown(now))
    if not changes:
        return False
    moment = max(at, task["changed_at"])
    await _set(parent, task["version"] + 1, moment, {name: new for name, (_old, new) in changes.items()})
    await record(
        "task", parent, "follow", moment, actor_id=None, actor_name="", actor_agency="",
        version=task["version"] + 1, changes=changes,
    )  # fmt: skip
    return True


async def _set(task: int, version: int, at: datetime, facts: Mapping[str, Any]) -> None:
    places = ", ".join(f"{name} = ${n}" for n, name in enumerate(facts, 4))
    sql = f"UPDATE task SET {places}, version = $2, changed_at = $3 WHERE id = $1"
    await execute(sql, task, version, at, *facts.values())
