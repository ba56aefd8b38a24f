"""Whatever happens to tasks, what changed between two days is what a ledger kept beside them says."""

import random
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from tests.given import Actor, a_person, a_programme, an_agency
from tests.tasks.test_standing import DIFFERENCES
from tracker.clock import FOR_EVER, at
from tracker.database import execute, value
from tracker.database.engine import Engine
from tracker.tasks import actions
from tracker.tasks.queries import changes
from tracker.tasks.queries.changes import Between
from tracker.tasks.queries.lists import bucket_counts
from tracker.tasks.rules import bucket

FIRST, DAYS, TASKS = date(2024, 1, 1), 60, 14
DAY = timedelta(days=1)
STATES = ("in_progress", "in_progress", "submitted", "returned", "confirmed", "withdrawn", "suspended")


@dataclass
class Facts:
    """What the ledger knows of a task."""

    lead: int
    due: date | None
    assigned: date
    state: str = "assigned"
    submitted: date | None = None
    starred: bool = False
    coordinators: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Party:
    """Who asks: the office sees all; an agency what it leads and coordinates."""

    agency_id: int
    sees_all: bool


class Life:
    """Tasks to which anything happens, and a ledger of how each day ended."""

    def __init__(self, office: Actor, agencies: list[int], place: tuple[int, int], seed: int) -> None:
        self.office, self.agencies, self.place = office, agencies, place
        self.chance = random.Random(seed)
        self.now: dict[int, Facts] = {}
        self.days: dict[date, dict[int, Facts]] = {}

    async def run(self) -> None:
        """Two months, a few events a day, some of them on one task."""
        for n in range(DAYS):
            day = FIRST + n * DAY
            if len(self.now) < TASKS and self.chance.random() < 0.5:
                await self.assign(day)
            for _ in range(self.chance.randrange(5) if self.now else 0):
                turn = self.chance.choice([self.move, self.move, self.give, self.star, self.shift, self.help])
                await turn(self.chance.choice(list(self.now)), day)
            self.days[day] = deepcopy(self.now)

    def due_from(self, day: date) -> date | None:
        return None if self.chance.random() < 0.2 else day + self.chance.randrange(-10, 40) * DAY

    async def assign(self, day: date) -> None:
        lead, due = self.chance.choice(self.agencies), self.due_from(day + 15 * DAY)
        made = await actions.assign(
            self.office,
            actions.NewTask(
                code=f"T-{len(self.now):02d}", programme=self.place[0], area=self.place[1], title="Việc",
                lead_agency=lead, coordinators=(), deadline_text="", due_on=due,
                due_precision="day" if due else "none",
            ),
            at(day, 7),
        )  # fmt: skip
        self.now[made.id] = Facts(lead, due, day)

    async def write(self, task: int, day: date, **facts: Any) -> None:
        places = ", ".join(f"{name} = ${n}" for n, name in enumerate(facts, 3))
        await execute(
            f"UPDATE task SET {places}, changed_at = $2, version = version + 1 WHERE id = $1",
            task,
            at(day, 12),
            *facts.values(),
        )

    async def move(self, task: int, day: date) -> None:
        """Any state whatever: the question must not know the table of moves."""
        it, state = self.now[task], self.chance.choice(STATES)
        sent = state in {"submitted", "confirmed"}
        it.submitted = (it.submitted or day) if sent else None
        it.state = state
        await self.write(
            task, day, state=state, accepted_at=at(it.assigned, 7), progressed_at=at(day, 8),
            submitted_at=at(it.submitted, 8) if it.submitted else None,
            submitted_by=self.office.id if sent else None,
            confirmed_at=at(day, 9) if state == "confirmed" else None,
            resumes_to="in_progress" if state in {"withdrawn", "suspended"} else "",
        )  # fmt: skip

    async def give(self, task: int, day: date) -> None:
        it = self.now[task]
        it.lead = self.chance.choice(self.agencies)
        it.coordinators.discard(it.lead)
        await self.write(task, day, lead_agency=it.lead)

    async def star(self, task: int, day: date) -> None:
        self.now[task].starred = not self.now[task].starred
        await self.write(task, day, starred=self.now[task].starred)

    async def shift(self, task: int, day: date) -> None:
        due = self.now[task].due = self.due_from(day)
        await self.write(task, day, due_on=due, due_precision="day" if due else "none")

    async def help(self, task: int, day: date) -> None:
        """An agency begins or ceases to coordinate: the task itself stays as it is."""
        it, agency = self.now[task], self.chance.choice(self.agencies)
        if agency in it.coordinators:
            it.coordinators.remove(agency)
            own = "task = $1 AND agency = $2 AND until_on = 'infinity'"
            await execute(f"DELETE FROM task_coordinator WHERE {own} AND from_on = $3", task, agency, day)
            await execute(f"UPDATE task_coordinator SET until_on = $3 WHERE {own}", task, agency, day)
        elif agency != it.lead:
            it.coordinators.add(agency)
            joins = "INSERT INTO task_coordinator (task, agency, from_on, until_on) VALUES ($1, $2, $3, $4)"
            await execute(joins, task, agency, day, FOR_EVER)


