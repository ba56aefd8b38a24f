"""What the worker does by the regimes: the draft of a cut-off is begun once, the office told once."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import structlog

from tracker.clock import day_of
from tracker.database import rows, transaction
from tracker.mail.outbox import Draft, enqueue_all
from tracker.mail.rules import is_address
from tracker.reports.content import Scope
from tracker.reports.kept.actions import NewReport, create_draft
from tracker.reports.regimes import letters
from tracker.reports.regimes.letters import DraftReady, Reader
from tracker.reports.regimes.queries import Waiting, not_updated, waiting
from tracker.reports.regimes.told import letter_moment

KIND = "report_draft"

log = structlog.get_logger(__name__)


async def prepare(now: datetime) -> list[int]:
    """Begin the drafts of the cut-offs whose morning has come; their ids.

    The drafts of a morning and the office's letters about them are one transaction. Regimes in force are
    held against other workers, who find the drafts there. A draft begun late, after an outage, has the day
    of its cut-off all the same.
    """
    if not await waiting(now):
        return []
    async with transaction():
        await rows("SELECT id FROM report_regime WHERE active ORDER BY id FOR UPDATE")
        ready = [await _begun(one, now) for one in await waiting(now)]
        if ready:
            await _tell_office(ready, now)
    for one in ready:
        log.info("report_prepared", report=one.report, period=one.period, as_of=one.as_of.isoformat())
    return [one.report for one in ready]


async def _begun(found: Waiting, now: datetime) -> DraftReady:
    regime, due = found.regime, found.due
    title = regime.name  # two regimes of one kind may end on one day
    new = NewReport(
        regime.programme, regime.kind, title, Scope(), due.cutoff, regime.id, due.name, due.first, due.due,
        due.window_from,
    )  # fmt: skip
    number = await create_draft(None, new, now)
    behind = await not_updated(regime.programme, due.window_from, due.cutoff, day_of(now))
    return DraftReady(number, title, due.name, due.cutoff, due.due, len(behind))


async def _tell_office(ready: Sequence[DraftReady], now: datetime) -> None:
    leaves = await letter_moment(now)
    office = await rows(
        """SELECT id, full_name AS name, email, language FROM person
           WHERE role = 'office' AND disabled_at IS NULL ORDER BY id"""
    )
    readers = [Reader(**one) for one in office if is_address(one["email"])]
    await enqueue_all(KIND, _drafts(ready, readers, leaves, day_of(now)), now)


def _drafts(
    ready: Sequence[DraftReady], readers: Iterable[Reader], leaves: datetime, today: date
) -> Iterable[Draft]:
    key = f"{KIND}/{ready[0].as_of.isoformat()}-{ready[0].report}"
    for reader in readers:
        words = letters.drafts_ready(ready, reader, today)
        yield Draft(f"{key}/{reader.id}", reader.id, reader.name, reader.email, words, leaves)
