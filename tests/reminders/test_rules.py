"""Which day, which week, who: the rules of reminders, without a database."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from tracker.clock import week_of
from tracker.reminders import rules
from tracker.reminders.queries import run_key
from tracker.reminders.rows import ladder
from tracker.reminders.rulebook.rules import Rulebook

DAY = date(2024, 11, 4)


@dataclass(frozen=True)
class Member:
    """Somebody of the cast."""

    id: int
    role: str
    agency_id: int = 1
    active: bool = True
    carries: bool = False
    reachable: bool = True


ALICE, BOB, CHARLIE = Member(1, "lead"), Member(2, "staff"), Member(3, "lead", agency_id=2)
OLGA, MINH = Member(4, "office", agency_id=9), Member(5, "member")


def task(code: str, late: int, responsible: int | None = None, lead: int = 1) -> dict[str, Any]:
    """An overdue task."""
    return {
        "id": hash(code), "code": code, "due_on": DAY - timedelta(days=late), "responsible": responsible,
        "lead": lead,
    }  # fmt: skip


def owed(tasks: list[dict[str, Any]], *people: Member) -> dict[int, list[str]]:
    """Who is owed what, by id and code."""
    found = rules.owed(tasks, people, DAY)
    return {who: [one["code"] for one in theirs] for who, theirs in found.items()}


def week_by_thursday(day: date) -> str:
    """The ISO week by its definition: a week belongs to the year of its Thursday."""
    thursday = day + timedelta(days=3 - day.weekday())
    first = date(thursday.year, 1, 1)
    return f"{thursday.year}-W{(thursday - first).days // 7 + 1:02d}"


def test_every_day_of_nine_years_falls_into_the_right_week() -> None:
    """Against a second way of counting; a run has one key from Monday to Sunday and never another's."""
    day, last = date(2024, 12, 20), date(2034, 1, 15)
    mondays: dict[str, date] = {}
    while day <= last:
        assert week_of(day) == week_by_thursday(day)
        monday = day - timedelta(days=day.weekday())
        assert mondays.setdefault(run_key(day), monday) == monday
        day += timedelta(days=1)
    assert len(mondays) == 474


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2026, 12, 27), "overdue/2026-W52"),
        (date(2026, 12, 28), "overdue/2026-W53"),
        (date(2026, 12, 31), "overdue/2026-W53"),
        (date(2027, 1, 1), "overdue/2026-W53"),
        (date(2027, 1, 3), "overdue/2026-W53"),
        (date(2027, 1, 4), "overdue/2027-W01"),
        (date(2024, 12, 30), "overdue/2025-W01"),
    ],
)
def test_a_week_across_new_year_is_one_week(day: date, key: str) -> None:
    """2026 has week 53: nobody gets a second letter on 1 January."""
    assert run_key(day) == key


def test_a_task_goes_to_whoever_is_responsible() -> None:
    """Six days late: Bob alone; his head is not told yet."""
    assert owed([task("A", 6, responsible=2)], ALICE, BOB) == {2: ["A"]}


def test_a_task_a_week_late_goes_to_the_head_as_well() -> None:
    """Seven days late: Bob and Alice."""
    assert owed([task("A", 7, responsible=2)], ALICE, BOB) == {1: ["A"], 2: ["A"]}


def test_a_task_of_nobody_goes_to_every_head_of_its_agency() -> None:
    """One day late already; another agency's head is not told."""
    deputy = Member(6, "lead")
    assert owed([task("A", 1)], ALICE, deputy, BOB, CHARLIE) == {1: ["A"], 6: ["A"]}


@pytest.mark.parametrize(
    "bob",
    [
        Member(2, "staff", active=False),
        Member(2, "staff", agency_id=2),
        Member(2, "member"),
        Member(2, "admin"),
    ],
)
def test_who_lost_their_post_is_not_told_and_their_head_is(bob: Member) -> None:
    """Disabled, moved to another agency, or in a role that carries out no tasks."""
    assert owed([task("A", 1, responsible=2)], ALICE, bob, CHARLIE) == {1: ["A"]}


def test_a_task_handed_to_another_agency_is_its_new_heads() -> None:
    """Alice and Bob have nothing to do with it any more, though Bob's name still stands on it."""
    assert owed([task("A", 30, responsible=2, lead=2)], ALICE, BOB, CHARLIE) == {3: ["A"]}


def test_the_office_is_owed_everything_and_a_member_nothing() -> None:
    """A member gets none even as the person responsible; the office gets one even then."""
    tasks = [task("A", 3, responsible=5), task("B", 9, responsible=4, lead=9), task("C", 9, lead=2)]
    assert owed(tasks, ALICE, CHARLIE, OLGA, MINH) == {4: ["B", "C", "A"], 1: ["A"], 3: ["C"]}


def test_everybody_reads_the_worst_first() -> None:
    """By deadline, then by code; head and responsible person in one."""
    tasks = [task("B", 8), task("A", 8), task("C", 40, responsible=1), task("D", 1, responsible=1)]
    assert owed(tasks, ALICE) == {1: ["C", "A", "B", "D"]}


def test_a_disabled_head_and_a_disabled_office_get_nothing() -> None:
    """Nobody active is left, so nobody is told, and that can be seen."""
    people = [Member(1, "lead", active=False), Member(4, "office", active=False)]
    tasks = [task("A", 50)]
    assert owed(tasks, *people) == {}
    assert rules.unheard(tasks, {}, people) == tasks


def test_a_task_is_heard_of_only_by_its_own_agency() -> None:
    """The office's summary does not make up for a head who is missing."""
    mine, other = task("A", 9), task("B", 9, lead=2)
    people = [ALICE, OLGA]
    told = rules.owed([mine, other], people, DAY)
    assert rules.unheard([mine, other], told, people) == [other]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (ALICE, True),
        (OLGA, True),
        (BOB, False),
        (Member(2, "staff", carries=True), True),
        (Member(2, "staff", carries=True, active=False), False),
        (Member(5, "member", carries=True), False),
        (Member(7, "auditor"), False),
        (Member(7, "admin"), False),
    ],
)
def test_a_week_with_nothing_due_is_recorded_for_those_who_could_be_owed(
    person: Member, expected: bool
) -> None:
    """Heads, the office and whoever carries an open task; not everybody."""
    assert rules.could_be_owed(person) is expected


def test_the_rules_in_force_say_from_when_heads_and_members_are_told() -> None:
    """The letters' ladder and who is owed a task move together; a member only when asked for."""
    chosen = Rulebook(2, head_days=3, office_days=5, committee_days=9)
    assert [step for step, _ in ladder(chosen)] == [9, 5, 3]
    tasks = [task("A", 3, responsible=2), task("B", 9, responsible=2)]
    people = (ALICE, BOB, MINH)
    with_all = rules.owed(tasks, people, DAY, chosen, {MINH.id})
    assert {who: [one["code"] for one in theirs] for who, theirs in with_all.items()} == {
        1: ["B", "A"], 2: ["B", "A"], 5: ["B"],
    }  # fmt: skip
    assert set(rules.owed(tasks, people, DAY, chosen)) == {1, 2}
    assert rules.owed(tasks[:1], people, DAY) == {2: tasks[:1]}  # by the first rules the head is not told yet
