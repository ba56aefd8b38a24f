"""What a day owes, without a database: steps before deadlines, silence, waiting, lateness, by their keys."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from tracker.programmes.working_days import WorkingDays
from tracker.reminders.daily.things import DEADLINE, LATE, SILENT, Facts, before, of_day
from tracker.reminders.rulebook.rules import Rulebook
from tracker.reminders.rules import Cast

RULES = Rulebook()
DUE = date(2024, 11, 18)  # a Monday
PLAIN = WorkingDays()
TET = WorkingDays(off=frozenset(date(2025, 1, 25) + timedelta(days=n) for n in range(9)))


@dataclass(frozen=True)
class Member:
    """Somebody of the cast."""

    id: int
    role: str
    agency_id: int = 1
    active: bool = True
    carries: bool = False
    reachable: bool = True


HEAD, STAFF, OTHER = Member(1, "lead"), Member(2, "staff"), Member(3, "lead", agency_id=2)
OLGA, OTTO = Member(4, "office", agency_id=9), Member(5, "office", agency_id=9)
CAST = Cast.of([HEAD, STAFF, OTHER, OLGA, OTTO])


def task(**facts: Any) -> dict[str, Any]:
    """A task under way that nothing is to be said of."""
    usual = {
        "id": 17, "code": "T-17", "title": "Việc", "due_on": None, "state": "in_progress", "part": "",
        "lead": 1, "responsible": None, "lead_name": "Sở", "heard_on": date(2024, 11, 1), "submitted_by": 2,
    }  # fmt: skip
    return {**usual, **facts}


def told_on(day: date, calendar: WorkingDays = PLAIN, **facts: Any) -> dict[str, list[int]]:
    """The keys that are owed on a day for one task under way, and to whom."""
    found, _ = of_day(Facts([task(**facts)]), CAST, day, calendar.add(day, 1), RULES)
    keys: dict[str, list[int]] = {}
    for person, thing in found:
        keys.setdefault(thing.key, []).append(person)
    return keys


def steps(due: date, days: list[date], calendar: WorkingDays = PLAIN) -> dict[date, int]:
    """On which days a worker that looks on these working days first tells which step."""
    known: dict[str, date] = {}
    for day in days:
        thing, _ = before(task(due_on=due), day, calendar.add(day, 1), RULES)
        if thing:
            known.setdefault(thing.key, day)
    return {day: int(key.rsplit("/", 1)[1]) for key, day in known.items()}


def working(first: date, last: date, calendar: WorkingDays = PLAIN) -> list[date]:
    """The working days of a period."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if calendar.is_working(day)]


def test_a_deadline_on_monday_is_told_on_the_friday_before() -> None:
    """Seven days before is a Monday; three and one before fall on the weekend: Friday tells the nearest."""
    found = steps(DUE, working(date(2024, 11, 4), DUE))
    assert found == {date(2024, 11, 11): 7, date(2024, 11, 15): 1}


@pytest.mark.parametrize("due", [date(2024, 11, 4) + timedelta(days=n) for n in range(7)])
def test_no_deadline_is_lost_in_a_weekend(due: date) -> None:
    """Whatever the day of the week, the last step comes on a working day before the deadline, and once."""
    found = steps(due, working(due - timedelta(days=20), due))
    assert list(found.values())[-1] == 1
    assert max(found) < due
    assert len(found) == len(set(found.values()))


def test_no_deadline_is_lost_in_tet() -> None:
    """Due on the first working day after nine days off: told on the last one before them."""
    days = working(date(2025, 1, 13), date(2025, 2, 3), TET)
    assert steps(date(2025, 2, 3), days, TET) == {date(2025, 1, 24): 1}


def test_a_worker_that_slept_tells_only_the_nearest_step() -> None:
    """Awake again three days before: that step, and the larger one is noted as passed."""
    thing, missed = before(
        task(due_on=DUE), date(2024, 11, 14), date(2024, 11, 15), Rulebook(before_days=(7, 5, 1))
    )
    assert thing is not None
    assert thing.key == "before/17/2024-11-18/5"
    assert (thing.days, thing.kind) == (4, "before")
    assert [one.key for one in missed] == ["before/17/2024-11-18/7"]
    last, _ = before(task(due_on=DUE), date(2024, 11, 15), DUE, RULES)
    assert last is not None
    assert (last.kind, last.key) == (DEADLINE, "before/17/2024-11-18/1")


