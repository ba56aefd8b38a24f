"""Whatever anybody does to tasks, on whatever day and in any order, what is promised of them holds."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import SECRET
from tests.tasks.life_house import House
from tests.tasks.life_moves import BY_ITSELF, VERBS, Turn
from tests.tasks.life_player import MOST, Life
from tracker import settings as running
from tracker.database import execute, value
from tracker.refusal import Refused
from tracker.tasks import actions, rules
from tracker.tasks.actions import moving
from tracker.tasks.rules import MOVES

EXAMPLES = int(os.environ.get("LIFE_EXAMPLES", "200"))  # make soak raises it
ENOUGH = 200  # each verb is done many times
STEPS = 50
LIFE = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=False,
    print_blob=True,
    report_multiple_bugs=False,  # one at a time can be read
    suppress_health_check=list(HealthCheck),
)
WHICH, KIND, ANY = st.integers(0, 11), st.integers(0, 59), st.integers(0, 11)


class WholeLife(RuleBasedStateMachine):
    """All moves, roles and days, on tasks of one programme."""

    house: ClassVar[House]
    life: Life | None = None

    @initialize(levels=st.integers(1, 2), official=st.sampled_from(["current", "original"]), n=ANY, m=ANY)
    def begin(self, levels: int, official: str, n: int, m: int) -> None:
        self.life = self.house.do(self.house.life(levels, official))
        self.house.do(self.life.assign(n, m))

    @property
    def here(self) -> Life:
        assert self.life is not None
        return self.life

    @precondition(lambda self: len(self.here.wholes()) < MOST["assign"])
    @rule(n=ANY, m=ANY)
    def assign(self, n: int, m: int) -> None:
        self.house.do(self.here.assign(n, m))

    @rule(which=WHICH, n=ANY, m=ANY)
    def onward(self, which: int, n: int, m: int) -> None:
        self.house.do(self.here.onward(which, n, m))

    @rule(which=WHICH, n=ANY, m=ANY)
    def answer(self, which: int, n: int, m: int) -> None:
        self.house.do(self.here.answer(which, n, m))

    @rule(which=WHICH, kind=KIND, n=ANY, m=ANY)
    def sideways(self, which: int, kind: int, n: int, m: int) -> None:
        self.house.do(self.here.sideways(which, kind, n, m))

    @rule(which=WHICH, kind=KIND, who=ANY, seen=st.integers(0, 2), n=ANY, m=ANY)
    def anything(self, which: int, kind: int, who: int, seen: int, n: int, m: int) -> None:
        self.house.do(self.here.anything(which, kind, who, seen, n, m))

    @rule(which=WHICH, minutes=st.sampled_from([1, 9, 10]))
    def take_back(self, which: int, minutes: int) -> None:
        self.house.do(self.here.take_back(which, minutes))

    @rule(days=st.integers(0, 40))
    def advance(self, days: int) -> None:
        self.house.do(self.here.advance(days))

    @invariant()
    def holds(self) -> None:
        if self.life:
            self.house.do(self.life.watch.holds())

    def teardown(self) -> None:
        if self.life:
            self.house.do(self.life.end(self.house.sound))


@pytest.fixture
def house(server_url: str, empty_template: str, tmp_path: Path) -> Iterator[House]:
    """Where lives are played; evidence lies in a folder of its own."""
    before = running._override
    running.override(secret_key=SECRET, evidence_folder=str(tmp_path / "evidence"))
    WholeLife.house = House(server_url, empty_template)
    try:
        yield WholeLife.house
    finally:
        WholeLife.house.close()
        running._override = before


def test_every_verb_is_played() -> None:
    """Somebody does each move of the table, but those that follow by themselves."""
    assert set(VERBS) == set(MOVES) - BY_ITSELF


def test_what_is_promised_of_tasks_holds_whatever_happens(house: House) -> None:
    """History folds to the rows, no move leaves the table, refused is refused, versions rise by one; the
    buckets agree in SQL and Python and sum to the total; past days stay as they ended."""
    for _more in range(3):  # a verb that chance left out of 200 examples is done in some of the next
        run_state_machine_as_test(WholeLife, settings=LIFE)
        never = [verb for verb in MOVES if not house.tried[verb, "done"]]
        if EXAMPLES < ENOUGH or not never:
            return
    pytest.fail(f"never done: {never}")


Fault = Callable[[pytest.MonkeyPatch], None]


def a_change_that_history_forgets(patch: pytest.MonkeyPatch) -> None:
    whole = moving.record

    async def record(*told: Any, changes: dict[str, Any], **more: Any) -> int:
        return await whole(*told, changes={k: v for k, v in changes.items() if k != "percent"}, **more)

    patch.setattr(moving, "record", record)


def a_version_that_stays(patch: pytest.MonkeyPatch) -> None:
    whole = moving.record

    async def record(*told: Any, version: int, **more: Any) -> int:
        if told[2] == "comment":
            await execute("UPDATE task SET version = version - 1 WHERE id = $1", told[1])
        return await whole(*told, version=version, **more)

    patch.setattr(moving, "record", record)


def a_guard_that_lets_everybody_through(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules, "party", lambda *_asked: True)


def a_move_that_ends_elsewhere(patch: pytest.MonkeyPatch) -> None:
    whole, wrong = rules.next_state, {"return": "accepted"}
    patch.setattr(rules, "next_state", lambda verb, state: wrong.get(verb) or whole(verb, state))


def a_refusal_that_comes_too_late(patch: pytest.MonkeyPatch) -> None:
    async def comment(turn: Turn) -> None:
        await actions.comment(*turn.those, "Lưu ý", turn.at)
        raise Refused("Không được")

    patch.setitem(VERBS, "comment", comment)


def a_past_day_that_is_edited(patch: pytest.MonkeyPatch) -> None:
    whole = Life.advance

    async def advance(life: Life, days: int) -> None:
        await whole(life, days)
        await execute(
            "UPDATE standing SET state = 'withdrawn' WHERE until_on <= $1",
            life.world.today,
        )

    patch.setattr(Life, "advance", advance)


def a_bucket_that_the_database_sees_otherwise(patch: pytest.MonkeyPatch) -> None:
    whole = House.move

    async def move(house: House) -> None:
        await whole(house)
        right = await value("SELECT pg_get_functiondef('bucket_on'::regproc)")
        await execute(right.replace("due_on < day", "due_on <= day"))

    patch.setattr(House, "move", move)


def a_task_that_does_not_follow(patch: pytest.MonkeyPatch) -> None:
    async def follow(_parent: int, _at: datetime) -> bool:
        return False

    patch.setattr(moving, "follow", follow)


FAULTS: dict[Fault, str] = {
    a_change_that_history_forgets: "do not tell the row",
    a_version_that_stays: "do not tell the row",
    # What contributes without being asked trips over the assertion of the move itself.
    a_guard_that_lets_everybody_through: "not theirs|gets past the guard",
    a_move_that_ends_elsewhere: "no such move",
    a_refusal_that_comes_too_late: "refused, and yet",
    a_past_day_that_is_edited: "a past day moved",
    a_bucket_that_the_database_sees_otherwise: "SQL and Python disagree",
    a_task_that_does_not_follow: "its present occurrence",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found(house: House, monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    """Negative controls: the same machine finds each of them, and says what it is."""
    fault(monkeypatch)
    quickly = settings(LIFE, max_examples=5 * ENOUGH, phases=[Phase.generate], database=None)
    with pytest.raises(AssertionError, match=FAULTS[fault]):
        run_state_machine_as_test(WholeLife, settings=quickly)
