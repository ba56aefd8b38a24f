"""Which lines of history an auditor asked for, the newest first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.database import rows, value

PER_PAGE = 30

_LINES = """
    SELECT h.id, s.seq, h.kind, h.object_id, coalesce(t.code, p.username, '') AS name, h.verb, h.at,
           h.actor_name, h.actor_agency, h.version, h.text, h.changes
    FROM history AS h LEFT JOIN history_seal AS s ON s.line = h.id
    LEFT JOIN task AS t ON h.kind = 'task' AND t.id = h.object_id
    LEFT JOIN person AS p ON h.kind = 'person' AND p.id = h.object_id
    WHERE {narrowed} ORDER BY h.at DESC, h.id DESC LIMIT {most}"""
# Steps from one verb to the next in their index, however many lines there are.
_VERBS = """
    WITH RECURSIVE v AS (
        SELECT min(verb) AS verb FROM history
        UNION ALL
        SELECT (SELECT min(h.verb) FROM history AS h WHERE h.verb > v.verb) FROM v WHERE v.verb IS NOT NULL
    ) SELECT verb FROM v WHERE verb IS NOT NULL"""


@dataclass(frozen=True)
class Wanted:
    """What lines must be; what is empty or None does not narrow. ``until`` is exclusive."""

    task: int | None = None
    actors: Sequence[int] | None = None
    by_itself: bool = False  # done by the system or a command: nobody was signed in
    verb: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None  # older than the line with this id


@dataclass(frozen=True)
class Lines:
    """One page of lines, and the id that the next older page begins before, if there is one."""

    rows: list[dict[str, Any]]
    older: int | None


async def lines(wanted: Wanted) -> Lines:
    """The newest lines that are as wanted, ``changes`` as a dict of field to [before, after]."""
    parts = [
        ("h.kind = 'task' AND h.object_id = {}", wanted.task),
        ("h.actor = ANY({})", wanted.actors),
        ("h.verb = {}", wanted.verb or None),
        ("h.at >= {}", wanted.since),
        ("h.at < {}", wanted.until),
        ("(h.at, h.id) < (SELECT b.at, b.id FROM history AS b WHERE b.id = {})", wanted.before),
    ]
    used = [(sql, arg) for sql, arg in parts if arg is not None]
    narrowed = [sql.format(f"${n}") for n, (sql, _) in enumerate(used, 1)]
    narrowed += ["h.actor IS NULL"] if wanted.by_itself else []
    asked = _LINES.format(narrowed=" AND ".join(narrowed) or "true", most=PER_PAGE + 1)
    found = await rows(asked, *(arg for _, arg in used))
    shown = [{**line, "changes": json.loads(line["changes"])} for line in found[:PER_PAGE]]
    return Lines(shown, shown[-1]["id"] if len(found) > PER_PAGE else None)


async def verbs() -> list[str]:
    """Every verb that some line has."""
    return [one["verb"] for one in await rows(_VERBS)]


async def task_of(code: str) -> int | None:
    """The id of a task by its code, typed in capitals or not."""
    found = await value("SELECT id FROM task WHERE code = ANY($1) LIMIT 1", [code, code.upper()])
    return None if found is None else int(found)


async def people_of(words: str) -> list[int]:
    """Everybody with this username, or these words in their name."""
    found = await rows(
        """SELECT id FROM person WHERE username = lower($1) OR strpos(lower(full_name), lower($1)) > 0
           ORDER BY id""",
        words,
    )
    return [one["id"] for one in found]