def test_a_deadline_that_has_passed_is_not_told_before() -> None:
    """On the day itself still, the day after no more; a changed one is another thing."""
    assert list(told_on(DUE, due_on=DUE)) == ["before/17/2024-11-18/1"]
    assert told_on(DUE + timedelta(days=1), due_on=DUE) == {}
    assert list(told_on(DUE, due_on=date(2024, 11, 19))) == ["before/17/2024-11-19/1"]


def test_steps_go_to_whoever_answers() -> None:
    """The person responsible alone; the head when that person lost the post; nobody of another agency."""
    assert told_on(DUE, due_on=DUE, responsible=2) == {"before/17/2024-11-18/1": [2]}
    assert told_on(DUE, due_on=DUE, responsible=3) == {"before/17/2024-11-18/1": [1]}
    assert told_on(DUE, due_on=DUE, responsible=2, lead=2) == {"before/17/2024-11-18/1": [3]}


def test_silence_is_told_once_each_period() -> None:
    """As the progress page counts: on the 31st day, then again after as long; a report begins anew."""
    day = date(2024, 12, 31)
    heard = {n: day - timedelta(days=n) for n in (30, 31, 60, 61)}
    assert told_on(day, heard_on=heard[30]) == {}
    assert told_on(day, heard_on=heard[31], responsible=2) == {f"silent/17/{heard[31]}/30": [1, 2]}
    assert list(told_on(day, heard_on=heard[60])) == [f"silent/17/{heard[60]}/30"]
    assert list(told_on(day, heard_on=heard[61])) == [f"silent/17/{heard[61]}/60"]
    assert told_on(day, heard_on=heard[61], state="assigned") == {}


def test_lateness_climbs() -> None:
    """At 7 days the head who does not answer for it, at 15 the office; caught up with for two weeks."""

    def at(late: int, **facts: Any) -> dict[str, list[int]]:
        day = date(2024, 11, 20)
        return told_on(day, due_on=day - timedelta(days=late), heard_on=day, responsible=2, **facts)

    assert at(6) == {}
    assert {key.rsplit("/", 1)[1]: who for key, who in at(7).items()} == {"head": [1]}
    assert {key.rsplit("/", 1)[1]: who for key, who in at(16).items()} == {"head": [1], "office": [4, 5]}
    assert {key.rsplit("/", 1)[1]: who for key, who in at(22).items()} == {"office": [4, 5]}
    assert at(40) == {}
    assert (
        told_on(date(2024, 11, 20), due_on=date(2024, 11, 13), heard_on=date(2024, 11, 20)) == {}
    )  # the head's own


def test_the_office_is_told_of_what_waits_but_not_whoever_submitted_it() -> None:
    """From the eighth day on, once a week; nobody is asked to confirm what they submitted."""
    day = date(2024, 11, 20)

    def waiting(days: int, by: int) -> dict[int, str]:
        submission = task(state="submitted", submitted_on=day - timedelta(days=days), submitted_by=by)
        found, _ = of_day(Facts(submissions=[submission]), CAST, day, day + timedelta(days=1), RULES)
        return {person: thing.key for person, thing in found}

    assert waiting(7, 2) == {}
    assert waiting(8, 2) == dict.fromkeys((4, 5), "awaiting/17/2024-11-12/7")
    assert waiting(15, 4) == {5: "awaiting/17/2024-11-05/14"}


def test_a_contribution_that_is_due_is_told_to_the_agency_asked() -> None:
    """Its heads, by the same steps, under a key of its own."""
    asked = {"id": 17, "code": "T-17", "title": "Việc", "due_on": DUE, "lead": 2, "lead_name": "Sở"}
    found, missed = of_day(Facts(contributions=[asked]), CAST, date(2024, 11, 15), DUE, RULES)
    assert [(person, thing.key) for person, thing in found] == [(3, "contribute/17/2024-11-18/1")]
    assert {thing.key for _, thing in missed} == {f"contribute/17/2024-11-18/{n}" for n in (3, 7)}


def test_a_rung_that_the_rules_move_is_the_same_rung() -> None:
    """Told at seven days, the head is not told again at eight; a longer silence is another silence."""
    day = date(2024, 11, 20)
    later = replace(RULES, head_days=8, silent_days=40)
    heard = day - timedelta(days=81)
    facts = Facts([task(due_on=day - timedelta(days=9), heard_on=heard, responsible=2)])
    keys = [
        {thing.kind: thing.key for _, thing in of_day(facts, CAST, day, day + timedelta(days=1), rules)[0]}
        for rules in (RULES, later)
    ]
    assert keys[0][LATE] == keys[1][LATE]
    assert (keys[0][SILENT].rsplit("/", 1)[1], keys[1][SILENT].rsplit("/", 1)[1]) == ("60", "80")
