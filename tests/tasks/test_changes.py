"""What changed between two days leads from one total to the other: by the tally, and by the files."""

import itertools
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest

from tests.tasks.test_past_days import FIRST, TODAY, Records
from tracker.database import execute, rows
from tracker.database.engine import Engine
from tracker.tasks.queries import changes, figures
from tracker.tasks.queries.changes import MOVES, Between, Changes
from tracker.tasks.queries.lists import EVERYBODY
from tracker.tasks.rules import BUCKETS, Figures

DAY = timedelta(days=1)


def month_ends() -> list[date]:
    """The last days of months since the first task, and today."""
    months = [date(year, month, 1) for year in range(2021, 2025) for month in range(1, 13)]
    return [month - DAY for month in months if FIRST < month <= TODAY] + [TODAY]


def some_pairs(seed: int, n: int) -> Iterator[tuple[date, date]]:
    """Pairs of days by chance, the same ones in every run."""
    chance = random.Random(seed)
    for _ in range(n):
        first, last = sorted(chance.sample(range((TODAY - FIRST).days + 1), 2))
        yield FIRST + first * DAY, FIRST + last * DAY


class Read:
    """The files read by hand, one reading a day."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.lead = {task["code"]: task["lead_code"] for task in records.tasks}
        self.on = cache(self._on)

    def _on(self, day: date) -> dict[str, tuple[str, str]]:
        """Bucket and deadline of every task that was there at the end of a day."""
        found = {}
        for task in self.records.tasks:
            if bucket := self.records.bucket(task, day):
                found[task["code"]] = (bucket, self._due(task, day))
        return found

    def _due(self, task: dict[str, str], day: date) -> str:
        due = task["original_due_on"] or task["due_on"]
        for at, event in self.records.events[task["code"]]:
            if event["kind"] == "extension_granted" and at <= day:
                due = event["new_due_on"]
        return due

    def steps(self, first: date, last: date, lead: str = "") -> Counter[tuple[str, str | None, str | None]]:
        """What the events say happened to the two totals."""
        then, now = self.on(first), self.on(last)
        found: Counter[tuple[str, str | None, str | None]] = Counter()
        for code, (bucket, _due) in now.items():
            if lead in ("", self.lead[code]):
                was = then[code][0] if code in then else None
                if was != bucket:
                    found["stays" if was else "added", was, bucket] += 1
        return found

    def moved_deadlines(self, first: date, last: date, lead: str = "") -> int:
        """How many tasks of both days had another deadline."""
        then, now = self.on(first), self.on(last)
        return sum(
            then[code][1] != due
            for code, (_, due) in now.items()
            if code in then and lead in ("", self.lead[code])
        )


class Tally:
    """The figures of each day, asked for once."""

    def __init__(self, lead_id: int = 0) -> None:
        self.lead_id = lead_id
        self.known: dict[date, Figures] = {}

    async def on(self, day: date) -> Figures:
        """The figures at the end of a day."""
        if day not in self.known:
            self.known[day] = await figures(1, day, self.lead_id)
        return self.known[day]


async def agree(read: Read, tally: Tally, first: date, last: date, lead: str = "") -> bool:
    """Whether the counts are the files'; that they lead from one day's figures to the other's is held."""
    found = await changes.changes(Between(1, EVERYBODY, first, last, tally.lead_id))
    before, after = await tally.on(first), await tally.on(last)
    for name in BUCKETS:
        assert before.count(name) - found.out(name) + found.into(name) == after.count(name)
    entered, left = found.how("added"), sum(found.how(how) for how in ("withdrawn", "left"))
    assert before.total + entered - left == after.total
    assert found.after(before) == after
    told = read.steps(first, last, lead), read.moved_deadlines(first, last, lead)
    return (dict(found.steps), found.count("deadline")) == (dict(told[0]), told[1])


async def test_every_pair_of_month_ends_reconciles(province: Engine) -> None:
    """before − out + in = after for each of the five, by the tally and by the files, in 800 pairs of days."""
    read, tally = Read(Records()), Tally()
    pairs = list(itertools.combinations(month_ends(), 2))
    assert len(pairs) > 700
    for first, last in (*pairs, *some_pairs(1, 120)):
        assert await agree(read, tally, first, last), (first, last)


