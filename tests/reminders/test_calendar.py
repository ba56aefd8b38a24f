"""The calendar: a seed from the law, then the office's own."""

from datetime import date

import pytest

from tests.reminders.office import seven
from tracker import database
from tracker.reminders.calendar import fill_calendar, run_moment

pytestmark = pytest.mark.usefixtures("database")


async def test_the_calendar_knows_holidays_and_swapped_days() -> None:
    """National Day 2024 is off, Saturday 04/05/2024 is worked for Monday 29/04/2024."""
    assert await fill_calendar(2024, 2026) > 30
    found = {
        one["on_day"]: (one["works"], one["name"])
        for one in await database.rows("SELECT on_day, works, name FROM holiday ORDER BY on_day")
    }
    assert found[date(2024, 9, 2)] == ("off", "Quốc khánh")
    assert found[date(2024, 4, 29)][0] == "off"
    assert [day for day in found if found[day][0] == "works"] == [
        date(2024, 5, 4), date(2025, 4, 26), date(2026, 8, 22),
    ]  # fmt: skip
    assert date(2024, 9, 4) not in found


async def test_what_the_office_edited_stays() -> None:
    """Filling again adds only what is missing."""
    await fill_calendar(2024, 2024)
    await database.execute("UPDATE holiday SET works = 'works', name = 'x' WHERE on_day = '2024-09-03'")
    assert await fill_calendar(2024, 2024) == 0
    assert await database.value("SELECT name FROM holiday WHERE on_day = '2024-09-03'") == "x"
    assert await run_moment(date(2024, 9, 6)) == seven(date(2024, 9, 3))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 11, 10), date(2024, 11, 4)),
        (date(2024, 9, 2), date(2024, 9, 4)),
        (date(2024, 4, 30), date(2024, 5, 2)),
        (date(2024, 2, 12), date(2024, 2, 15)),
        (date(2026, 8, 31), date(2026, 9, 3)),
    ],
)
async def test_the_run_waits_for_the_first_working_day(day: date, expected: date) -> None:
    """07:00 in Hanoi of the first day on which offices are open."""
    await fill_calendar(2024, 2026)
    assert await run_moment(day) == seven(expected)


async def test_tet_2025_closes_its_week() -> None:
    """27/01 to 31/01/2025 are off, so that week has no run; the week after starts on its Monday."""
    await fill_calendar(2025, 2025)
    assert await run_moment(date(2025, 1, 29)) is None
    assert await run_moment(date(2025, 2, 3)) == seven(date(2025, 2, 3))


async def test_without_a_calendar_weekdays_are_working_days() -> None:
    """Negative control: on an empty calendar National Day is a Monday like any other."""
    assert await run_moment(date(2024, 9, 2)) == seven(date(2024, 9, 2))
