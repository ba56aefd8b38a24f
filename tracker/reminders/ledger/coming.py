"""Which runs come next: the week's and the day's, when, and whether the office holds them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.clock import at, day_of, monday_of, week_of
from tracker.database import row, rows, value
from tracker.programmes.calendar import working_days
from tracker.reminders.calendar import run_moment
from tracker.reminders.rules import RUN_HOUR

WEEKS_AHEAD = 8  # further the calendar is not looked at: so many weeks are never off in a row


@dataclass(frozen=True)
class Hold:
    """A run held back: by whom, when and why.

    It holds until it is released, at the longest through the run's day or week: then the run is not made any
    more. What is still owed is told by the next run, for that asks the facts anew; nothing is sent late.
    """

    id: int
    run_key: str
    reason: str
    held_at: datetime
    held_name: str
    held_agency: str

    @property
    def kind(self) -> str:
        """The kind of the run."""
        return self.run_key.partition("/")[0]

    @property
    def until(self) -> date:
        """The last day on which the run could be made: its day, or the Sunday of its week."""
        period = self.run_key.partition("/")[2]
        return date.fromisoformat(period) + timedelta(days=6 if "W" in period else 0)


@dataclass(frozen=True)
class Coming:
    """A run that was not made yet. ``due``: its hour has come, so it is made as soon as somebody wakes."""

    kind: str
    key: str
    moment: datetime
    due: bool
    hold: Hold | None = None

    @property
    def judged_on(self) -> date:
        """The day it tells of, unless it is made late."""
        return day_of(self.moment)


async def coming(now: datetime) -> list[Coming]:
    """The week's run and the day's that come next, those whose hour has come first of all."""
    holds = {one.run_key: one for one in await open_holds()}
    found = [await _weekly(now), await _daily(now)]
    return [
        Coming(kind, key, moment, moment <= now, holds.get(key))
        for kind, key, moment in (one for one in found if one is not None)
    ]


async def other_holds(found: Sequence[Coming]) -> list[Hold]:
    """What is held back beside the runs to come: mostly runs whose day or week has passed, still held."""
    keys = {one.key for one in found}
    return [one for one in await open_holds() if one.run_key not in keys]


async def open_holds() -> list[Hold]:
    """What is held back now, released by nobody."""
    found = await rows(
        """SELECT h.id, h.run_key, h.reason, h.held_at, p.full_name AS held_name, a.name AS held_agency
           FROM reminder_hold AS h JOIN person AS p ON p.id = h.held_by JOIN agency AS a ON a.id = p.agency
           WHERE h.released_at IS NULL ORDER BY h.id"""
    )
    return [Hold(**one) for one in found]


async def is_held(key: str) -> bool:
    """Whether the office holds a run back."""
    return bool(
        await value(
            "SELECT EXISTS (SELECT FROM reminder_hold WHERE run_key = $1 AND released_at IS NULL)", key
        )
    )


async def made_at(key: str) -> datetime | None:
    """When a run was made; None while it was not."""
    found = await row("SELECT made_at FROM reminder_run WHERE key = $1", key)
    return found["made_at"] if found else None


async def _weekly(now: datetime) -> tuple[str, str, datetime] | None:
    monday = monday_of(day_of(now))
    for week in range(WEEKS_AHEAD):
        day = monday + timedelta(weeks=week)
        key, moment = f"overdue/{week_of(day)}", await run_moment(day)
        if moment is not None and await made_at(key) is None:
            return "overdue", key, moment
    return None


async def _daily(now: datetime) -> tuple[str, str, datetime]:
    today = day_of(now)
    calendar = await working_days(today, today + timedelta(weeks=WEEKS_AHEAD))
    day = calendar.next_working(today)
    if day == today and await made_at(_daily_key(day)) is not None:
        day = calendar.add(today, 1)
    return "daily", _daily_key(day), at(day, RUN_HOUR)


def _daily_key(day: date) -> str:
    return f"daily/{day.isoformat()}"