async def test_every_agency_reconciles(province: Engine) -> None:
    """The same for what each agency leads, in some hundred pairs of days."""
    read = Read(Records())
    agencies = await rows("SELECT DISTINCT a.code, a.id FROM agency a JOIN task t ON t.lead_agency = a.id")
    assert len(agencies) > 15
    for number, agency in enumerate(agencies):
        tally = Tally(agency["id"])
        for first, last in some_pairs(number, 15):
            assert await agree(read, tally, first, last, agency["code"]), (agency, first, last)
            of = Between(1, EVERYBODY, first, last, agency["id"])
            assert await changes.before(of) == await tally.on(first)


async def test_the_comparison_notices_events_a_day_later(province: Engine) -> None:
    """Negative control: against files whose every event is moved by a day the same comparison fails."""
    later, tally = Read(Records(shift_days=1)), Tally()
    differing = [pair for pair in some_pairs(2, 60) if not await agree(later, tally, *pair)]
    assert len(differing) > 20


async def test_the_tasks_listed_are_those_counted(province: Engine) -> None:
    """Of each kind as many as its count says, each once, in pages that follow one another."""
    of = Between(1, EVERYBODY, date(2023, 6, 30), TODAY)
    found = await changes.changes(of)
    kinds = [kind for kind in changes.KINDS if found.count(kind)]
    assert len(kinds) > 6
    listed = await changes.tasks(of, kinds, 200)
    assert {kind: len({one["code"] for one in listed[kind]}) for kind in kinds} == {
        kind: found.count(kind) for kind in kinds
    }
    pages = [await changes.tasks(of, ["added"], 25, skipped) for skipped in range(0, 100, 25)]
    assert [one["code"] for page in pages for one in page["added"]] == [
        one["code"] for one in listed["added"][:100]
    ]
    for group, (was, now) in changes.GROUPS.items():
        both = [one for kind, ends in MOVES.items() if kind in listed for one in listed[kind]
                if ends[0][0] in was and ends[1][0] in now]  # fmt: skip
        assert found.count(group) == sum(one["was"] != one["now"] for one in both)


async def test_what_is_said_of_a_task_is_of_the_two_days(province: Engine) -> None:
    """The deadline before and after with the words of the decision, the day of a confirmation."""
    of = Between(1, EVERYBODY, date(2024, 10, 6), TODAY)
    listed = await changes.tasks(of, ["deadline", "confirmed", "added"], 4)
    [moved], [confirmed], [added] = listed["deadline"], listed["confirmed"], listed["added"]
    assert (moved["code"], moved["due_was"], moved["due_now"]) == (
        "CQS-22",
        date(2024, 12, 31),
        date(2025, 3, 31),
    )
    assert moved["told"].startswith("Ghi nhận thời hạn mới")
    assert (confirmed["code"], confirmed["told_on"]) == ("TC-09", date(2024, 10, 31))
    assert (added["code"], added["assigned_on"]) == ("TCBM-18", date(2024, 11, 5))


async def test_the_question_walks_its_indexes(province: Engine) -> None:
    """What began and what ended is read by day; without their indexes the plan is another one."""
    of = Between(1, EVERYBODY, date(2024, 10, 31), TODAY)
    assert await plan(of) >= {"standing_began", "standing_ended"}
    await execute("DROP INDEX standing_began, standing_ended")
    assert not await plan(of) & {"standing_began", "standing_ended"}


async def plan(of: Between) -> set[str]:
    """The names of the indexes that the counts are read from."""
    found = await rows(
        f"EXPLAIN WITH {changes.changed(of, kept=False)} SELECT how, count(*) FROM changed GROUP BY how"
    )
    lines = [line["QUERY PLAN"] for line in found]
    return {line.partition(" using ")[2].split(" ")[0] for line in lines if " using " in line}


def test_nothing_is_nothing() -> None:
    """No step and no flag: nothing changed, and the figures stay."""
    assert Changes({}, {"deadline": 0}, 0).none
    assert not Changes({}, {"deadline": 1}, 1).none
    assert not Changes({("added", None, "in_time"): 1}, {"deadline": 0}, 0).none


@pytest.mark.parametrize("day", [TODAY, date(2024, 3, 1)])
async def test_within_one_day_nothing_changes(province: Engine, day: date) -> None:
    """From the end of a day to its own end there is nothing."""
    assert (await changes.changes(Between(1, EVERYBODY, day, day))).none
