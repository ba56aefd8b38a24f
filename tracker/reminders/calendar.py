"""The office's calendar: days off, weekend days that are worked, and the day of the week's letters."""

from datetime import date, datetime, timedelta

import holidays

from tracker.clock import at, monday_of
from tracker.database import execute
from tracker.programmes.calendar import working_days
from tracker.reminders.rules import RUN_HOUR

SWAPPED = "Ngày làm việc bù"
_NAME_LENGTH = 120


async def fill_calendar(first_year: int, last_year: int) -> int:
    """Note the public holidays and swapped working days of some years; how many days were new.

    The library is only a seed: it misses some swaps. What the office has edited is left as it is.
    """
    known = holidays.country_holidays("VN", years=range(first_year, last_year + 1), language="vi")
    days = {day: ("off", name[:_NAME_LENGTH]) for day, name in known.items()}
    days |= {day: ("works", SWAPPED) for day in known.weekend_workdays if first_year <= day.year <= last_year}
    return await execute(
        """INSERT INTO holiday (on_day, works, name, seeded)
           SELECT *, true FROM unnest($1::date[], $2::varchar[], $3::varchar[])
           ON CONFLICT (on_day) DO NOTHING""",
        list(days), [works for works, _ in days.values()], [name for _, name in days.values()],
    )  # fmt: skip


async def run_moment(day: date) -> datetime | None:
    """When the letters of a day's ISO week go out; None when the whole week is off."""
    monday = monday_of(day)
    calendar = await working_days(monday, monday + timedelta(days=6))
    chosen = calendar.first_of_week(monday)
    return at(chosen, RUN_HOUR) if chosen else None
