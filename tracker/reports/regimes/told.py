"""Whom letters about frozen reports told, whom not yet, and when letters about reports leave."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tracker.clock import at, day_of
from tracker.database import rows
from tracker.reports.regimes.queries import calendar_around

FIRST_HOUR, LAST_HOUR = 8, 18  # between which letters about reports leave


async def told(report: int) -> list[dict[str, Any]]:
    """Whom of the committee a frozen report was told, and how that stands: name, outcome (letter, no_address,
    closed), state and moment of the letter; whoever was not told first."""
    return await rows(
        """SELECT p.full_name AS name, t.outcome, t.told_at, coalesce(l.state, '') AS state, l.sent_at
           FROM report_told AS t JOIN person AS p ON p.id = t.person LEFT JOIN letter AS l ON l.id = t.letter
           WHERE t.report = $1 ORDER BY t.outcome = 'letter', p.full_name, p.id""",
        report,
    )


async def untold(now: datetime, days: int) -> Sequence[int]:
    """Frozen reports of regimes that tell the committee, of the last days, of which nobody was told yet."""
    found = await rows(
        """SELECT r.id FROM report AS r JOIN report_regime AS g ON g.id = r.regime
           WHERE r.state = 'frozen' AND g.to_committee
             AND r.frozen_at > $1::timestamptz - make_interval(days => $2)
             AND NOT EXISTS (SELECT FROM report_told AS t WHERE t.report = r.id) ORDER BY r.id""",
        now,
        days,
    )
    return [one["id"] for one in found]


async def letter_moment(now: datetime) -> datetime:
    """When a letter about reports leaves: from 08:00 to 18:00 of a working day, so after the reminders."""
    calendar, today = await calendar_around(day_of(now)), day_of(now)
    if calendar.is_working(today) and now <= at(today, FIRST_HOUR):
        return at(today, FIRST_HOUR)
    if calendar.is_working(today) and now < at(today, LAST_HOUR):
        return now
    return at(calendar.add(today, 1), FIRST_HOUR)
