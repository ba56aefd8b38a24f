"""Taking a move back: which moves, by whom, until when."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

UNDO_MINUTES = 10
# Moves whose line of history holds everything they changed. What is said or attached stays said.
UNDOABLE = frozenset(
    {"accept", "refuse", "hand_over", "reassign", "ask_contribution", "contribute", "endorse", "confirm",
     "return", "suspend", "resume", "withdraw", "restore", "star", "unstar"}
)  # fmt: skip


def undo_until(line: Mapping[str, Any], person: int) -> datetime | None:
    """Until when somebody may take back the move that a line tells of; None when they never may.

    Only who made a move takes it back. The line must still be the last one of its task.
    """
    if line["actor"] != person or line["verb"] not in UNDOABLE:
        return None
    made: datetime = line["at"]
    return made + timedelta(minutes=UNDO_MINUTES)
