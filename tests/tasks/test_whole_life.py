"""Whatever anybody does to tasks, on whatever day and in any order, what is promised of them holds."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

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
from tests.tasks.life_moves import BY_ITSELF, VERBS
from tests.tasks.life_player import MOST, House, Life
from tracker import settings as running
from tracker.tasks.rules import MOVES

EXAMPLES = int(os.environ.get("LIFE_EXAMPLES", "200"))  # make soak raises it
STEPS = 50
# How often each verb is done in so many examples: some two hundred times on average, the rarest far less.
RAREST = 5
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
    def further(self, which: int, n: int, m: int) -> None:
        self.house.do(self.here.onward(which, n, m))

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
            self.house.do(self.life.end())


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
    run_state_machine_as_test(WholeLife, settings=LIFE)
    done = {verb: house.tried[verb, "done"] for verb in MOVES}
    assert EXAMPLES < 200 or min(done.values()) >= RAREST, done
