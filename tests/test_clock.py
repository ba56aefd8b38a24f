"""Days and weeks are Hanoi's, whatever the server's zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.clock import at, day_of, monday_of, week_of


def test_six_in_the_morning_in_hanoi_is_that_day_and_not_the_day_before() -> None:
    """06:00 in Hanoi is 23:00 of the day before in UTC; the day is Hanoi's."""
    assert day_of(datetime(2024, 11, 5, 23, 0, tzinfo=UTC)) == date(2024, 11, 6)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2024-11-06T16:59:59+00:00", date(2024, 11, 6)),
        ("2024-11-06T17:00:00+00:00", date(2024, 11, 7)),
        ("2024-02-28T17:00:00+00:00", date(2024, 2, 29)),
        ("2024-12-31T17:00:00+00:00", date(2025, 1, 1)),
    ],
)
def test_the_day_turns_at_midnight_in_hanoi(moment: str, day: date) -> None:
    """17:00 UTC is the first minute of the next day."""
    assert day_of(datetime.fromisoformat(moment)) == day


def test_a_moment_of_a_day_falls_on_that_day() -> None:
    """``at`` and ``day_of`` are each other's inverse, all day long."""
    assert {day_of(at(date(2024, 11, 6), hour)) for hour in range(24)} == {date(2024, 11, 6)}


def test_weeks_agree_with_the_thursday_rule_for_nine_years() -> None:
    """A week belongs to the year of its Thursday and is numbered from that year's first Thursday."""
    day = date(2024, 12, 20)
    while day <= date(2034, 1, 15):
        thursday = day + timedelta(days=3 - day.weekday())
        number = (thursday - date(thursday.year, 1, 1)).days // 7 + 1
        assert week_of(day) == f"{thursday.year}-W{number:02d}"
        day += timedelta(days=1)


def test_the_first_days_of_2027_belong_to_week_53_of_2026() -> None:
    """The rare case comes at the first year-end in production."""
    assert week_of(date(2027, 1, 1)) == week_of(date(2026, 12, 28)) == "2026-W53"
    assert monday_of(date(2027, 1, 3)) == date(2026, 12, 28)
