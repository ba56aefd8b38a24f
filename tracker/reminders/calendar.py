"""The office's calendar: days off, weekend days that are worked, and the day of the week's letters."""

from datetime import date, datetime, timedelta

import holidays

from tracker.clock import at, monday_of
from tracker.database import execute, rows
from tracker.reminders.rules import RUN_HOUR, run_day

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
        """INSERT INTO holiday (on_day, works, name)
           SELECT * FROM unnest($1::date[], $2::varchar[], $3::varchar[]) ON CONFLICT (on_day) DO NOTHING""",
        list(days), [works for works, _ in days.values()], [name for _, name in days.values()],
    )  # fmt: skip


async def run_moment(day: date) -> datetime | None:
    """When the letters of a day's ISO week go out; None when the whole week is off."""
    monday = monday_of(day)
    found = await rows(
        "SELECT on_day, works FROM holiday WHERE on_day BETWEEN $1 AND $2 ORDER BY on_day",
        monday, monday + timedelta(days=6),
    )  # fmt: skip
    off = {one["on_day"] for one in found if one["works"] == "off"}
    worked = {one["on_day"] for one in found if one["works"] == "works"}
    chosen = run_day(monday, off, worked)
    return at(chosen, RUN_HOUR) if chosen else None
