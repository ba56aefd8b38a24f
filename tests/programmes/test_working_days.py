"""Promises of the working calendar: weekends, days off, swaps, and counting in them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.programmes.working_days import WorkingDays

PLAIN = WorkingDays()
NATIONAL_DAY = frozenset({date(2024, 9, 2), date(2024, 9, 3)})
TET_2025 = frozenset(date(2025, 1, 27) + timedelta(days=n) for n in range(7))
MAY_2024 = frozenset({date(2024, 4, 29), date(2024, 4, 30), date(2024, 5, 1)})
SWAP = frozenset({date(2024, 5, 4)})

PATIENT = settings(deadline=None)  # the machine may be busy
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
CALENDARS = st.builds(WorkingDays, st.frozensets(DAYS, max_size=60), st.frozensets(DAYS, max_size=20))


def test_a_weekend_is_no_working_day_unless_it_was_swapped() -> None:
    """Saturday 04/05/2024 was worked, by decision; the Saturday after was not."""
    calendar = WorkingDays(MAY_2024, SWAP)
    assert calendar.is_working(date(2024, 5, 4))
    assert not calendar.is_working(date(2024, 5, 11))
    assert not calendar.is_working(date(2024, 4, 29))
    assert PLAIN.is_working(date(2024, 4, 29))


@pytest.mark.parametrize(
    ("day", "off", "works", "expected"),
    [
        (date(2024, 11, 4), set(), set(), date(2024, 11, 4)),
        (date(2024, 11, 10), set(), set(), date(2024, 11, 4)),
        (date(2024, 9, 2), NATIONAL_DAY, set(), date(2024, 9, 4)),
        (date(2024, 9, 2), {date(2024, 9, 2)}, set(), date(2024, 9, 3)),
        (date(2025, 1, 27), TET_2025, set(), None),
        (date(2025, 2, 3), TET_2025, set(), date(2025, 2, 3)),
        (date(2025, 1, 27), TET_2025, {date(2025, 2, 1)}, date(2025, 2, 1)),
        (date(2024, 4, 29), MAY_2024, set(), date(2024, 5, 2)),
        (date(2024, 11, 4), {date(2024, 11, 5)}, set(), date(2024, 11, 4)),
        (date(2024, 9, 2), NATIONAL_DAY, {date(2024, 9, 3)}, date(2024, 9, 3)),
    ],
)
def test_letters_go_out_on_monday_or_the_next_working_day_of_that_week(
    day: date, off: set[date], works: set[date], expected: date | None
) -> None:
    """A holiday moves them on; a week without a working day has none; a swapped day counts as worked."""
    assert WorkingDays(frozenset(off), frozenset(works)).first_of_week(day) == expected


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2024, 11, 6), 1, date(2024, 11, 7)),
        (date(2024, 11, 6), 3, date(2024, 11, 11)),
        (date(2024, 11, 6), 10, date(2024, 11, 20)),
        (date(2024, 11, 9), 1, date(2024, 11, 11)),
        (date(2024, 11, 9), 0, date(2024, 11, 11)),
        (date(2024, 11, 6), 0, date(2024, 11, 6)),
        (date(2024, 11, 11), -1, date(2024, 11, 8)),
        (date(2024, 4, 26), 1, date(2024, 5, 2)),
        (date(2024, 4, 26), 3, date(2024, 5, 4)),
        (date(2024, 4, 26), 4, date(2024, 5, 6)),
    ],
)
def test_working_days_are_counted_from_the_day_after(day: date, n: int, expected: date) -> None:
    """The first day is not counted; days off are passed over, a swapped Saturday is counted."""
    assert WorkingDays(MAY_2024, SWAP).add(day, n) == expected


@given(CALENDARS, DAYS, st.integers(-60, 60).filter(bool))
@PATIENT
def test_adding_and_counting_are_each_other_s_inverse(calendar: WorkingDays, day: date, n: int) -> None:
    """What was added is what lies between, and the day arrived at is worked."""
    there = calendar.add(day, n)
    assert calendar.is_working(there)
    assert calendar.between(day, there) == n
    assert (there > day) == (n > 0)


@given(CALENDARS, DAYS, DAYS, DAYS)
@PATIENT
def test_counts_add_up(calendar: WorkingDays, a: date, b: date, c: date) -> None:
    """Going on from where one count ended gives the whole, in any order of the days."""
    first, middle, last = sorted((a, b, c))
    assert calendar.between(first, middle) + calendar.between(middle, last) == calendar.between(first, last)
    assert calendar.between(first, first) == 0
    assert 0 <= calendar.between(first, last) <= (last - first).days


@given(CALENDARS, DAYS)
@PATIENT
def test_the_next_working_day_is_the_nearest(calendar: WorkingDays, day: date) -> None:
    """Nothing is skipped: between the day and the next working day no day is worked."""
    found = calendar.next_working(day)
    assert calendar.is_working(found)
    passed = (day + timedelta(days=n) for n in range((found - day).days))
    assert not any(calendar.is_working(one) for one in passed)
