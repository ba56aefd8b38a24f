"""The weeks and days of nine years, counted a second time: who counts here never asks Python's calendar."""

from datetime import date, timedelta

import pytest

from tests.given import a_person, a_programme, an_agency
from tests.reminders.office import seven
from tracker.clock import week_of
from tracker.database import execute, rows, value
from tracker.reminders.actions import make_run
from tracker.reminders.calendar import fill_calendar, run_moment
from tracker.reminders.queries import due_run, run_key

FIRST, LAST = date(2024, 12, 20), date(2034, 1, 15)
DAYS = [date.fromordinal(n) for n in range(FIRST.toordinal(), LAST.toordinal() + 1)]
MINUTE = timedelta(minutes=1)


def new_year(year: int) -> int:
    """The number of a year's first day, where 1 January of the year 1, a Monday, is 1."""
    past = year - 1
    return 365 * past + past // 4 - past // 100 + past // 400 + 1


def weekday(number: int) -> int:
    """0 on Mondays."""
    return (number - 1) % 7


def monday(number: int) -> int:
    """The Monday that opens a day's week."""
    return number - weekday(number)


def iso_week(number: int) -> str:
    """The week of a day: it belongs to the year of its Thursday."""
    thursday = monday(number) + 3
    year = thursday // 366 + 1
    while new_year(year + 1) <= thursday:
        year += 1
    return f"{year}-W{(thursday - new_year(year)) // 7 + 1:02d}"


def test_the_second_way_of_counting_knows_what_is_known() -> None:
    """Negative control: days that a wrong rule gets wrong, from calendars in print."""
    known = {
        date(2024, 12, 29): "2024-W52", date(2024, 12, 30): "2025-W01", date(2027, 1, 3): "2026-W53",
        date(2027, 1, 4): "2027-W01", date(2033, 1, 2): "2032-W53", date(2000, 1, 1): "1999-W52",
    }  # fmt: skip
    assert {day: iso_week(day.toordinal()) for day in known} == known


def test_every_day_has_the_key_of_its_week() -> None:
    """3,314 days, each new year among them, and the two years that have a week 53."""
    assert len(DAYS) == 3314
    assert [run_key(day) for day in DAYS] == [f"overdue/{iso_week(day.toordinal())}" for day in DAYS]
    assert {key for key in map(week_of, DAYS) if key.endswith("W53")} == {"2026-W53", "2032-W53"}


async def working_days() -> set[int]:
    """The days on which offices are open, from what the calendar keeps."""
    kept = {one["on_day"]: one["works"] for one in await rows("SELECT on_day, works FROM holiday")}
    open_ = {"off": False, "works": True}
    numbers = range(FIRST.toordinal() - 7, LAST.toordinal() + 8)
    return {n for n in numbers if open_.get(kept.get(date.fromordinal(n), ""), weekday(n) < 5)}


def run_day(number: int, working: set[int]) -> date | None:
    """The first working day of a day's week, its weekend included; None when all of it is off."""
    week = range(monday(number), monday(number) + 7)
    return next((date.fromordinal(n) for n in week if n in working), None)


@pytest.fixture
async def one_task(database: object) -> None:
    """A head, a task that is long overdue, and the calendar from the law."""
    await fill_calendar(FIRST.year, LAST.year)
    programme, area = await a_programme()
    head = await a_person("truong", "lead", await an_agency("SNV"))
    await execute(
        """INSERT INTO task (code, programme, area, title, lead_agency, due_on, original_due_on, state,
                             assigned_at, accepted_at, search, changed_at)
           VALUES ('NV-1', $1, $2, 'N', $3, '2024-06-28', '2024-06-28', 'in_progress', $4, $4, '', $4)""",
        programme, area, head.agency_id, seven(date(2024, 6, 3)),
    )  # fmt: skip


@pytest.mark.usefixtures("one_task")
async def test_each_week_with_a_working_day_has_one_run_on_the_first() -> None:
    """A worker that looks at 07:00 of each of 3,314 days: no week is left out, none has two."""
    working, made = await working_days(), dict[str, list[date]]()
    wanted = {f"overdue/{iso_week(day.toordinal())}": run_day(day.toordinal(), working) for day in DAYS}
    wanted[run_key(FIRST)] = FIRST  # a first start on a Friday makes that week's run late
    for day in DAYS:
        if day in wanted.values() and day != FIRST:
            assert await due_run(seven(day) - MINUTE) is None
        key = await due_run(seven(day))
        if key is not None:
            assert await make_run(day, seven(day)) is not None
            made.setdefault(key, []).append(day)
    assert made == {key: [day] for key, day in wanted.items() if day is not None}
    assert made["overdue/2026-W53"] == [date(2026, 12, 28)]
    assert made["overdue/2027-W01"] == [date(2027, 1, 4)]
    assert await value("SELECT count(*) FROM reminder_run WHERE kind = 'overdue'") == len(made)
    assert await value("SELECT count(DISTINCT key) FROM letter WHERE kind = 'overdue'") == len(made)


@pytest.mark.usefixtures("one_task")
async def test_a_week_that_is_off_leaves_no_run_and_its_tasks_are_told_after_it() -> None:
    """Tết: no run on any day of such a week, so nothing to record; what is overdue is told the week after."""
    working = await working_days()
    off = sorted({monday(n) for day in DAYS if run_day(n := day.toordinal(), working) is None})
    assert 1 <= len(off) <= 9
    assert date(2025, 1, 27).toordinal() in off
    for number in off:
        week = [date.fromordinal(number + n) for n in range(7)]
        assert [await run_moment(day) for day in week] == [None] * 7
        assert [await due_run(seven(day)) for day in week] == [None] * 7
        after = run_day(number + 7, working)
        assert after is not None
        assert await due_run(seven(after)) == f"overdue/{iso_week(number + 7)}"


@pytest.mark.usefixtures("one_task")
async def test_a_saturday_that_is_worked_has_the_run_of_a_week_otherwise_off() -> None:
    """Swapped days: the Saturday of a week of Tết, and a Monday that is off for a Saturday worked before."""
    tet, saturday = date(2025, 1, 27), date(2025, 2, 1)
    await _set(saturday, "works")
    assert await run_moment(tet) == seven(saturday)
    assert await due_run(seven(saturday)) == run_key(tet)
    swapped, worked = date(2025, 6, 2), date(2025, 6, 7)
    await _set(swapped, "off")
    await _set(worked, "works")
    assert await run_moment(worked) == seven(date(2025, 6, 3))
    assert await due_run(seven(swapped)) is None


async def _set(day: date, works: str) -> None:
    await execute(
        """INSERT INTO holiday (on_day, works) VALUES ($1, $2)
           ON CONFLICT (on_day) DO UPDATE SET works = excluded.works""",
        day, works,
    )  # fmt: skip


@pytest.mark.usefixtures("one_task")
async def test_a_holiday_on_monday_moves_the_run_to_the_first_day_after_it() -> None:
    """Every Monday that is off in nine years; three of them by hand."""
    working = await working_days()
    off = [day for day in DAYS if weekday(day.toordinal()) == 0 and day.toordinal() not in working]
    assert len(off) > 20
    for day in off:
        first = run_day(day.toordinal(), working)
        moved = await run_moment(day)
        assert moved == (seven(first) if first else None)
        assert moved is None or moved > seven(day)
    assert await run_moment(date(2025, 9, 1)) == seven(date(2025, 9, 3))
    assert await run_moment(date(2026, 8, 31)) == seven(date(2026, 9, 3))
    assert await run_moment(date(2029, 4, 30)) == seven(date(2029, 5, 2))
