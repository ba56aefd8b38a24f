"""Terms of a regime as days: cut-offs, windows and names, held against a walk through every day."""

import csv
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.programmes.working_days import WorkingDays
from tracker.reports.regimes.rules import (
    MonthDay,
    Term,
    coming,
    holding,
    in_year,
    last,
    month_day,
    period_name,
    same_cutoff,
)
from tracker.settings import ROOT

FIRST, LAST = date(2021, 1, 1), date(2034, 12, 31)
GAPLESS = ("THANG", "QUY", "NUA_NAM", "NAM")
PLAIN = WorkingDays()


def seeded(code: str) -> tuple[Term, ...]:
    """The terms of a regime as the seeds have them."""
    with (ROOT / "seeds" / "report_terms.csv").open(encoding="utf-8") as file:
        found = [line for line in csv.DictReader(file) if line["regime"] == code]
    return tuple(
        Term(one["name"], *(_day(one[part]) for part in ("begins", "cutoff", "due"))) for one in found
    )


def _day(text: str) -> MonthDay:
    found = month_day(text)
    assert found is not None
    return found


def walk(terms: tuple[Term, ...], cutoffs: set[tuple[int, int]]) -> dict[date, date]:
    """Each day to the next cut-off, found by walking back from the last day: knows nothing of terms."""
    found, day, ahead = {}, LAST + timedelta(400), None
    while day >= FIRST:
        tomorrow = day + timedelta(1)
        ends_month = tomorrow.month != day.month
        if (day.month, day.day) in cutoffs or (ends_month and (day.month, 31) in cutoffs):
            ahead = day
        if ahead is not None and day <= LAST:
            found[day] = ahead
        day -= timedelta(1)
    return found


@pytest.mark.parametrize("code", GAPLESS)
def test_every_day_has_one_current_term(code: str) -> None:
    """Of a regime without gaps, from 2021 to 2034: it ends at the cut-off that the walk comes to."""
    terms = seeded(code)
    ahead = walk(terms, {(one.cutoff.month, one.cutoff.day) for one in terms})
    for day, cutoff in ahead.items():
        (term,) = holding(terms, day)
        assert term.cutoff == cutoff
        assert coming(terms, day, 0, PLAIN, 1)[0].cutoff == cutoff


@given(cuts=st.sets(st.tuples(st.integers(1, 12), st.sampled_from([1, 14, 28, 31])), min_size=1, max_size=8))
def test_any_terms_that_meet_leave_no_gap(cuts: set[tuple[int, int]]) -> None:
    """Terms that begin on the day after the cut-off before them hold each day once, whatever the days."""
    ends = sorted(cuts)
    firsts = [MonthDay(m % 12 + 1, 1) if d == 31 else MonthDay(m, d + 1) for m, d in ends]
    if any(
        m == 2 and d == 28 for m, d in ends
    ):  # of February 28 and 29 differ by the year: met with 31 alone
        ends = [(m, 31) if (m, d) == (2, 28) else (m, d) for m, d in ends]
        ends = sorted(set(ends))
        firsts = [MonthDay(m % 12 + 1, 1) if d == 31 else MonthDay(m, d + 1) for m, d in ends]
    begins = [firsts[-1], *firsts[:-1]]
    terms = tuple(Term("K", a, MonthDay(*b), MonthDay(*b)) for a, b in zip(begins, ends, strict=True))
    ahead = walk(terms, set(ends))
    for day in (
        date(2023, 2, 28),
        date(2024, 2, 28),
        date(2024, 2, 29),
        date(2024, 3, 1),
        date(2024, 12, 31),
    ):
        assert [one.cutoff for one in holding(terms, day)] == [ahead[day]], day


def test_a_gap_or_an_overlap_is_seen() -> None:
    """Negative control: the walk's promise does not hold for nine months, nor for terms that overlap."""
    assert holding(seeded("CHIN_THANG"), date(2024, 10, 1)) == []
    assert len(holding(seeded("CCHC"), date(2024, 1, 5))) == 3


