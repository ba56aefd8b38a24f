"""What holds for every text and every recurrence: no text breaks the reading, no spelling changes it."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tasks.test_deadlines import DATED, GIVEN, OPEN, PERIODIC, UNCLEAR, lines
from tests.tasks.test_deadlines_seeds import tasks
from tracker.tasks.deadlines import Occurrence, Recurrence, understand
from tracker.tasks.deadlines.periods import HALF, MONTH, QUARTER, YEAR, Period, months_after
from tracker.tasks.rules import bucket

WRITTEN = [line[0] for table in (DATED, PERIODIC, OPEN, UNCLEAR) for line in lines(table)]
WRITTEN += sorted({task["deadline_text"] for task in tasks()})
WORDS = sorted({word for text in WRITTEN for word in text.split()})

TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=10).map("".join),
)
ANY_DAY = st.dates(date(1, 1, 1), date(9999, 12, 31))
PATIENT = settings(deadline=None)  # the machine may be busy; what is slow here is not the reading
A_DAY = st.dates(date(2000, 1, 1), date(2060, 12, 31))
LENGTHS = {"monthly": MONTH, "quarterly": QUARTER, "half_yearly": HALF, "yearly": YEAR}


@st.composite
def rules(draw: st.DrawFn) -> Recurrence:
    """Any rule that a text or the table of recurrences can hold."""
    every = draw(st.sampled_from(sorted(LENGTHS)))
    month = draw(st.none() | st.integers(1, min(12, 2 * LENGTHS[every])))
    bounds = draw(st.lists(A_DAY, min_size=2, max_size=2).map(sorted))
    from_on, until_on = (draw(st.none() | st.just(day)) for day in bounds)
    return Recurrence(every, month, draw(st.none() | st.integers(1, 31)), from_on, until_on)


@given(TEXTS, ANY_DAY)
@settings(max_examples=400, deadline=None)
def test_every_text_is_answered(text: str, given_on: date) -> None:
    """Never an error; a day exactly with a precision; a problem exactly when unclear; no silent doubt."""
    found = understand(text, given_on)
    assert (found.due_on is None) == (found.precision == "none")
    assert (found.kind == "periodic") == (found.recurrence is not None) == (found.precision == "periodic")
    assert (found.kind == "unclear") == bool(found.problem)
    assert found.note or found.problem
    assert found.due_on not in found.alternatives
    assert not (found.certain and (found.alternatives or found.problem))
    if found.certain and found.due_on:
        assert found.due_on >= given_on


@given(TEXTS, A_DAY)
@settings(max_examples=200, deadline=None)
def test_composed_and_decomposed_letters_are_one_text(text: str, given_on: date) -> None:
    """What a Mac's keyboard sends and what Windows sends is understood alike, whatever it is."""
    as_written = understand(text, given_on)
    for form in ("NFC", "NFD"):
        again = understand(normalize(form, text), given_on)
        assert (again.due_on, again.recurrence, again.certain, again.alternatives) == (
            as_written.due_on, as_written.recurrence, as_written.certain, as_written.alternatives,
        )  # fmt: skip


SPELLINGS: list[Callable[[str], str]] = [
    str.upper,
    str.lower,
    str.title,
    lambda text: normalize("NFD", text),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", " \t\u202f\n"),
    lambda text: f" \u200b\ufeff{text} ",
    lambda text: text.replace("-", "–"),
    lambda text: normalize("NFD", text.upper()).replace(" ", "\u00a0\u00a0"),
]


@pytest.mark.parametrize("spell", SPELLINGS)
def test_case_blanks_and_dashes_change_nothing(spell: Callable[[str], str]) -> None:
    """Every deadline of the tables and of the records means the same however it was typed."""
    for text in WRITTEN:
        one, other = understand(text, GIVEN), understand(spell(text), GIVEN)
        assert (one.kind, one.due_on, one.precision, one.recurrence, one.certain, one.alternatives) == (
            other.kind, other.due_on, other.precision, other.recurrence, other.certain, other.alternatives,
        ), text  # fmt: skip


