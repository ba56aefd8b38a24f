"""The day's anchor: noted in the database and, where a file is named, outside it."""

import asyncio
import os
from datetime import date, datetime
from pathlib import Path

from tracker.history.actions import anchor
from tracker.history.queries import anchor_since
from tracker.history.rules import Anchor


async def anchor_day(day: date, due_at: datetime, at: datetime, file: str) -> Anchor | None:
    """Make the anchor that was due, or take the one an interrupted try made; None while history is empty.

    ``file`` is where its line goes too, empty for nowhere. Raises OSError when it cannot be written: the
    anchor then stands in the database alone, and the next try writes it.
    """
    found = await anchor_since(day, due_at) or await anchor(day, at)
    if found is not None and file:
        await asyncio.to_thread(append, Path(file), found)
    return found


def append(path: Path, made: Anchor) -> None:
    """Put an anchor's line at the end of a file unless it is there; on the disk when this returns."""
    with path.open("a+", encoding="utf-8") as file:
        file.seek(0)
        if f"{made}\n" in file.read():
            return
        file.write(f"{made}\n")
        file.flush()
        os.fsync(file.fileno())