def test_days_that_a_month_does_not_have_are_its_last() -> None:
    """29/02 is 28/02 in an ordinary year; 31 ends any month."""
    assert MonthDay(2, 29).of(2024) == date(2024, 2, 29)
    assert MonthDay(2, 29).of(2023) == MonthDay(2, 31).of(2023) == date(2023, 2, 28)
    assert MonthDay(4, 31).of(2024) == date(2024, 4, 30)
    assert MonthDay(4, 30).of(2024) == date(2024, 4, 30)


def test_a_term_reaches_into_the_year_before_and_after() -> None:
    """15/12 to 14/3 begins in the old year; what is due in January for December is due in the new one."""
    first = in_year(seeded("QUY")[0], 2025, 5, PLAIN)
    assert (first.name, first.first, first.cutoff, first.due) == (
        "Quý I năm 2025", date(2024, 12, 15), date(2025, 3, 14), date(2025, 3, 20)
    )  # fmt: skip
    year = Term("Năm", MonthDay(1, 1), MonthDay(12, 31), MonthDay(1, 10))
    assert in_year(year, 2024, 0, PLAIN).due == date(2025, 1, 10)


def test_the_window_counts_working_days_and_the_cutoff_stays() -> None:
    """Five working days before 14/09/2024, a Saturday after two days off; no days: the day itself."""
    term = seeded("QUY")[2]
    off = WorkingDays(frozenset({date(2024, 9, 9), date(2024, 9, 10)}))
    assert in_year(term, 2024, 5, PLAIN).window_from == date(2024, 9, 9)
    found = in_year(term, 2024, 5, off)
    assert (found.window_from, found.cutoff) == (date(2024, 9, 5), date(2024, 9, 14))
    assert found.open_on(date(2024, 9, 5))
    assert not found.open_on(date(2024, 9, 4))
    assert not found.open_on(date(2024, 9, 15))
    assert in_year(term, 2024, 0, off).window_from == date(2024, 9, 14)


def test_names_of_periods() -> None:
    """The year stands once."""
    assert period_name("Quý III", 2024) == "Quý III năm 2024"
    assert period_name("06 tháng đầu năm", 2024) == "06 tháng đầu năm 2024"
    assert period_name("Tháng 11", 2024) == "Tháng 11 năm 2024"
    assert period_name("Năm", 2024) == "Năm 2024"


def test_the_last_and_the_next_cutoffs() -> None:
    """A cut-off's own day is the next and the last one."""
    terms = seeded("CCHC")
    days = [one.cutoff for one in coming(terms, date(2024, 9, 14), 5, PLAIN)]
    assert days == [date(2024, 9, 14), date(2024, 12, 14), date(2025, 3, 14), date(2025, 6, 14)]
    for day, cutoff in ((14, 14), (13, None), (30, 14)):
        found = last(terms, date(2024, 9, day), 5, PLAIN)
        assert found is not None
        assert found.cutoff == (date(2024, 9, cutoff) if cutoff else date(2024, 6, 14))
    assert last((), date(2024, 9, 14), 5, PLAIN) is None


@pytest.mark.parametrize(
    ("typed", "day"),
    [("14/3", (3, 14)), (" 1 - 12 ", (12, 1)), ("31/2", (2, 31)), ("29.2", (2, 29)), ("30/2", None),
     ("0/1", None), ("1/13", None), ("32/1", None), ("14", None), ("", None), ("a/b", None)],
)  # fmt: skip
def test_a_typed_day(typed: str, day: tuple[int, int] | None) -> None:
    """Day and month, with the month's last day as 31; anything else is none."""
    assert month_day(typed) == (MonthDay(*day) if day else None)


def test_two_terms_have_not_one_cutoff() -> None:
    """Also when only an ordinary year makes them one."""
    days = (MonthDay(2, 28), MonthDay(3, 31), MonthDay(2, 29))
    terms = [Term("K", MonthDay(1, 1), day, day) for day in days]
    assert same_cutoff(terms) == 2
    assert same_cutoff(terms[:2]) is None