@given(st.sampled_from([line[0] for line in lines(DATED) if len(line) == 2]), A_DAY)
@PATIENT
def test_what_is_certain_is_not_yet_over(text: str, given_on: date) -> None:
    """A task that is certain of its deadline is in time on the day it is assigned."""
    found = understand(text, given_on)
    assert not found.certain or bucket("assigned", found.due_on, None, given_on) == "in_time"


def in_order(found: list[Occurrence]) -> bool:
    """Whether deadlines and openings rise."""
    return all(a.due_on < b.due_on and a.opens_on < b.opens_on for a, b in pairwise(found))


@given(rules(), A_DAY, st.integers(0, 1500))
@PATIENT
def test_occurrences_open_with_their_period_and_end_within_reach(rule: Recurrence, day: date, n: int) -> None:
    """In order, within the days asked for and the rule's bounds; each opens on its period's first day."""
    last = day + timedelta(days=n)
    found = rule.occurrences(day, last)
    assert in_order(found)
    for one in found:
        assert day <= one.due_on <= last
        period = Period.around(LENGTHS[rule.every], one.opens_on)
        assert one.opens_on == period.first
        assert one.due_on == rule.due_of(period)
        assert one.opens_on <= one.due_on
        assert rule.from_on is None or one.due_on >= rule.from_on
        assert rule.until_on is None or one.opens_on <= rule.until_on
        assert str(period.year) in str(one.label)


@given(rules(), A_DAY, st.integers(0, 900), st.integers(1, 900))
@PATIENT
def test_stretches_of_days_put_together_give_the_whole(
    rule: Recurrence, day: date, n: int, more: int
) -> None:
    """Made ahead in two goes or in one: none is missing, none comes twice."""
    middle, last = day + timedelta(days=n), day + timedelta(days=n + more)
    apart = rule.occurrences(day, middle) + rule.occurrences(middle + timedelta(days=1), last)
    assert apart == rule.occurrences(day, last)


@given(rules(), A_DAY)
@PATIENT
def test_the_next_occurrence_is_the_first_of_all(rule: Recurrence, day: date) -> None:
    """Nothing is due between a day and the next occurrence; without bounds there always is one."""
    found = rule.next_on(day)
    if rule.from_on is None and rule.until_on is None:
        assert found is not None
    if found is not None:
        assert rule.occurrences(day, found.due_on) == [found]
        assert found == rule.next_on(found.due_on)


@given(rules(), A_DAY)
@PATIENT
def test_a_day_that_a_month_lacks_is_its_last(rule: Recurrence, day: date) -> None:
    """31 in September is the 30th; no day at all is the month's last."""
    for one in rule.occurrences(day, day + timedelta(days=800)):
        length = monthrange(one.due_on.year, one.due_on.month)[1]
        assert one.due_on.day == min(rule.day or 31, length)


@given(st.sampled_from([MONTH, QUARTER, HALF, YEAR]), A_DAY)
@PATIENT
def test_every_day_lies_in_one_period_and_the_next_follows(length: int, day: date) -> None:
    """Periods are without gaps, and count from 1 within their year."""
    period = Period.around(length, day)
    assert period.first <= day <= period.last
    assert period.later().first == period.last + timedelta(days=1)
    assert Period.of(length, period.year, period.n) == period
    assert months_after(period.first, length) == period.later().first


def test_a_rule_that_forgot_the_end_of_the_month_would_show() -> None:
    """Negative control: 31 January, 29 February and 31 March 2024 are the days of "ngày 31 hằng tháng"."""
    rule = understand("ngày 31 hằng tháng", date(2024, 1, 1)).recurrence
    assert rule is not None
    found = [one.due_on for one in rule.occurrences(date(2024, 1, 1), date(2024, 3, 31))]
    assert found == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
    assert [str(one.label) for one in Recurrence("half_yearly").occurrences(GIVEN, date(2024, 12, 31))] == [
        "6 tháng đầu năm 2024", "6 tháng cuối năm 2024",
    ]  # fmt: skip
