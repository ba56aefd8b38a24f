"""Promises about when an indicator is met, and how far it has come."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.indicators.drawing import PARTS, chart, scale
from tracker.indicators.rules import last_period, margin, next_period, standing, target_year, way

YEAR_END = date(2024, 12, 31)
AMOUNTS = st.decimals(-10_000, 10_000, places=2)


@pytest.mark.parametrize(
    ("direction", "value", "forecast", "as_of", "stands"),
    [
        ("up", "80", "70", YEAR_END, "met"),
        ("up", "79.99", "80", YEAR_END, "on_course"),
        ("up", "79.99", "79.99", YEAR_END, "at_risk"),
        ("up", "79.99", "80", YEAR_END + timedelta(1), "missed"),
        ("up", "79.99", None, YEAR_END, "none"),
        ("up", None, None, YEAR_END + timedelta(1), "missed"),
        ("up", None, "90", YEAR_END, "on_course"),
        ("down", "80", "90", YEAR_END, "met"),
        ("down", "80.01", "80", YEAR_END, "on_course"),
        ("down", "80.01", "81", YEAR_END, "at_risk"),
        ("down", "80.01", "80", YEAR_END + timedelta(1), "missed"),
    ],
)
def test_how_an_indicator_stands(
    direction: str, value: str | None, forecast: str | None, as_of: date, stands: str
) -> None:
    """Met by the target itself, to the cent; the year's last day is still in time; the day after is not."""
    known, said = (Decimal(one) if one else None for one in (value, forecast))
    assert standing(known, said, Decimal(80), direction, 2024, as_of) == stands


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_the_way_runs_from_baseline_to_target(
    baseline: Decimal, target: Decimal, one: Decimal, other: Decimal
) -> None:
    """Between 0 and 1; nothing at the baseline, all of it from the target on; nearer is never less;
    the same for an indicator that falls as for one that rises."""
    found = way(baseline, one, target)
    assert 0 <= found <= 1
    assert found == way(-baseline, -one, -target)
    assert way(baseline, target, target) == 1
    if baseline == target:
        return
    assert way(baseline, baseline, target) == 0
    direction = "up" if target > baseline else "down"
    if margin(one, target, direction) >= 0:
        assert found == 1
    if margin(one, target, direction) <= margin(other, target, direction):
        assert found <= way(baseline, other, target)


def test_the_target_of_a_day_is_of_its_year_or_the_next() -> None:
    """2023 is judged by 2024's, 2025 by 2030's; after the last year the last stands."""
    years = {2024: Decimal(1), 2030: Decimal(2)}
    assert [target_year(years, date(year, 6, 1)) for year in (2023, 2024, 2025, 2031)] == [
        2024,
        2024,
        2030,
        2030,
    ]


@pytest.mark.parametrize(
    ("period", "today", "last", "following"),
    [
        ("quarter", date(2024, 11, 6), date(2024, 9, 30), date(2024, 12, 31)),
        ("quarter", date(2024, 9, 30), date(2024, 9, 30), date(2024, 12, 31)),
        ("quarter", date(2024, 2, 29), date(2023, 12, 31), date(2024, 3, 31)),
        ("month", date(2024, 3, 30), date(2024, 2, 29), date(2024, 3, 31)),
        ("half_year", date(2024, 6, 29), date(2023, 12, 31), date(2024, 6, 30)),
        ("year", date(2024, 12, 31), date(2024, 12, 31), date(2025, 12, 31)),
    ],
)
def test_a_period_is_due_when_it_is_over(period: str, today: date, last: date, following: date) -> None:
    """Its last day counts as over; the next one ends a period later, across the year too."""
    assert last_period(period, today) == last
    assert next_period(period, today) == following


@given(AMOUNTS, AMOUNTS)
def test_a_scale_holds_both_ends(one: Decimal, other: Decimal) -> None:
    """Every value has its place between the first and the last tick, and the room is not wasted."""
    low, high = sorted((one, other))
    begin, step = scale(low, high)
    assert begin <= low
    assert high <= begin + PARTS * step
    assert begin <= 0
    assert PARTS * step <= 20 * max(high - min(low, Decimal(0)), Decimal("0.0001"))


def test_time_runs_along_by_days() -> None:
    """The last step of one month is a third of a quarter's; the forecast lies at the end of its year."""
    days = [date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2024, 10, 31)]
    found = chart([(day, Decimal(10)) for day in days], Decimal(20), Decimal(40), YEAR_END, 100)
    assert found is not None
    places = [float(place.partition(",")[0]) for place in found.path.split()]
    assert (places[3] - places[2]) / (places[2] - places[1]) == pytest.approx(31 / 92, rel=0.01)
    assert found.forecast is not None
    assert (found.forecast.x, found.forecast.y) == (100, 50)
    assert found.target_y == 0
    assert chart([], Decimal(1), Decimal(2), YEAR_END, 100) is None
