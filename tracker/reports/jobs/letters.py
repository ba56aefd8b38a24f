"""The letters to every agency that leads a task on a day, one after the other."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import date, datetime

from tracker.clock import day_of
from tracker.database import execute, rows
from tracker.programmes.queries import programme
from tracker.reports.actions import PrintRoom
from tracker.reports.gathering import gather, scope_of
from tracker.reports.jobs.rules import letter_name
from tracker.reports.kept.queries import frozen_before
from tracker.tasks.queries import figures_by_agency

Step = Callable[[str, int, int], Awaitable[None]]


async def make_letters(room: PrintRoom, job: int, as_of: date, at: datetime, step: Step) -> None:
    """Make each letter of a day that is not there yet, each kept as soon as it is drawn.

    ``step`` is told the agency's code, how many are made and how many there will be. Raises Refused when a
    letter cannot be made; those made before stay.
    """
    facts = await programme()
    codes = [one.code for one in await figures_by_agency(facts.id, as_of) if one.figures.total]
    found = await rows("SELECT name FROM report_job_file WHERE job = $1", job)
    there = {one["name"] for one in found}
    for made, code in enumerate(codes):
        await step(code, made, len(codes))
        name = letter_name(code, as_of)
        if name not in there:
            await _keep(job, name, await letter(room, facts.id, code, as_of, day_of(at)))


async def letter(room: PrintRoom, programme_id: int, code: str, as_of: date, today: date) -> bytes:
    """The letter to one agency as PDF. Raises as ``gather`` and the printer do."""
    scope = await scope_of("agency", code, "", as_of)
    before = await frozen_before("letter", scope, as_of, programme=programme_id)
    return await room.report_pdf(await gather("letter", scope, as_of, today, previous=before))


async def _keep(job: int, name: str, content: bytes) -> None:
    await execute(
        """INSERT INTO report_job_file (job, name, media_type, sha256, content)
           SELECT $1, $2, 'application/pdf', $3, $4
           WHERE EXISTS (SELECT FROM report_job WHERE id = $1 AND state = 'making')
           ON CONFLICT (job, name) DO NOTHING""",
        job, name, hashlib.sha256(content).digest(), content,
    )  # fmt: skip
