"""The only asker of the time: Hanoi days, moments and weeks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker import settings

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FOR_EVER = date.max  # what PostgreSQL calls 'infinity': the open end of a period of days


def now() -> datetime:
    """The present moment, in UTC; shifted by the demonstration's clock when one is set."""
    return datetime.now(UTC) + timedelta(seconds=settings.current().clock_offset)


def day_of(moment: datetime) -> date:
    """The Hanoi day on which a moment falls: the only way from a moment to a day."""
    return moment.astimezone(HANOI).date()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """The moment a Hanoi wall clock shows ``hour:minute`` on ``day``."""
    return datetime.combine(day, time(hour, minute), HANOI)


def week_of(day: date) -> str:
    """The ISO week of a Hanoi day as a key, e.g. ``2026-W53``.

    The year is the ISO year: 1 January 2027 still belongs to 2026-W53.
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(day: date) -> date:
    """The Monday that opens the ISO week of ``day``."""
    return day - timedelta(days=day.weekday())
