"""What is done with background work: asked for, held, moved on, ended, forgotten."""

import json
from collections.abc import Mapping
from datetime import datetime

from tracker.database import execute, row, value
from tracker.refusal import Refused
from tracker.reports.jobs.queries import Job, job
from tracker.reports.jobs.rules import KEPT, LEASE, REMEMBERED, TRIES, gave_up
from tracker.words import _


async def enqueue(
    kind: str, title: str, asked_by: int | None, at: datetime,
    *, report: int | None = None, asked: Mapping[str, str] | None = None,
) -> int:  # fmt: skip
    """Ask for work; its id. The same asked for while it waits or is being made is the same work."""
    words = json.dumps(dict(asked or {}), ensure_ascii=False, sort_keys=True)
    made = await value(
        """INSERT INTO report_job (kind, title, report, asked, asked_by, asked_at, state)
           VALUES ($1, $2, $3, $4, $5, $6, 'waiting') ON CONFLICT DO NOTHING RETURNING id""",
        kind, title, report, words, asked_by, at,
    )  # fmt: skip
    same = """SELECT id FROM report_job
              WHERE kind = $1 AND coalesce(report, 0) = coalesce($2, 0) AND asked = $3
              ORDER BY id DESC LIMIT 1"""
    return int(made or await value(same, kind, report, words))


async def claim(owner: str, now: datetime) -> Job | None:
    """Take the work that waits the longest, or that of a worker that fell silent; None when there is none.

    Work that was given back too often by death is ended here, with a sentence that says what to do.
    """
    while True:
        found = await row(
            """UPDATE report_job SET state = 'making', leased_by = $1, leased_until = $2, tries = tries + 1
               WHERE id = (SELECT id FROM report_job
                           WHERE state = 'waiting' OR state = 'making' AND leased_until <= $3
                           ORDER BY asked_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
               RETURNING id, tries""",
            owner, now + LEASE, now,
        )  # fmt: skip
        if found is None:
            return None
        if found["tries"] <= TRIES:
            return await job(found["id"])
        await end(found["id"], owner, "failed", now, gave_up())


async def hold(number: int, owner: str, now: datetime) -> bool:
    """Hold work for longer; False when it was cancelled or another holds it."""
    return bool(
        await value(
            """UPDATE report_job SET leased_until = $3
               WHERE id = $1 AND leased_by = $2 AND state = 'making' RETURNING id""",
            number, owner, now + LEASE,
        )
    )  # fmt: skip


async def step(number: int, owner: str, name: str, made: int, total: int) -> None:
    """Note what is being made now, and how much is."""
    await execute(
        """UPDATE report_job SET step = $3, made = $4, total = $5
           WHERE id = $1 AND leased_by = $2 AND state = 'making'""",
        number, owner, name[:20], made, total,
    )  # fmt: skip


async def give_back(number: int, owner: str) -> None:
    """Leave work to another worker: this one was told to stop, which is no failure of the work."""
    await execute(
        """UPDATE report_job SET state = 'waiting', leased_by = '', leased_until = NULL, tries = tries - 1
           WHERE id = $1 AND leased_by = $2 AND state = 'making'""",
        number, owner,
    )  # fmt: skip


async def end(number: int, owner: str, state: str, now: datetime, failure: str = "") -> None:
    """End work that is still held: ``done`` or ``failed``. What letters it made is kept for some days."""
    await execute(
        """UPDATE report_job SET state = $3::varchar, finished_at = $4, failure = $5, leased_until = NULL,
               made = CASE WHEN $3::varchar = 'done' THEN total ELSE made END,
               expires_at = CASE WHEN kind = 'letters' THEN $6::timestamptz END
           WHERE id = $1 AND leased_by = $2 AND state = 'making'""",
        number, owner, state, now, failure[:500], now + KEPT,
    )  # fmt: skip


async def cancel(number: int, at: datetime) -> None:
    """Stop work that has not ended. What it made is thrown away, but files of a frozen report stay.

    Raises Refused when it has ended meanwhile.
    """
    gone = await value(
        """UPDATE report_job SET state = 'cancelled', finished_at = $2, leased_until = NULL, told = true
           WHERE id = $1 AND state IN ('waiting', 'making') RETURNING id""",
        number, at,
    )  # fmt: skip
    if gone is None:
        raise Refused(_("It has ended meanwhile: there is nothing to cancel."))
    await execute("DELETE FROM report_job_file WHERE job = $1", number)


async def mark_told(number: int, person: int) -> None:
    """Note that whoever asked has seen that it ended."""
    await execute(
        """UPDATE report_job SET told = true
           WHERE id = $1 AND asked_by = $2 AND NOT told AND state NOT IN ('waiting', 'making')""",
        number, person,
    )  # fmt: skip


async def forget(now: datetime) -> int:
    """Throw away what is not kept any more; how many files that were."""
    gone = await execute(
        """DELETE FROM report_job_file AS f USING report_job AS j
           WHERE j.id = f.job AND j.expires_at <= $1""",
        now,
    )
    await execute("DELETE FROM report_job WHERE finished_at <= $1", now - REMEMBERED)
    return gone
