"""What can still be taken back: the last line of a task, while nobody was told of it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tracker.database import row, value
from tracker.tasks.rules.undoing import undo_until


async def last_line(task: int) -> dict[str, Any]:
    """The newest line of a task's history, ``changes`` as a dict of field to [before, after]."""
    found = await row(
        """SELECT id, verb, at, actor, version, text, changes FROM history
           WHERE kind = 'task' AND object_id = $1 ORDER BY id DESC LIMIT 1""",
        task,
    )
    assert found is not None
    return {**found, "changes": json.loads(found["changes"])}


async def told(line: int) -> bool:
    """Whether a letter that tells of a line of history has been made."""
    asked = "SELECT EXISTS (SELECT 1 FROM reminder_said WHERE key = $1 AND outcome = 'letter')"
    return bool(await value(asked, f"line/{line}"))


async def open_until(line: Mapping[str, Any], person: int, at: datetime) -> datetime | None:
    """Until when somebody may take back a task's last line, at a moment; None when they may not any more."""
    until = undo_until(line, person)
    if until is None or at > until or await told(line["id"]):
        return None
    return until
