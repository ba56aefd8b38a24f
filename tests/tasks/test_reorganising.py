"""The rule of who takes what over: the preview and the carrying out are this one function."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.tasks.reorganising.contributions import Contribution, together
from tracker.tasks.reorganising.plans import CLOSED, Change, Newcomer, Plan, from_register, read, written
from tracker.tasks.reorganising.rules import (
    Outcome,
    PersonFacts,
    TaskFacts,
    TaskMove,
    applied,
    outcome,
    seal,
)

MERGE = Plan((Change("merge", ("A", "B"), ("N",)),))
SPLIT = Plan((Change("split", ("A",), ("N", "M")),))
END = Plan((Change("abolish", ("A",)),))
LIVING = frozenset({"N", "M", "X", "Y"})


def moved(plan: Plan, task: TaskFacts, *people: PersonFacts) -> TaskMove | None:
    """What a plan does to one task; None when nothing."""
    return next(iter(outcome(plan, [task], people, LIVING).tasks), None)


def lead_of(plan: Plan, parent: str = "") -> str:
    """Who leads a task of A afterwards."""
    move = moved(plan, TaskFacts(1, "T-1", "R", "A", parent=parent))
    assert move is not None
    return move.lead


def test_several_that_become_one_are_one() -> None:
    """A and B coordinate X's task: afterwards N does, once. Who leads does not coordinate as well."""
    theirs = moved(MERGE, TaskFacts(1, "T-1", "R", "X", ("A", "Y", "B")))
    assert theirs is not None
    assert (theirs.lead, theirs.coordinators) == ("X", ("N", "Y"))
    own = moved(MERGE, TaskFacts(1, "T-1", "R", "A", ("B", "Y")))
    assert own is not None
    assert (own.lead, own.coordinators) == ("N", ("Y",))
    assert moved(MERGE, TaskFacts(1, "T-1", "R", "X", ("Y",))) is None


def test_a_tasks_own_choice_goes_before_its_areas_and_that_before_the_first_successor() -> None:
    """And a part goes where its task goes; a choice of somebody who does not receive counts for nothing."""
    by_area = replace(SPLIT, areas={"A": {"R": "M"}})
    assert (lead_of(SPLIT), lead_of(by_area)) == ("N", "M")
    assert lead_of(replace(by_area, tasks={"T-1": "N"})) == "N"
    assert lead_of(replace(by_area, tasks={"T-0": "N"}), parent="T-0") == "N"
    assert lead_of(replace(SPLIT, tasks={"T-1": "X"})) == "N"


def test_without_a_successor_a_task_waits_for_a_choice() -> None:
    """Anybody living may be chosen; one that does not live afterwards leaves it without a lead."""
    assert lead_of(END) == CLOSED
    assert lead_of(replace(END, tasks={"T-1": "Y"})) == "Y"
    assert lead_of(replace(END, tasks={"T-1": "A"})) == CLOSED
    found = outcome(END, [TaskFacts(1, "T-1", "R", "A"), TaskFacts(2, "T-2", "R", "X", ("A",))], (), LIVING)
    assert [move.task.code for move in found.without_lead] == ["T-1"]
    assert [move.coordinators for move in found.tasks] == [(), ()]


def test_people_follow_and_whoever_goes_elsewhere_is_responsible_no_more() -> None:
    """By default to the first successor, by choice to another, or out; without a successor out."""
    lan, task = PersonFacts(1, "lan", "A"), TaskFacts(1, "T-1", "R", "A", responsible="lan")
    for plan, agency, keeps in (
        (SPLIT, "N", True),
        (replace(SPLIT, people={"lan": "M"}), "M", False),
        (replace(SPLIT, people={"lan": CLOSED}), CLOSED, False),
        (replace(END, tasks={"T-1": "X"}), CLOSED, False),
        (replace(END, tasks={"T-1": "X"}, people={"lan": "X"}), "X", True),
    ):
        found = outcome(plan, [task], [lan], LIVING)
        assert [move.agency for move in found.people] == [agency]
        assert [move.keeps_responsible for move in found.tasks] == [keeps]


