"""What happened to an object, what its facts were at a version, and the chain that holds all lines."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from tracker.database import row, rows, value
from tracker.history.rules import NOTHING, Anchor, Checked, Trouble, body_of


async def lines(kind: str, object_id: int) -> list[dict[str, Any]]:
    """Every line of one object, oldest first, ``changes`` as a dict of field to [before, after]."""
    found = await rows(
        """SELECT id, verb, at, actor, actor_name, actor_agency, version, text, changes
           FROM history WHERE kind = $1 AND object_id = $2 ORDER BY id""",
        kind,
        object_id,
    )
    return [{**line, "changes": json.loads(line["changes"])} for line in found]


async def facts_at(kind: str, object_id: int, version: int) -> dict[str, Any]:
    """The facts of an object as they were at a version: its lines folded. Days and moments are ISO text."""
    facts: dict[str, Any] = {}
    for line in await lines(kind, object_id):
        if line["version"] <= version:
            facts.update({name: after for name, (_, after) in line["changes"].items()})
    return facts


class Entry(NamedTuple):
    """An entry of the chain; ``body`` is None when its line is gone."""

    seq: int
    line: int
    hash: str
    body: str | None


async def head() -> tuple[int, str]:
    """The number and hash of the last entry of the chain; 0 and 64 zeros when there is none."""
    found = await row("SELECT seq, hash FROM history_seal ORDER BY seq DESC LIMIT 1")
    return (found["seq"], found["hash"].hex()) if found else (0, NOTHING)


async def entries(after: int, until: int, limit: int) -> list[Entry]:
    """The next entries after a number, in their order, not beyond ``until``."""
    found = await rows(
        """SELECT s.seq, s.line, s.hash, h.id, h.kind, h.object_id, h.verb, h.at, h.actor, h.actor_name,
                  h.actor_agency, h.version, h.text, h.changes
           FROM history_seal AS s LEFT JOIN history AS h ON h.id = s.line
           WHERE s.seq > $1 AND s.seq <= $2 ORDER BY s.seq LIMIT $3""",
        after,
        until,
        limit,
    )
    return [
        Entry(one["seq"], one["line"], one["hash"].hex(), None if one["id"] is None else body_of(one))
        for one in found
    ]


async def unsealed(after: int, until: int) -> list[int]:
    """The lines with ids after one and up to another that are in no entry."""
    found = await rows(
        """SELECT h.id FROM history AS h LEFT JOIN history_seal AS s ON s.line = h.id
           WHERE h.id > $1 AND h.id <= $2 AND s.seq IS NULL ORDER BY h.id""",
        after,
        until,
    )
    return [one["id"] for one in found]


async def hashes(numbers: Sequence[int]) -> dict[int, str]:
    """The hashes that entries carry, by number."""
    found = await rows("SELECT seq, hash FROM history_seal WHERE seq = ANY($1)", list(numbers))
    return {one["seq"]: one["hash"].hex() for one in found}


async def anchors(limit: int | None = None) -> list[Anchor]:
    """The anchors made so far, the newest first."""
    found = await rows("SELECT on_day, seq, hash FROM history_anchor ORDER BY id DESC LIMIT $1", limit)
    return [Anchor(one["on_day"], one["seq"], one["hash"].hex()) for one in found]


async def anchor_since(on_day: date, since: datetime) -> Anchor | None:
    """The first anchor of a day that was made at a moment or later."""
    found = await row(
        """SELECT seq, hash FROM history_anchor WHERE on_day = $1 AND made_at >= $2 ORDER BY id LIMIT 1""",
        on_day,
        since,
    )
    return Anchor(on_day, found["seq"], found["hash"].hex()) if found else None


async def latest_anchor() -> Anchor | None:
    """The anchor made last."""
    found = await anchors(1)
    return found[0] if found else None


async def checks(limit: int) -> list[tuple[datetime, Checked]]:
    """The checks made last and when, the newest first."""
    found = await rows(
        """SELECT at, kind, whole, looked_at, seq, found, trouble FROM history_check
           ORDER BY id DESC LIMIT $1""",
        limit,
    )
    return [(one["at"], _checked(one)) for one in found]


def _checked(kept: dict[str, Any]) -> Checked:
    counts = {name: kept[name] for name in ("kind", "whole", "looked_at", "seq", "found")}
    return Checked(**counts, first=[Trouble(**said) for said in json.loads(kept["trouble"])])


async def alarms() -> list[tuple[datetime, Checked]]:
    """Troubles that still stand: of the last whole check of each kind, and of newer partial ones.

    A later check of the newest part does not silence what a whole check found.
    """
    found = await rows(
        """SELECT DISTINCT ON (kind, whole) id, at, kind, whole, looked_at, seq, found, trouble
           FROM history_check AS c
           WHERE whole OR id > ALL (SELECT w.id FROM history_check AS w WHERE w.whole AND w.kind = c.kind)
           ORDER BY kind, whole, id DESC"""
    )
    return [(one["at"], _checked(one)) for one in found if one["found"]]


async def last_line() -> int:
    """The id of the newest line of history; 0 when there is none."""
    return int(await value("SELECT coalesce(max(id), 0) FROM history"))
