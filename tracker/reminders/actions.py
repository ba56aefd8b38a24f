"""What is done about what is owed: the week's run is made, once, with every letter it holds."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from asyncpg import SerializationError

from tracker import settings
from tracker.clock import day_of
from tracker.database import execute, transaction, value
from tracker.database.engine import execute_many
from tracker.mail.actions import enqueue
from tracker.mail.message import Words
from tracker.mail.rules import Unmailable, is_address
from tracker.reminders import rules
from tracker.reminders.letters import office_summary, overdue_letter
from tracker.reminders.queries import KIND, Person, Plan, plan_for, run_key
from tracker.reminders.rows import by_agency
from tracker.tasks.rules import Figures

TRIES = 3
CLOSED = "the account was closed before the letter left"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Made:
    """A run that was made: how many people got which outcome."""

    key: str
    letters: int
    no_address: int
    nothing_due: int


@dataclass(frozen=True)
class _Owed:
    person: int
    outcome: str
    letter: int | None
    codes: list[str]


async def make_run(day: date, at: datetime) -> Made | None:
    """Make the run of a day's ISO week, judged on the day; None when the week has one already.

    The run, everybody's outcome and the rendered letters are one transaction on one snapshot under the
    run's unique key: two workers make it once, and a letter's list and figures agree.
    """
    for _ in range(TRIES - 1):
        try:
            return await _make_run(day, at)
        except SerializationError:  # somebody else made it, or marked a letter, at this very moment
            continue
    return await _make_run(day, at)


async def _make_run(day: date, at: datetime) -> Made | None:
    key = run_key(day)
    async with transaction():
        await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        run = await value(
            """INSERT INTO reminder_run (key, kind, on_day, made_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (key) DO NOTHING RETURNING id""",
            key, KIND, day, at,
        )  # fmt: skip
        if run is None:
            return None
        plan = await plan_for(day, day_of(at))
        outcomes = [await _say(plan, key, person, at) for person in recorded(plan)]
        await _record(run, outcomes)
        await _supersede_older(key)
    return _made(key, outcomes)


def recorded(plan: Plan) -> list[Person]:
    """Everybody whose outcome a run records: owed something, or could have been."""
    return [person for person in plan.people if person.id in plan.owed or rules.could_be_owed(person)]


def words(plan: Plan, person: Person) -> Words:
    """What a person's letter says. Only for somebody who is owed one."""
    theirs, base_url = plan.owed[person.id], settings.current().base_url
    if person.role == "office":
        return office_summary(person, by_agency(theirs), plan.province, plan.day, base_url, plan.anchor)
    figures = plan.agencies.get(person.agency_id, Figures())
    return overdue_letter(person, theirs, figures, plan.day, base_url)


async def _say(plan: Plan, key: str, person: Person, at: datetime) -> _Owed:
    codes = [task["code"] for task in plan.owed.get(person.id, ())]
    if not codes:
        return _Owed(person.id, "nothing_due", None, [])
    if not is_address(person.email):
        return _Owed(person.id, "no_address", None, codes)
    try:
        letter = await enqueue(
            key=f"{key}/{person.id}",
            kind=KIND,
            person_id=person.id,
            to_name=person.name,
            to_address=person.email,
            words=words(plan, person),
            at=at,
        )
    except Unmailable as why:  # a name that cannot stand in a header must not hold up the others
        log.warning("letter_not_written", person=person.id, why=str(why))
        return _Owed(person.id, "no_address", None, codes)
    return _Owed(person.id, "letter", letter, codes)


async def _record(run: int, outcomes: Iterable[_Owed]) -> None:
    await execute_many(
        "INSERT INTO reminder_owed (run, person, outcome, letter, tasks) VALUES ($1, $2, $3, $4, $5)",
        [(run, one.person, one.outcome, one.letter, json.dumps(one.codes)) for one in outcomes],
    )


async def _supersede_older(key: str) -> None:
    """An older week's letter that has not left is out of date, also for whoever is owed none this week."""
    await execute(
        """UPDATE letter SET state = 'superseded', trouble = ''
           WHERE kind = $1 AND state = 'ready' AND split_part(key, '/', 2) < split_part($2, '/', 2)""",
        KIND, key,
    )  # fmt: skip


def _made(key: str, outcomes: list[_Owed]) -> Made:
    counts = [one.outcome for one in outcomes]
    return Made(key, counts.count("letter"), counts.count("no_address"), counts.count("nothing_due"))


async def withdraw_from_closed_accounts() -> int:
    """Hold back letters to people who lost their post since they were written; how many."""
    return await execute(
        """UPDATE letter SET state = 'superseded', trouble = $1 WHERE state = 'ready' AND kind = $2
               AND person IN (SELECT id FROM person WHERE disabled_at IS NOT NULL)""",
        CLOSED, KIND,
    )  # fmt: skip


async def hurry(key: str, at: datetime) -> int:
    """Let a run's letters that rest before their next try be tried now: somebody asked; how many."""
    return await execute(
        """UPDATE letter SET next_try_at = $2 WHERE state = 'ready' AND next_try_at > $2 AND id IN (
               SELECT o.letter FROM reminder_owed AS o JOIN reminder_run AS r ON r.id = o.run
               WHERE r.key = $1)""",
        key, at,
    )  # fmt: skip
