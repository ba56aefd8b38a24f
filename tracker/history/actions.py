"""One line for every move, in the transaction of the move; the chain's head noted, checks kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tracker.database import execute, value
from tracker.database.engine import execute_many
from tracker.history.queries import head
from tracker.history.rules import Anchor, Checked

_LINE = """INSERT INTO history (kind, object_id, verb, at, actor, actor_name, actor_agency, version, text,
                                changes)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields of ``after`` that differ from ``before``, each as ``(before, after)``."""
    return {name: (before.get(name), new) for name, new in after.items() if before.get(name) != new}


async def record(
    kind: str,
    object_id: int,
    verb: str,
    at: datetime,
    *,
    actor_id: int | None,
    actor_name: str,
    actor_agency: str,
    version: int = 0,
    text: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> int:
    """Write one line; its number. Call it inside the transaction that makes the move."""
    line = Line(object_id, version, text, changes or {})
    return int(
        await value(f"{_LINE} RETURNING id", *_told(kind, verb, at, actor_id, actor_name, actor_agency, line))
    )


@dataclass(frozen=True)
class Line:
    """What a line tells of its own object; changes as (before, after)."""

    object_id: int
    version: int
    text: str
    changes: Mapping[str, tuple[Any, Any]]


async def record_all(
    kind: str,
    verb: str,
    at: datetime,
    lines: Sequence[Line],
    *,
    actor_id: int | None,
    actor_name: str,
    actor_agency: str,
) -> None:
    """Write a line for each of several objects that somebody moved alike; in their order."""
    who = (actor_id, actor_name, actor_agency)
    await execute_many(_LINE, [_told(kind, verb, at, *who, line) for line in lines])


def _told(
    kind: str, verb: str, at: datetime, actor: int | None, name: str, agency: str, line: Line
) -> tuple[object, ...]:
    changes = json.dumps(line.changes, ensure_ascii=False, default=plain)
    return kind, line.object_id, verb, at, actor, name, agency, line.version, line.text, changes


def plain(found: object) -> str:
    """A day or a moment as JSON keeps it."""
    if isinstance(found, datetime):
        return found.astimezone(UTC).isoformat()
    if isinstance(found, date):
        return found.isoformat()
    raise TypeError(f"history cannot keep a {type(found).__name__}")


async def anchor(on_day: date, at: datetime) -> Anchor | None:
    """Note the present head of the chain for a day; None while history is empty.

    A day may have several anchors; the same head is noted once a day.
    """
    seq, digest = await head()
    if not seq:
        return None
    await execute(
        """INSERT INTO history_anchor (on_day, seq, hash, made_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (on_day, seq) DO NOTHING""",
        on_day,
        seq,
        bytes.fromhex(digest),
        at,
    )
    return Anchor(on_day, seq, digest)


async def keep_check(checked: Checked, at: datetime) -> None:
    """Keep what a check found."""
    await execute(
        """INSERT INTO history_check (at, kind, whole, looked_at, seq, found, trouble)
           VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        at,
        checked.kind,
        checked.whole,
        checked.looked_at,
        checked.seq,
        checked.found,
        json.dumps([one.kept for one in checked.first], ensure_ascii=False),
    )
