"""Replaying history: the lines of a task, folded, must give the task as it stands today."""

import json
from dataclasses import dataclass
from typing import Any

import asyncpg

from tracker.database import rows, value
from tracker.history.checking import Say, silent
from tracker.history.rules import Checked

BATCH = 2_000  # tasks folded by one question
# Beside the facts: the key, what is folded from code and title, and what each line carries by itself.
BESIDE = ("id", "search", "changed_at", "version")

_COLUMNS = """
    SELECT a.attname AS name, format_type(a.atttypid, NULL) LIKE 'timestamp%' AS is_moment,
           pg_get_expr(d.adbin, d.adrelid) AS otherwise
    FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = 'task'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      AND a.attname <> ALL($1) ORDER BY a.attnum"""
# Each question compares within itself: of a move made meanwhile it sees everything or nothing.
_VERSIONS = """
    SELECT coalesce(t.code, l.task::text) AS code, t.id IS NULL AS lost, l.lines, t.version,
           t.changed_at, l.at
    FROM (SELECT id, code, version, changed_at FROM task WHERE id > $1 AND id <= $2) AS t
    FULL JOIN (SELECT task, max(place) AS lines, bool_and(version = place) AS rising,
                      max(at) FILTER (WHERE place = last) AS at
               FROM (SELECT object_id AS task, version, at, row_number() OVER w AS place,
                            count(*) OVER (PARTITION BY object_id) AS last
                     FROM history WHERE kind = 'task' AND object_id > $1 AND object_id <= $2
                     WINDOW w AS (PARTITION BY object_id ORDER BY id)) AS h
               GROUP BY task) AS l ON l.task = t.id
    WHERE l.rising IS NOT TRUE OR t.version <> l.lines OR t.changed_at <> l.at OR t.id IS NULL
    ORDER BY 1"""
_OF_NO_TASK = """
    SELECT DISTINCT object_id FROM history WHERE kind = 'task' AND object_id > $1 ORDER BY 1 LIMIT 100"""
_FACTS = """
    SELECT t.code, to_jsonb(t) AS today, to_jsonb(p) AS said
    FROM task AS t
    CROSS JOIN LATERAL (SELECT jsonb_object_agg(c.key, c.value -> 1 ORDER BY h.id) AS folded
                        FROM history AS h, jsonb_each(h.changes) AS c
                        WHERE h.kind = 'task' AND h.object_id = t.id) AS f
    CROSS JOIN LATERAL jsonb_populate_record(NULL::task,
        $3::jsonb || jsonb_build_object('code', t.code) || f.folded) AS p
    WHERE t.id > $1 AND t.id <= $2 AND f.folded IS NOT NULL AND ({said}) IS DISTINCT FROM ({today})
    ORDER BY t.id"""
_BEFORE = """
    SELECT t.code, s.field, s.before #>> '{}' AS before, s.known #>> '{}' AS known
    FROM (SELECT h.object_id, h.version, c.key AS field, c.value -> 0 AS before,
                 coalesce(lag(c.value -> 1) OVER (PARTITION BY h.object_id, c.key ORDER BY h.id),
                          $3::jsonb -> c.key, 'null') AS known
          FROM history AS h, jsonb_each(h.changes) AS c
          WHERE h.kind = 'task' AND h.object_id > $1 AND h.object_id <= $2 AND c.key = ANY($4)) AS s
    JOIN task AS t ON t.id = s.object_id
    WHERE s.version > 1 AND s.before IS DISTINCT FROM s.known
      AND (s.field <> ALL($5)
           OR (s.before #>> '{}')::timestamptz IS DISTINCT FROM (s.known #>> '{}')::timestamptz)
    ORDER BY s.object_id"""


@dataclass(frozen=True)
class _Columns:
    """The facts of a task, and what they are when no line ever named them."""

    names: list[str]
    moments: list[str]
    otherwise: str  # as JSON
    facts: str  # the question that compares them


async def _columns() -> _Columns:
    found = await rows(_COLUMNS, list(BESIDE))
    names = [one["name"] for one in found]
    pairs = ", ".join(f"'{one['name']}', {one['otherwise']}" for one in found if one["otherwise"])
    said, today = (", ".join(f"{row}.{name}" for name in names) for row in "pt")
    return _Columns(
        names,
        [one["name"] for one in found if one["is_moment"]],
        await value(f"SELECT jsonb_build_object({pairs})"),
        _FACTS.format(said=said, today=today),
    )


async def check_replay(newest: int | None = None, say: Say = silent) -> Checked:
    """Fold the lines of every task and compare: versions, every fact, and what lines say was before.

    With ``newest`` only so many tasks made last are looked at. A fact that no line names must be as the
    table sets it by itself. Not compared: what ``BESIDE`` names.
    """
    columns = await _columns()
    last = await value("SELECT coalesce(max(id), 0) FROM task")
    checked = Checked("replay", whole=newest is None or newest >= last)
    for after in range(max(0, last - newest) if newest else 0, last, BATCH):
        try:
            await _compare(checked, columns, after, after + BATCH)
        except asyncpg.DataError as trouble:  # a line that says what no fact can be
            checked.add("unfoldable", after + 1, found=trouble)
        checked.looked_at += await value(
            "SELECT count(*) FROM task WHERE id > $1 AND id <= $2", after, after + BATCH
        )
        say(min(after + BATCH, last), last)
    for one in await rows(_OF_NO_TASK, last):
        checked.add("no_task", one["object_id"])
    return checked


async def _compare(checked: Checked, columns: _Columns, after: int, until: int) -> None:
    for one in await rows(_VERSIONS, after, until):
        _note_version(checked, one)
    for one in await rows(columns.facts, after, until, columns.otherwise):
        today, said = json.loads(one["today"]), json.loads(one["said"])
        for name in columns.names:
            if today[name] != said[name]:
                checked.add("fact", one["code"], of=name, found=_text(today[name]), wanted=_text(said[name]))
    for one in await rows(_BEFORE, after, until, columns.otherwise, columns.names, columns.moments):
        checked.add(
            "before", one["code"], of=one["field"], found=_text(one["before"]), wanted=_text(one["known"])
        )


def _note_version(checked: Checked, one: dict[str, Any]) -> None:
    if one["lost"]:
        checked.add("no_task", one["code"])
    elif one["lines"] is None:
        checked.add("no_history", one["code"])
    elif one["changed_at"] != one["at"] and one["version"] == one["lines"]:
        moments = {"found": one["changed_at"].isoformat(), "wanted": one["at"].isoformat()}
        checked.add("fact", one["code"], of="changed_at", **moments)
    else:
        checked.add("versions", one["code"], found=one["lines"], wanted=one["version"])


def _text(fact: object) -> str:
    return "" if fact is None else str(fact)
