"""The week's letters go first, and when making them fails the day's letters go out all the same."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from asyncpg import CheckViolationError

from tests.reminders.days import leave, letters_a_day
from tests.reminders.office import MONDAY, clock_shows, runs, seven
from tracker import schedule
from tracker.database import execute, value
from tracker.reminders.precedence import week_goes_first
from tracker.ticks import Worker

pytestmark = pytest.mark.usefixtures("province")
MINUTE = timedelta(minutes=1)
TUESDAY = MONDAY + timedelta(days=1)
WEEK, MONDAYS, TUESDAYS = "overdue/2024-W45", "daily/2024-11-04", "daily/2024-11-05"


async def look(minutes: int, day: date = MONDAY) -> list[str]:
    """A worker goes through the letters' entries so many minutes after seven; the runs there are then."""
    clock_shows(seven(day) + minutes * MINUTE)
    with suppress(CheckViolationError):
        await schedule.write_overdue_letters(Worker("worker"))
    await schedule.write_daily_letters(Worker("worker"))
    await leave(seven(day) + (minutes + 1) * MINUTE)
    return await runs()


async def broken() -> None:
    """Whoever makes the week's run fails: the database refuses its row."""
    await execute("ALTER TABLE reminder_run ADD CONSTRAINT broken CHECK (kind <> 'overdue')")


async def rested() -> None:
    """The minute's rest after a failure is over."""
    await execute("UPDATE job_run SET lease_until = clock_timestamp() WHERE done_at IS NULL")


async def test_while_the_weeks_run_fails_the_days_waits_a_quarter_of_an_hour_each_day() -> None:
    """Then it goes out on its own day, the whole week; once mended, nobody gets two letters on a day."""
    await broken()
    assert await look(0) == await look(1) == await look(14) == []
    assert await look(15) == [MONDAYS]
    await rested()
    assert await look(0, TUESDAY) == [MONDAYS], "another try of the week's first"
    assert await look(15, TUESDAY) == [MONDAYS, TUESDAYS]
    await execute("ALTER TABLE reminder_run DROP CONSTRAINT broken")
    await rested()
    assert await look(30, TUESDAY) == [MONDAYS, TUESDAYS, WEEK]
    wednesday = MONDAY + timedelta(days=2)
    await look(0, wednesday)
    assert {len(found) for found in (await letters_a_day()).values()} == {1}
    assert await value("SELECT count(*) FROM letter WHERE kind = 'overdue' AND state <> 'sent'") == 0
    assert await value("SELECT count(*) FROM letter WHERE kind = 'overdue'") > 0


async def test_before_anybody_tried_the_weeks_run_goes_first_whatever_the_hour() -> None:
    """A worker that wakes in the afternoon; also one whose try before it slept had failed."""
    assert await look(8 * 60) == [WEEK, MONDAYS]


async def test_a_failure_of_days_ago_lets_nobody_go_first() -> None:
    """Awake again it tries the week's once more; that works now."""
    await broken()
    assert await look(0) == []
    await execute("ALTER TABLE reminder_run DROP CONSTRAINT broken")
    await rested()
    clock_shows(seven(TUESDAY) + 2 * MINUTE)
    assert await week_goes_first(seven(TUESDAY) + 16 * MINUTE)
    assert await look(20, TUESDAY) == [WEEK, TUESDAYS]


async def test_a_run_that_neither_fails_nor_ends_is_waited_for_until_noon() -> None:
    """Another worker has the turn, or died with it each time."""
    await execute(
        """INSERT INTO job_run (job, due_at, owner, lease_until)
           VALUES ('overdue_letters', $1, 'x', clock_timestamp() + interval '1 day')""",
        seven(MONDAY),
    )
    assert await look(5 * 60 - 1) == []
    assert await look(5 * 60) == [MONDAYS]
