"""Promises about scores: shares that say where they come from, weights shared out, ranks among peers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reports.scorecard.rules import (
    LADDERS,
    MEASURES,
    Facts,
    Rules,
    Score,
    Step,
    counted,
    medians,
    month_before,
    moved,
    ranked,
    scored,
)
from tracker.tasks.rules import Figures

RULES = Rules()
BUSY = Figures(in_time=1, overdue=3, awaiting=4, done_on_time=1, done_late=1)  # STNMT on 06/11/2024
FACTS = Facts(1, "STNMT", "Sở Tài nguyên và Môi trường", "Sở TN&MT", "department", BUSY,
              extended=2, extensions=2, extension_days=169, updated=4)  # fmt: skip
counts = st.integers(0, 40)


@st.composite
def agencies(draw: st.DrawFn) -> Facts:
    """Any agency: what is counted is never more than what it is counted of."""
    figures = Figures(*(draw(counts) for _ in range(5)))
    waits = draw(st.none() | st.tuples(counts, counts).map(lambda two: (min(two), max(two))))
    met = draw(counts)
    return Facts(
        draw(st.integers(1, 9)), "A", "A", "A", draw(st.sampled_from(["department", "district"])), figures,
        extended=draw(st.integers(0, figures.total)), updated=draw(st.integers(0, figures.open)),
        silent=draw(st.integers(0, figures.open)), met=met, indicators=met + draw(counts), waiting=waits,
    )  # fmt: skip


def of(name: str, points: str | None, judged: int = 9, kind: str = "department") -> Score:
    """A score of so many points, of an agency with so many tasks to judge."""
    facts = Facts(ord(name), name, name, name, kind, Figures(done_on_time=judged))
    return Score(facts, (), None if points is None else Decimal(points), "")


def test_the_rules_that_come_with_the_system_are_whole() -> None:
    """Weights are a hundred; every ladder falls and ends at 0, 80 and 70 as Đồng Nai has them."""
    assert sum(RULES.weight(name) for name in MEASURES) == 100
    for ladder in LADDERS.values():
        leasts = [step.least for step in ladder]
        assert leasts == sorted(set(leasts), reverse=True)
        assert leasts[-1] == 0
    said = {points: RULES.grade(Decimal(points)) for points in ("90", "89.9", "80", "79.9", "70", "50", "0")}
    assert said == {"90": "Xuất sắc", "89.9": "Tốt", "80": "Tốt", "79.9": "Khá", "70": "Khá",
                    "50": "Trung bình", "0": "Yếu"}  # fmt: skip
    other = replace(RULES, ladder=LADDERS["90_75_50"])
    said = {points: other.grade(Decimal(points)) for points in ("90", "75", "74", "50", "49")}
    assert said == {"90": "Xuất sắc", "75": "Tốt", "74": "Trung bình", "50": "Trung bình", "49": "Yếu"}


def test_a_score_by_hand() -> None:
    """Sở TN&MT on 06/11/2024: what it has nothing of is left out, and 80 of the weights are a hundred."""
    found = scored(FACTS, RULES)
    assert {name: pair for name, pair in counted(FACTS).items() if pair[1]} == {
        "on_time": (1, 5), "overdue": (1, 4), "extensions": (8, 10), "updated": (4, 4), "silence": (4, 4),
    }  # fmt: skip
    points = {part.measure: part.points for part in found.parts}
    assert points["on_time"] == 10
    assert points["overdue"] == Decimal("4.6875")
    assert (points["awaiting"], points["indicators"]) == (0, 0)
    assert (found.points, found.grade) == (Decimal("44.7"), "Yếu")


def test_time_spent_awaiting_is_the_confirmers() -> None:
    """More that waits changes no lead's score; of the confirmer it is measured."""
    longer = replace(FACTS, figures=replace(BUSY, awaiting=40), extended=0)
    assert scored(longer, RULES).points == scored(replace(FACTS, extended=0), RULES).points
    good, bad = (scored(replace(FACTS, waiting=(n, 29)), RULES).points for n in (29, 2))
    assert good is not None
    assert bad is not None
    assert good > bad  # negative control


