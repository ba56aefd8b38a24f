"""The committee is told of a frozen report: each member once, by a letter with a link that needs sign-in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog

from tracker.clock import day_of
from tracker.database import execute, row, rows, transaction
from tracker.mail.outbox import Draft, enqueue_all
from tracker.mail.rules import is_address
from tracker.reports.regimes import letters
from tracker.reports.regimes.letters import Frozen, Reader
from tracker.reports.regimes.told import letter_moment, untold

KIND = "report_frozen"
TELL_DAYS = 30  # for so long after freezing an outage may last until the committee is told all the same
CLOSED = "the account was closed before the letter left"

log = structlog.get_logger(__name__)


async def tell_frozen(now: datetime) -> int:
    """Tell of every frozen report that nobody was told of yet; how many letters were written."""
    return sum([await tell_committee(report, now) for report in await untold(now, TELL_DAYS)])


async def tell_committee(report: int, at: datetime) -> int:
    """Tell the members of a frozen report of a regime that tells them; how many letters were written.

    Letters and the record of everybody's outcome are one transaction, and the record has one line for each
    member: told again, nobody is told twice. Whoever has no address, or a closed account, is recorded so.
    """
    async with transaction():
        found = await _held(report)
        if found is None:
            return 0
        members = await rows(
            """SELECT p.id, p.full_name AS name, p.email, p.language, p.disabled_at IS NOT NULL AS closed
               FROM person AS p WHERE p.role = 'member'
                 AND NOT EXISTS (SELECT FROM report_told AS t WHERE t.report = $1 AND t.person = p.id)
               ORDER BY p.id""",
            report,
        )
        if not members:
            return 0
        leaves = await letter_moment(at)
        written = await enqueue_all(
            KIND, [_draft(found, one, leaves) for one in members if _can_read(one)], at
        )
        await _note(report, members, written, at)
    log.info("committee_told", report=report, letters=len(written), others=len(members) - len(written))
    return len(written)


async def _held(report: int) -> Frozen | None:
    """A report that is to be told, held against other workers until the transaction ends."""
    found = await row(
        """SELECT r.id AS report, r.title, r.period, r.as_of, r.number
           FROM report AS r JOIN report_regime AS g ON g.id = r.regime
           WHERE r.id = $1 AND r.state = 'frozen' AND g.to_committee FOR UPDATE OF r""",
        report,
    )
    return Frozen(**found) if found else None


def _can_read(member: Mapping[str, Any]) -> bool:
    return not member["closed"] and is_address(member["email"])


def _draft(report: Frozen, member: Mapping[str, Any], leaves: datetime) -> Draft:
    reader = Reader(member["id"], member["name"], member["email"], member["language"])
    words = letters.frozen(report, reader, day_of(leaves))
    return Draft(f"{KIND}/{report.report}/{reader.id}", reader.id, reader.name, reader.email, words, leaves)


async def _note(
    report: int, members: Sequence[Mapping[str, Any]], written: Mapping[int, int], at: datetime
) -> None:
    outcomes = [
        "letter" if one["id"] in written else "closed" if one["closed"] else "no_address" for one in members
    ]
    await execute(
        """INSERT INTO report_told (report, person, outcome, letter, told_at)
           SELECT $1, *, $2 FROM unnest($3::integer[], $4::varchar[], $5::bigint[])""",
        report, at, [one["id"] for one in members], outcomes, [written.get(one["id"]) for one in members],
    )  # fmt: skip


async def withdraw_from_closed_accounts() -> int:
    """Hold back letters about reports to people whose account was closed since; how many."""
    return await execute(
        """UPDATE letter AS l SET state = 'superseded', trouble = $1 FROM person AS p
           WHERE p.id = l.person AND l.state = 'ready' AND l.kind IN ('report_draft', 'report_frozen')
             AND l.tries = 0 AND p.disabled_at IS NOT NULL""",
        CLOSED,
    )