def in_view(of: Between, it: Facts | None) -> bool:
    """Whether a task belongs to what is asked for."""
    if it is None:
        return False
    if of.lead:
        return it.lead == of.lead
    return of.asker.sees_all or of.asker.agency_id in {it.lead, *it.coordinators}


def told(of: Between, was: Facts | None, now: Facts | None) -> tuple[Any, set[str]]:
    """The step and the flags of one task, from the ledger."""
    before, after = in_view(of, was), in_view(of, now)
    one = bucket(was.state, was.due, was.submitted, of.first) if was and before else None
    two = bucket(now.state, now.due, now.submitted, of.last) if now and after else None
    if one and two:
        step = ("stays", one, two) if one != two else None
    elif one:
        step = ("withdrawn" if after else "left", one, None)
    elif two:
        step = ("restored" if before else "came" if was else "added", None, two)
    else:
        step = ("fleeting", None, None) if after and not was else None
    flags = set()
    if was and now and (one or two):
        flags |= {"handed_over"} if was.lead != now.lead else set()
        flags |= {"view"} if before != after and was.lead == now.lead else set()
        if two and before and after:
            flags |= {"deadline"} if was.due != now.due else set()
            flags |= {"starred"} if now.starred and not was.starred else set()
            flags |= {"unstarred"} if was.starred and not now.starred else set()
    return step, flags


async def compare(life: Life, of: Between, seen: Counter[str]) -> None:
    """The counts and the two totals against the ledger and the tally."""
    then, now = life.days[of.first], life.days[of.last]
    steps: Counter[Any] = Counter()
    flags: Counter[str] = Counter()
    for task, facts in now.items():
        step, others = told(of, then.get(task), facts)
        steps.update([step] if step else [])
        flags.update(others)
    found = await changes.changes(of)
    assert dict(found.steps) == dict(steps), of
    assert {name: n for name, n in found.flags.items() if n} == dict(flags), of
    after = await bucket_counts(of.programme_id, of.asker, of.last, of.last + DAY, of.lead)
    assert found.after(await changes.before(of)) == after
    seen.update([step[0] for step in steps])
    seen.update(flags)


async def a_life(seed: int) -> Life:
    """Two months of fourteen tasks among three agencies."""
    place = await a_programme()
    office = await a_person("van-phong", "office", await an_agency("VPUB"))
    life = Life(office, [await an_agency(code) for code in ("SNV", "STP", "STC")], place, seed)
    await life.run()
    assert await value(DIFFERENCES) == 0
    return life


@pytest.mark.parametrize("seed", range(2))
async def test_what_changed_is_what_the_ledger_says(database: Engine, seed: int) -> None:
    """For the province, for what each agency leads, and for what each sees, between any two days."""
    life = await a_life(seed)
    everybody = Party(0, True)
    seen: Counter[str] = Counter()
    for _ in range(40):
        first, last = sorted(life.chance.sample(range(DAYS), 2))
        days = FIRST + first * DAY, FIRST + last * DAY
        await compare(life, Between(life.place[0], everybody, *days), seen)
        for agency in life.agencies:
            await compare(life, Between(life.place[0], everybody, *days, agency), seen)
            await compare(life, Between(life.place[0], Party(agency, False), *days), seen)
    hows = {"stays", "added", "restored", "came", "withdrawn", "left", "fleeting"}
    assert set(seen) >= {*hows, "deadline", "handed_over", "view", "starred", "unstarred"}


async def test_the_ledger_notices_a_day_too_many(database: Engine) -> None:
    """Negative control: asked from the day before, the counts are others than the ledger's."""
    life = await a_life(7)
    differing = 0
    for first in range(5, 40):
        days = FIRST + first * DAY, FIRST + (first + 15) * DAY
        right = await changes.changes(Between(life.place[0], Party(0, True), *days))
        wrong = await changes.changes(Between(life.place[0], Party(0, True), days[0] - DAY, days[1]))
        differing += right != wrong
    assert differing > 15


async def test_an_agency_is_told_of_nothing_it_never_saw(database: Engine) -> None:
    """Every task listed for an agency was in its view on one of the two days; for the office all are."""
    life = await a_life(3)
    codes = {f"T-{n:02d}": task for n, task in enumerate(life.now)}
    for agency in life.agencies:
        of = Between(life.place[0], Party(agency, False), FIRST + 20 * DAY, FIRST + 55 * DAY)
        listed = await changes.tasks(of, [*changes.KINDS, *changes.GROUPS], 50)
        named = {codes[one["code"]]: one for some in listed.values() for one in some}
        then, now = life.days[of.first], life.days[of.last]
        assert all(in_view(of, then.get(task)) or in_view(of, now[task]) for task in named)
        assert all(one["in_view"] == in_view(of, now[task]) for task, one in named.items())
        assert len(named) < len(life.now)
