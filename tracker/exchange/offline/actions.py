"""What is done with a book that came back: kept until it was looked at, then saved as reports of progress."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from tracker.clock import day_of
from tracker.database import execute, transaction
from tracker.exchange.offline.queries import Draft, judged
from tracker.exchange.offline.rules import Judged, chosen, state_of
from tracker.refusal import Conflict
from tracker.tasks.actions import Actor, Report, progress
from tracker.web.form_keys import digest, once

KEPT_DAYS = 14


async def keep(actor: Actor, draft: Draft) -> None:
    """Remember a book in place of the one before; books of anybody that nobody came back to are dropped."""
    filled = json.dumps([asdict(one) for one in draft.filled], ensure_ascii=False)
    async with transaction():
        await execute(
            "DELETE FROM offline_draft WHERE sent_at < $1", draft.sent_at - timedelta(days=KEPT_DAYS)
        )
        await execute(
            """INSERT INTO offline_draft (person, programme, file_name, taken_at, sent_at, filled)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person) DO UPDATE SET
                   programme = excluded.programme, file_name = excluded.file_name,
                   taken_at = excluded.taken_at, sent_at = excluded.sent_at, filled = excluded.filled""",
            actor.id, draft.programme, draft.file_name, draft.taken_at, draft.sent_at, filled,
        )  # fmt: skip


async def carry_out(
    actor: Actor, draft: Draft, seen: str, mine: Collection[int], key: str, at: datetime
) -> int:
    """Save what was looked at, all or nothing; how many tasks. A second send of the form saves nothing.

    ``seen`` is what the rows were when they were shown. Raises Conflict when a task moved on since.
    """
    content = digest([("seen", seen), ("mine", repr(sorted(mine)))])
    async with transaction():
        found = await judged(actor, draft, day_of(at))
        wanted = sorted(chosen(found, mine), key=lambda one: one.task["id"] if one.task else 0)
        if await once(key, actor.id, "offline", content, "/my-work/offline/preview", at):
            return 0
        if state_of(found) != seen:
            raise Conflict
        for one in wanted:
            await _save(actor, one, at)
        return len(wanted)


async def _save(actor: Actor, one: Judged, at: datetime) -> None:
    assert one.task is not None
    later = max(at, one.task["changed_at"])
    await progress(actor, one.task["code"], one.version, _report(one.values), later)


def _report(values: Mapping[str, str]) -> Report:
    return Report(**{**values, "percent": int(values["percent"])})  # type: ignore[arg-type]
