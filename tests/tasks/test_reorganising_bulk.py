"""Thousands of tasks change hands in one transaction, and the worker does it on the day, once."""

import asyncio
import time
from datetime import date, timedelta

import pytest

from tests.reminders.office import clock_shows
from tests.tasks.reorganisations import (
    MARCH,
    a_planned_reorganisation,
    choose,
    confirmed,
    drafted,
    foreseen,
    the_office,
    unfinished_without_one_living_lead,
)
from tests.tasks.test_standing import DIFFERENCES
from tracker import schedule
from tracker.clock import at
from tracker.database import execute, row, rows, transaction, value
from tracker.database.engine import Engine
from tracker.refusal import Refused
from tracker.tasks import actions as tasks
from tracker.tasks.actions import NewTask
from tracker.tasks.queries import figures
from tracker.tasks.reorganising.plans import Change
from tracker.tasks.reorganising.rules import seal
from tracker.ticks import Worker

MANY = 2_000
SECONDS = 20.0  # on a busy machine; step by step the same would take minutes


async def many_tasks(lead: str) -> None:
    """So many tasks of one agency, each coordinated by another, their deadlines over a year."""
    async with transaction():
        await execute("SELECT tally_hold()")
        await execute(
            """INSERT INTO task (code, programme, area, title, lead_agency, due_on, due_precision,
                                 assigned_at, accepted_at, changed_at, search, state)
               SELECT 'Z-' || n, 1, 1 + n % 7, 'Việc', (SELECT id FROM agency WHERE code = $2),
                      date '2024-12-01' + n % 365, 'day', moment, moment, moment, 'viec', 'in_progress'
               FROM generate_series(1, $1::integer) AS n,
                    (VALUES (timestamptz '2024-01-01T00:00Z')) AS m (moment)""",
            MANY,
            lead,
        )
        await execute("SELECT tally_settle()")
        await execute(
            """INSERT INTO task_coordinator (task, agency, from_on, until_on)
               SELECT t.id, a.id, '2024-01-01', 'infinity' FROM task AS t JOIN agency AS a ON a.code = 'STC'
               WHERE t.code LIKE 'Z-%'"""
        )


async def test_thousands_change_hands_in_seconds(province: Engine) -> None:
    """Each has one line, one version more; the tally equals its recount; a day before does not move."""
    await many_tasks("STTTT")
    assert await value(DIFFERENCES) == 0
    eve = await figures(1, MARCH - timedelta(days=1))
    number = await drafted(MARCH)
    started = time.monotonic()
    done = await confirmed(number, at(MARCH, 9))
    assert time.monotonic() - started < SECONDS
    assert done.tasks == MANY + 54
    assert await value(DIFFERENCES) == 0
    assert await figures(1, MARCH - timedelta(days=1)) == eve
    told = await row(
        """SELECT count(*) AS lines, count(DISTINCT h.object_id) AS tasks, count(DISTINCT a.code) AS leads,
                  min(t.version) AS first, max(t.version) AS last, bool_and(t.version = h.version) AS same
           FROM task AS t JOIN history AS h ON h.kind = 'task' AND h.object_id = t.id AND h.verb = 'transfer'
           JOIN agency AS a ON a.id = t.lead_agency WHERE t.code LIKE 'Z-%'"""
    )
    assert told == {"lines": MANY, "tasks": MANY, "leads": 1, "first": 2, "last": 2, "same": True}
    coordinating = await value(
        """SELECT count(*) FROM task_coordinator AS c JOIN agency AS a ON a.id = c.agency
           WHERE a.code = 'STC2503' AND c.until_on = 'infinity' AND c.from_on = $1
             AND c.task IN (SELECT id FROM task WHERE code LIKE 'Z-%')""",
        MARCH,
    )
    assert coordinating == MANY


async def test_steps_laid_aside_and_never_added_are_noticed(province: Engine) -> None:
    """Negative control: a transaction that holds the tally and does not settle leaves it wrong."""
    async with transaction():
        await execute("SELECT tally_hold()")
        await execute(
            """UPDATE task SET lead_agency = (SELECT id FROM agency WHERE code = 'STP'), changed_at = $1
               WHERE code = 'TC-20'""",
            at(MARCH, 9),
        )
    assert await value(DIFFERENCES) > 0


