"""What is told goes into the outbox: each move once in the order of history, and the overdue ones daily."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from tracker.database import execute, row, rows, transaction, value
from tracker.database.engine import execute_many
from tracker.exchange.hooks.rules import KEPT, MOVED, OVERDUE, PAGE, PING
from tracker.tasks.queries import figures
from tracker.tasks.rules import BUCKETS

STEP = 1_000  # entries of history looked at in a transaction

_INSERT = """
    INSERT INTO hook_message (hook, key, event, content, created_at, next_try_at)
    VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (hook, key) DO NOTHING
"""
_LATEST = """(SELECT o.changes -> '{0}' ->> 1 FROM history AS o WHERE o.kind = 'task'
     AND o.object_id = h.object_id AND o.version <= h.version AND o.changes ? '{0}'
     ORDER BY o.version DESC LIMIT 1)"""
# Facts as they were once the line was written, whatever happened since. Of an agency, the lines of tasks
# that it then led, came to lead or gave away, or that it coordinates.
_MOVES = f"""
    WITH moved AS (
        SELECT s.seq, h.id AS line, h.object_id, h.verb, h.at, h.version, h.changes, t.code, t.part,
            p.code AS parent, {_LATEST.format("state")} AS state, {_LATEST.format("due_on")} AS due_on,
            {_LATEST.format("lead_agency")}::integer AS lead, {_LATEST.format("percent")}::integer AS percent
        FROM history_seal AS s JOIN history AS h ON h.id = s.line
        JOIN task AS t ON t.id = h.object_id LEFT JOIN task AS p ON p.id = t.parent
        WHERE s.seq > $1 AND s.seq <= $2 AND h.kind = 'task'
          AND h.changes ?| '{{state,due_on,lead_agency}}'
    )
    SELECT m.*, a.code AS lead_code, b.code AS before_code, m.changes::text AS changed
    FROM moved AS m LEFT JOIN agency AS a ON a.id = m.lead
    LEFT JOIN agency AS b ON b.id = (m.changes -> 'lead_agency' ->> 0)::integer
    WHERE $3::integer IS NULL OR $3 IN (a.id, b.id) OR EXISTS (
        SELECT FROM task_coordinator AS c WHERE c.task = m.object_id AND c.agency = $3
        AND c.from_on <= hanoi_day(m.at) AND c.until_on > hanoi_day(m.at))
    ORDER BY m.seq
"""
_OVERDUE = """
    SELECT t.code, t.title, g.code AS programme, a.code AS lead, t.due_on
    FROM task AS t JOIN agency AS a ON a.id = t.lead_agency JOIN programme AS g ON g.id = t.programme
    WHERE t.urgency = 0 AND t.due_on < $1 AND ($2::integer IS NULL OR t.lead_agency = $2 OR EXISTS (
        SELECT FROM task_coordinator AS c WHERE c.task = t.id AND c.agency = $2 AND c.until_on = 'infinity'))
    ORDER BY t.due_on, t.id
