"""When a run is due: decided from the database and the clock, never from memory."""

from datetime import date, datetime, timedelta

import pytest

from tests.reminders.office import MONDAY, NEXT_MONDAY, seven
from tracker import clock, database
from tracker.reminders.actions import make_run
from tracker.reminders.calendar import fill_calendar
from tracker.reminders.queries import due_run

WEEK = "overdue/2024-W45"


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (clock.at(MONDAY, 0), None),
        (seven(MONDAY) - timedelta(seconds=1), None),
        (seven(MONDAY), WEEK),
        (clock.at(date(2024, 11, 5), 3), WEEK),
        (clock.at(date(2024, 11, 10), 23, 59), WEEK),
        (clock.at(NEXT_MONDAY, 6, 59), None),
        (seven(NEXT_MONDAY), "overdue/2024-W46"),
    ],
)
async def test_a_run_is_due_from_seven_on_monday_until_the_week_ends(
    now: datetime, expected: str | None
) -> None:
    """A worker that wakes on Tuesday or Sunday still makes it; a whole missed week is not opened later."""
    assert await due_run(now) == expected


@pytest.mark.usefixtures("province")
async def test_a_run_that_was_made_is_not_due() -> None:
    """Not on that day, not later in the week; the next week is."""
    await make_run(MONDAY, seven(MONDAY))
    assert await due_run(seven(MONDAY)) is None
    assert await due_run(seven(date(2024, 11, 7))) is None
    assert await due_run(seven(NEXT_MONDAY)) == "overdue/2024-W46"


@pytest.mark.usefixtures("province")
async def test_on_a_holiday_the_run_waits_for_the_next_working_day() -> None:
    """Monday the 4th declared off: nothing at 07:00 on Monday, the run at 07:00 on Tuesday."""
    await database.execute("INSERT INTO holiday (on_day, works) VALUES ($1, 'off')", MONDAY)
    tuesday = MONDAY + timedelta(days=1)
    assert await due_run(seven(MONDAY)) is None
    assert await due_run(seven(tuesday) - timedelta(seconds=1)) is None
    assert await due_run(seven(tuesday)) == WEEK


@pytest.mark.usefixtures("province")
async def test_a_week_that_is_off_has_no_run() -> None:
    """Tết 2025: not on any of its days, and not made up for afterwards."""
    await fill_calendar(2025, 2025)
    week = [date(2025, 1, 27) + timedelta(days=n) for n in range(7)]
    assert [await due_run(clock.at(day, 23)) for day in week] == [None] * 7
    assert await due_run(seven(date(2025, 2, 3))) == "overdue/2025-W06"


@pytest.mark.usefixtures("province")
async def test_a_clock_that_went_back_opens_no_older_week() -> None:
    """A run was made on the 11th; the clock then shows the 4th, whose week had none."""
    assert await due_run(seven(MONDAY)) == WEEK
    await make_run(NEXT_MONDAY, seven(NEXT_MONDAY))
    assert await due_run(seven(MONDAY)) is None


@pytest.mark.usefixtures("province")
async def test_a_run_asked_for_in_advance_does_not_stop_this_weeks() -> None:
    """An operator made next week's run today: this week's is still due."""
    await make_run(NEXT_MONDAY, seven(MONDAY))
    assert await due_run(seven(MONDAY)) == WEEK


@pytest.mark.usefixtures("database")
async def test_the_first_run_waits_for_the_first_task() -> None:
    """Before records are loaded nobody could be told: the week stays open for when they are."""
    assert await due_run(seven(MONDAY)) is None
    assert await make_run(MONDAY, seven(MONDAY)) is not None  # by hand it can be made, and holds nobody
    assert await database.value("SELECT count(*) FROM reminder_owed") == 0