async def looks(*owners: str) -> None:
    """These workers look at the timetable at the same moment."""
    await asyncio.gather(*(schedule.reorganise(Worker(owner)) for owner in owners))


async def state_of(number: int) -> tuple[str, str]:
    """Where a reorganisation stands, and its trouble."""
    found = await row("SELECT state, trouble FROM reorganisation WHERE id = $1", number)
    assert found is not None
    return found["state"], found["trouble"]


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=3, hours=7)])
async def test_the_worker_does_it_on_its_day_or_when_it_wakes(province: Engine, late: timedelta) -> None:
    """Not at 00:04; at 00:05 once, by one of two workers; after a sleep on the day it wakes: the days before
    keep what they showed."""
    number = await a_planned_reorganisation()
    clock_shows(at(MARCH, 0, 4))
    await looks("a")
    assert await state_of(number) == ("planned", "")
    moment = at(MARCH, 0, 5) + late
    clock_shows(moment)
    await looks("a", "b")
    await looks("a", "b")
    assert await state_of(number) == ("done", "")
    assert await value("SELECT count(*) FROM job_run WHERE job LIKE 'reorganisation%'") == 1
    began = await rows("SELECT DISTINCT from_on FROM standing WHERE from_on >= $1", MARCH)
    assert [one["from_on"] for one in began] == [(MARCH + late)]
    assert await value("SELECT valid_to FROM agency WHERE code = 'SNV'") == date(2025, 2, 28)


async def test_what_it_cannot_decide_it_leaves_to_the_office(province: Engine) -> None:
    """A task that came to an abolished agency after the plan: nothing is carried out, the trouble is noted
    once, the office chooses and it is done."""
    number = await drafted(MARCH, Change("abolish", ("HTB",)))
    await confirmed(number)
    office = await the_office()
    agency = await value("SELECT id FROM agency WHERE code = 'HTB'")
    new = NewTask("NEW-1", 1, 1, "Việc mới", agency, (), "", None, "none")
    await tasks.assign(office, new, at(date(2025, 1, 2), 9))
    clock_shows(at(MARCH, 8))
    await looks("a", "b")
    state, trouble = await state_of(number)
    assert state == "planned"
    assert "1 nhiệm vụ chưa hoàn thành" in trouble
    assert await value("SELECT valid_to FROM agency WHERE code = 'HTB'") == date(2025, 6, 30)
    await looks("a")
    assert await value("SELECT count(*) FROM job_run WHERE job LIKE 'reorganisation%'") == 1
    await choose(number, tasks={"NEW-1": "SNV2503"})
    one, _standing, found = await foreseen(number)
    assert seal(one.plan, found)
    await looks("a")
    assert await state_of(number) == ("done", "")
    assert await unfinished_without_one_living_lead(MARCH) > 0  # the departments are another plan's
    assert await value("SELECT state FROM task WHERE code = 'NEW-1'") == "assigned"


async def test_an_earlier_one_that_waits_holds_the_later_ones(province: Engine) -> None:
    """Who succeeds whom is settled in the order of days: no later one is carried out over an earlier."""
    first = await drafted(MARCH, Change("abolish", ("TPTN",)))
    await choose(first, tasks={"TCBM-18": "VPUB"})
    await confirmed(first)
    second = await drafted(MARCH + timedelta(days=1), Change("rename", ("STP",), ("STP2507",)))
    with pytest.raises(Refused, match="không hoạt động"):
        await confirmed(second)  # the new body begins in July only
    third = await drafted(MARCH + timedelta(days=1), Change("merge", ("HTB",), ("HTC",)))
    await confirmed(third)
    await execute("UPDATE reorganisation SET trouble = 'chờ' WHERE id = $1", first)
    clock_shows(at(MARCH + timedelta(days=1), 8))
    await looks("a")
    state, trouble = await state_of(third)
    assert (state, "phải thực hiện lần đó trước" in trouble) == ("planned", True)