"""


async def tell_moves(at: datetime) -> int:
    """Put what moved since the last time into the outbox of every hook that wants it; how many messages.

    A paused hook is told when it is resumed: history waits.
    """
    # Entries of the chain, not ids of lines: an id may be given out early and committed late.
    head = await value("SELECT coalesce(max(seq), 0) FROM history_seal")
    behind = """SELECT id FROM hook WHERE paused_at IS NULL AND $1 = ANY (events) AND told_line < $2
                ORDER BY id"""
    made = 0
    for hook in await rows(behind, MOVED, head):
        while (step := await _tell_some(hook["id"], head, at)) is not None:
            made += step
    return made


async def _tell_some(hook_id: int, head: int, at: datetime) -> int | None:
    """The next entries up to ``head``; None when there are none, or somebody else is at it."""
    async with transaction():
        hook = await row(
            "SELECT id, agency, told_line FROM hook WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED", hook_id
        )
        if hook is None or hook["told_line"] >= head:
            return None
        until = min(head, hook["told_line"] + STEP)
        lines = await rows(_MOVES, hook["told_line"], until, hook["agency"])
        await execute_many(
            _INSERT, [(hook_id, f"line/{one['line']}", MOVED, content(MOVED, one["at"], moved(one)), at)
                      for one in lines],
        )  # fmt: skip
        await execute("UPDATE hook SET told_line = $2 WHERE id = $1", hook_id, until)
        return len(lines)


def moved(line: Mapping[str, Any]) -> dict[str, object]:
    """What is told of a move: facts alone, nothing that a person wrote."""
    changes = json.loads(line["changed"])

    def before(name: str, now: object) -> object:
        return changes[name][0] if name in changes else now

    return {
        "line": line["line"], "code": line["code"], "version": line["version"], "verb": line["verb"],
        "part": line["part"] or None, "parent": line["parent"],
        "state_before": before("state", line["state"]), "state": line["state"],
        "deadline_before": before("due_on", line["due_on"]), "deadline": line["due_on"],
        "lead_before": line["before_code"] if "lead_agency" in changes else line["lead_code"],
        "lead": line["lead_code"], "percent": line["percent"] or 0,
    }  # fmt: skip


async def tell_overdue(day: date, due_at: datetime, at: datetime) -> int:
    """Put a day's batch into the outbox of every hook that wants it; how many messages.

    A hook gets one batch a day however often this is asked; one made after ``due_at`` begins the next day.
    """
    wanted = """SELECT id, agency FROM hook
                WHERE paused_at IS NULL AND $1 = ANY (events) AND made_at <= $2 ORDER BY id"""
    made = 0
    for hook in await rows(wanted, OVERDUE, due_at):
        async with transaction():
            await row("SELECT id FROM hook WHERE id = $1 FOR NO KEY UPDATE", hook["id"])
            key = f"overdue/{day.isoformat()}"
            if await value("SELECT 1 FROM hook_message WHERE hook = $1 AND key = $2", hook["id"], f"{key}/1"):
                continue
            pages = await _batch(hook["agency"], day)
            await execute_many(
                _INSERT, [(hook["id"], f"{key}/{n}", OVERDUE, content(OVERDUE, at, page), at)
                          for n, page in enumerate(pages, 1)],
            )  # fmt: skip
            made += len(pages)
    return made


async def _batch(agency: int | None, day: date) -> list[dict[str, object]]:
    """The day's figures and overdue tasks, the longest overdue first, in pages; one page when there are none.

    Parts of tasks stand outside, so that the list agrees with the figures. The figures of an agency are
    of what it leads; its list has what it coordinates too.
    """
    found = await rows(_OVERDUE, day, agency)
    tasks = [
        {"code": one["code"], "title": one["title"], "programme": one["programme"], "lead": one["lead"],
         "deadline": one["due_on"].isoformat(), "days_late": (day - one["due_on"]).days}
        for one in found
    ]  # fmt: skip
    pages = [tasks[n : n + PAGE] for n in range(0, len(tasks), PAGE)] or [[]]
    head = {
        "day": day.isoformat(),
        "agency": await value("SELECT code FROM agency WHERE id = $1", agency),
        "figures": await _figures(agency, day),
        "overdue": len(tasks),
        "pages": len(pages),
    }
    return [{**head, "page": n, "tasks": some} for n, some in enumerate(pages, 1)]


async def _figures(agency: int | None, day: date) -> dict[str, int]:
    """The five figures and their total over all programmes."""
    found = [
        await figures(one["id"], day, lead_id=agency or 0) for one in await rows("SELECT id FROM programme")
    ]
    counts = {bucket: sum(one.count(bucket) for one in found) for bucket in BUCKETS}
    return {**counts, "total": sum(counts.values())}


async def tell_ping(hook: int, at: datetime) -> None:
    """Put a message that says nothing into the outbox, behind what waits there."""
    await row("SELECT id FROM hook WHERE id = $1 FOR NO KEY UPDATE", hook)
    n = await value("SELECT count(*) + 1 FROM hook_message WHERE hook = $1 AND event = $2", hook, PING)
    key = f"ping/{n}/{int(at.timestamp())}"
    await execute(_INSERT, hook, key, PING, content(PING, at, {"hook": hook}), at)


async def forget(at: datetime) -> int:
    """Drop messages that came to their end long ago; how many."""
    return await execute(
        "DELETE FROM hook_message WHERE state IN ('sent', 'failed') AND created_at < $1", at - KEPT
    )


def content(event: str, at: datetime, data: Mapping[str, object]) -> str:
    """A message as it will be sent, byte for byte, on every try: what, when it happened, the facts."""
    moment = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return json.dumps(
        {"type": event, "timestamp": moment, "data": data}, ensure_ascii=False, separators=(",", ":")
    )