CODES = st.sampled_from(["A", "B", "C", "X", "Y"])
TASKS = st.lists(
    st.builds(
        TaskFacts, id=st.integers(1, 99), code=st.sampled_from(["T-1", "T-2", "T-3"]), lead=CODES,
        area=st.sampled_from(["R", "S"]), coordinators=st.lists(CODES, unique=True).map(tuple),
        responsible=st.sampled_from(["", "lan"]), parent=st.sampled_from(["", "T-1"]),
    ),
    max_size=6, unique_by=lambda task: task.id,
)  # fmt: skip
PLANS = st.builds(
    Plan,
    changes=st.sampled_from([MERGE.changes, (*SPLIT.changes, Change("abolish", ("B",))),
                             (Change("rename", ("C",), ("M",)), *END.changes)]),
    areas=st.dictionaries(CODES, st.dictionaries(st.sampled_from(["R", "S"]), CODES | st.just("M"))),
    tasks=st.dictionaries(st.sampled_from(["T-1", "T-2"]), CODES | st.just("M")),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(PLANS, TASKS)
def test_whatever_is_planned_nobody_who_ends_keeps_a_task(plan: Plan, tasks: list[TaskFacts]) -> None:
    """Afterwards each lead lives or is still to be chosen; coordinators live, once, and never lead; what no
    agency that ends takes part in is left alone."""
    living = frozenset({"A", "B", "C", "X", "Y", "N", "M"}) - set(plan.old)
    found = outcome(plan, tasks, [PersonFacts(1, "lan", "A")], living)
    after, _people = applied(found, tasks, [])
    for before, task in zip(tasks, after, strict=True):
        if not {before.lead, *before.coordinators} & set(plan.old) and before.lead not in before.coordinators:
            assert task == before
    for move in found.tasks:
        assert move.lead in living or (move.lead == CLOSED and move in found.without_lead)
        assert set(move.coordinators) <= living - {move.lead}
        assert len(set(move.coordinators)) == len(move.coordinators)


def test_a_preview_is_sealed_by_what_it_does() -> None:
    """Progress of a task changes nothing; a new task, a choice or another name does."""
    tasks = [TaskFacts(1, "T-1", "R", "A")]

    def sealed(plan: Plan, tasks: list[TaskFacts]) -> str:
        return seal(plan, outcome(plan, tasks, (), LIVING))

    first = sealed(SPLIT, tasks)
    assert first == sealed(replace(SPLIT, areas={"A": {"S": "M"}}), tasks)
    others = [
        sealed(SPLIT, [*tasks, TaskFacts(2, "T-2", "R", "A")]),
        sealed(replace(SPLIT, tasks={"T-1": "M"}), tasks),
        sealed(replace(SPLIT, newcomers={"N": Newcomer("N", "Sở", "Sở", "department")}), tasks),
    ]
    assert len({first, *others}) == 4


def test_a_plan_is_read_as_it_was_written() -> None:
    """Codes, choices, new agencies; an empty one is a plan of nothing."""
    plan = Plan(
        (*MERGE.changes, *END.changes), {"N": Newcomer("N", "Sở Mới", "Sở M", "department", "m@tinh.vn")},
        {"A": {"R": "N"}}, {"T-1": "X"}, {"lan": CLOSED},
    )  # fmt: skip
    assert read(written(plan)) == plan
    assert read("{}") == Plan()
    assert (plan.kind, MERGE.kind) == ("several", "merge")


def test_the_register_tells_each_kind() -> None:
    """Several with one successor merge, one with several splits, one to a body that begins is a new name."""
    day = date(2025, 3, 1)
    begins = {"N": day, "M": day, "X": date(2021, 1, 1)}
    told = {"A": ["N"], "B": ["N"], "C": ["M"], "D": ["X"], "E": ["N", "X"], "F": []}
    assert from_register(told, begins, day) == (
        Change("merge", ("A", "B"), ("N",)),
        Change("rename", ("C",), ("M",)),
        Change("merge", ("D",), ("X",)),
        Change("split", ("E",), ("N", "X")),
        Change("abolish", ("F",)),
    )


@pytest.mark.parametrize(
    ("kinds", "found"),
    [
        (("contributed", "asked"), "asked"),
        (("contributed", "nothing"), "contributed"),
        (("nothing", "nothing"), "nothing"),
        (("contributing", "contributed"), "contributing"),
    ],
)
def test_what_anybody_still_owes_is_still_owed(kinds: tuple[str, str], found: str) -> None:
    """Two contributions become one; no question and no text is lost, the earliest day counts."""
    at = datetime(2024, 11, 6, tzinfo=UTC)
    parts = [
        Contribution(kind, f"góp {n}", f"hỏi {n}", at, 1, date(2024, 12, n),
                     None if kind in {"asked", "contributing"} else at, 1)
        for n, kind in enumerate(kinds, 1)
    ]  # fmt: skip
    one = together(parts)
    assert one.contribution == found
    assert one.contribution_text == "góp 1\ngóp 2"
    open_ones = [part for part in parts if part.owed]
    assert one.owed == bool(open_ones)
    assert one.question == "\n".join(part.question for part in open_ones or parts)
    if open_ones:
        assert one.answer_by == open_ones[0].answer_by


def test_an_outcome_of_nothing_is_empty() -> None:
    """Negative control of the rule: a plan that names nobody moves nobody."""
    assert outcome(Plan(), [TaskFacts(1, "T-1", "R", "A")], [PersonFacts(1, "lan", "A")], LIVING) == Outcome(
        (), ()
    )