@given(agencies())
def test_any_score_is_the_sum_of_its_parts(facts: Facts) -> None:
    """Between 0 and 100; weights that are shared out stay a hundred; no agency without tasks is scored."""
    found = scored(facts, RULES)
    measured = [part for part in found.parts if part.whole]
    if not measured:
        assert found.points is None
        return
    assert found.points is not None
    assert 0 <= found.points <= 100
    assert abs(sum(part.weight for part in measured) - 100) < Decimal("1e-9")
    assert abs(sum(part.points for part in found.parts) - found.points) <= Decimal("0.05")
    assert found.grade == RULES.grade(found.points)


@given(agencies(), st.sampled_from(["overdue", "silent", "extended"]))
def test_worse_is_never_scored_better(facts: Facts, what: str) -> None:
    """One task more that is late, silent or extended never adds a point."""
    if what == "overdue":
        if not facts.figures.in_time:
            return
        figures = replace(facts.figures, in_time=facts.figures.in_time - 1, overdue=facts.figures.overdue + 1)
        worse = replace(facts, figures=figures)
    else:
        now = getattr(facts, what)
        if now >= (facts.figures.open if what == "silent" else facts.figures.total):
            return
        worse = replace(facts, **{what: now + 1})
    before, after = scored(facts, RULES).points, scored(worse, RULES).points
    if before is None or after is None or (what == "overdue" and facts.judged == 0):
        return  # its first task to judge brings in a measure it did not have
    assert after <= before


def test_peers_of_one_kind_are_compared() -> None:
    """Best first; of equal points the one with more to judge; equal in both, they share a rank."""
    scores = [
        of("A", "80.0"), of("B", "90.0"), of("C", "80.0", 12), of("D", "80.0"), of("E", "100.0", 4),
        of("F", None), of("G", "10.0", kind="district"), of("H", "20.0", kind="district"),
        of("I", "50.0", kind="board"),
    ]  # fmt: skip
    found = {one.facts.code: (one.rank, one.of) for one in ranked(scores, RULES)}
    assert found == {
        "B": (1, 4), "C": (2, 4), "A": (3, 4), "D": (3, 4), "E": (None, 0), "F": (None, 0),
        "H": (1, 2), "G": (2, 2), "I": (None, 0),
    }  # fmt: skip
    assert [one.facts.code for one in ranked(scores, RULES)] == list("BCADEFHGI")
    few = ranked(scores, replace(RULES, ranked_from=4))
    assert {one.facts.code: one.rank for one in few}["E"] == 1


def test_a_change_of_rank_is_told() -> None:
    """Up is positive; who had no rank then is new, who has none now has not moved."""
    before = ranked([of("A", "90.0"), of("B", "80.0"), of("C", "70.0"), of("D", "99.0", 1)], RULES)
    now = ranked([of("A", "60.0"), of("B", "80.0"), of("C", "70.0", 1), of("D", "99.0")], RULES)
    assert {one.facts.code: one.moved for one in moved(now, before)} == {
        "A": -2,
        "B": 0,
        "C": None,
        "D": None,
    }


def test_the_middle_of_a_kind() -> None:
    """Over those of which it can be measured, of that kind alone."""
    facts = [
        replace(FACTS, id=n, figures=Figures(done_on_time=n, done_late=4 - n), extended=0) for n in (1, 2, 4)
    ]
    other = replace(FACTS, id=9, kind="district", figures=Figures(done_late=4), extended=0)
    found = medians([scored(one, RULES) for one in (*facts, other)], "department")
    assert found["on_time"] == 50
    assert "overdue" not in found


@pytest.mark.parametrize(
    ("day", "before"),
    [(date(2024, 11, 6), date(2024, 10, 31)), (date(2025, 1, 1), date(2024, 12, 31)),
     (date(2024, 3, 31), date(2024, 2, 29))],
)  # fmt: skip
def test_ranks_are_compared_with_the_month_before(day: date, before: date) -> None:
    """The last day of the month before."""
    assert month_before(day) == before


def test_a_ladder_of_one_step_is_met_at_once() -> None:
    """Negative control of grades: the first step whose points are reached, not the best."""
    assert replace(RULES, ladder=(Step("A", 60), Step("B", 0))).grade(Decimal(59)) == "B"
