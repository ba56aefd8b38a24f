"""What is done about what is owed: the week's run is made, once, with every letter it holds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from asyncpg import SerializationError

from tracker import settings
from tracker.clock import day_of
from tracker.database import execute, transaction
from tracker.mail.delivery import UNSURE
from tracker.mail.message import Words
from tracker.mail.outbox import Draft, enqueue_all
from tracker.reminders import rules, said
from tracker.reminders.daily.letters import beside
from tracker.reminders.daily.things import LATE, Thing
from tracker.reminders.letters import Beside
from tracker.reminders.opening import open_run, read_today, supersede_daily, supersede_older
from tracker.reminders.overdue import overdue_letter
from tracker.reminders.people import Person
from tracker.reminders.queries import KIND, Plan, plan_for, run_key
from tracker.reminders.rows import by_agency
from tracker.reminders.rulebook.stopping import stop_url
from tracker.reminders.said import Mark
from tracker.reminders.summaries import committee_summary, office_summary
from tracker.tasks.rules import Figures

TRIES = 3
FIRST: Mapping[int, int] = {}  # everybody's letter is their first one of the run
CLOSED = "the account was closed or changed its post before the letter left"


@dataclass(frozen=True)
class Made:
    """A run that was made: how many people got which outcome."""

    key: str
    letters: int
    no_address: int
    nothing_due: int


@dataclass(frozen=True)
class Outcome:
    """What became of a person in a run: letter, no_address or nothing_due, and the tasks it was about."""

    person: int
    outcome: str
    letter: int | None
    codes: list[str]


async def make_run(day: date, at: datetime) -> Made | None:
    """Make the run of a day's ISO week, judged on the day; None when it was made already.

    The run, everybody's outcome and the rendered letters are one transaction on one snapshot under the
    run's unique key: two workers make it once, and a letter's list and figures agree. A letter also tells
    its reader's other things of the day: at most one letter a day. Raises Held.
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
        run = await open_run(key, KIND, day, at)
        if run is None:
            return None
        await supersede_older(key, at)  # first of all: whoever delivers them now is met soon or not at all
        plan = await plan_for(day, day_of(at), at)
        letters = await enqueue_all(KIND, drafts(plan, key, await read_today(at)), at)
        await supersede_daily(letters)
        outcomes = [outcome_of(plan, person, letters) for person in recorded(plan)]
        await record(run, outcomes)
        await said.keep(run, told(plan, letters))
    return _made(key, outcomes)


def recorded(plan: Plan) -> list[Person]:
    """Everybody whose outcome a run records: owed something, or could have been."""
    return [
        person
        for person in plan.people
        if person.id in plan.owed
        or rules.could_be_owed(person)
        or (person.active and person.role == "member" and person.id in plan.committee)
    ]


def words(plan: Plan, person: Person) -> Words:
    """The letter that tells a person of ``plan.owed`` what is theirs: their own, or their substitute's."""
    reader = plan.known[plan.readers.get(person.id, person.id)]
    theirs, base_url = plan.told(reader.id), settings.current().base_url
    absent = [plan.known[one].name for one in plan.read_by[reader.id] if one != reader.id]
    also = Beside(
        plan.rules,
        absent,
        beside(reader, _other_things(plan, reader.id, theirs), base_url),
        plan.anchor if reader.role == "office" else None,
    )
    if reader.role == "office":
        return office_summary(reader, by_agency(theirs), plan.province, plan.day, base_url, also)
    if reader.role == "member":
        return committee_summary(reader, theirs, plan.province, plan.day, base_url, also)
    figures = plan.agencies.get(reader.agency_id, Figures())
    return overdue_letter(reader, theirs, figures, plan.day, base_url, also)


def _other_things(plan: Plan, reader: int, tasks: Sequence[rules.Task]) -> list[Thing]:
    """A reader's other things of the day, without what the list of overdue tasks says anyway."""
    listed = {task["id"] for task in tasks}
    things = plan.daily.letters.get(reader, ()) if plan.daily else ()
    return [one for one in things if not (one.kind == LATE and one.task in listed)]


def drafts(
    plan: Plan, key: str, later: Mapping[int, datetime], turns: Mapping[int, int] = FIRST
) -> Iterator[Draft]:
    """The letters of a plan. ``later``: who is not written to at once; ``turns``: whose letter of the run it
    is not the first one, but the n-th."""
    base_url = settings.current().base_url
    for reader in (plan.known[one] for one in plan.read_by):
        if reader.reachable:
            stop = stop_url(reader.id, base_url) if reader.role == "member" else None
            turn = f"/{turns[reader.id]}" if reader.id in turns else ""
            yield Draft(
                f"{key}/{reader.id}{turn}", reader.id, reader.name, reader.email, words(plan, reader),
                later.get(reader.id), stop,
            )  # fmt: skip


def outcome_of(plan: Plan, person: Person, letters: Mapping[int, int]) -> Outcome:
    """What became of a person, by the letters that were written to readers."""
    codes = [task["code"] for task in plan.owed.get(person.id, ())]
    if not codes:
        return Outcome(person.id, "nothing_due", None, [])
    letter = letters.get(plan.readers[person.id])
    return Outcome(person.id, "letter" if letter else "no_address", letter, codes)


def told(plan: Plan, letters: Mapping[int, int]) -> Iterator[Mark]:
    """The things of the day that the letters told."""
    for person, things in plan.daily.owed.items() if plan.daily else ():
        reader = plan.daily.readers[person] if plan.daily else person
        if reader in letters:
            for one in things:
                yield Mark(person, one.key, one.kind, one.task, "letter", reader, letters[reader])


async def record(run: int, outcomes: Sequence[Outcome]) -> None:
    """Note outcomes in the caller's transaction; the last word counts."""
    await execute(
        """INSERT INTO reminder_owed (run, person, outcome, letter, tasks)
           SELECT $1, * FROM unnest($2::integer[], $3::varchar[], $4::bigint[], $5::jsonb[])
           ON CONFLICT (run, person) DO UPDATE SET outcome = excluded.outcome, letter = excluded.letter,
               tasks = excluded.tasks""",
        run, [one.person for one in outcomes], [one.outcome for one in outcomes],
        [one.letter for one in outcomes], [json.dumps(one.codes) for one in outcomes],
    )  # fmt: skip


def _made(key: str, outcomes: Sequence[Outcome]) -> Made:
    counts = [one.outcome for one in outcomes]
    return Made(key, counts.count("letter"), counts.count("no_address"), counts.count("nothing_due"))


async def withdraw_from_closed_accounts() -> int:
    """Hold back letters to people who lost their post since they were written; how many.

    Lost: the account was closed, or the person's agency or role changed. What they were to tell is told anew
    to whoever it concerns now. That the relay may have taken a letter stays known.
    """
    return await execute(
        f"""UPDATE letter AS l SET state = 'superseded',
               trouble = CASE WHEN starts_with(l.trouble, '{UNSURE}') THEN '{UNSURE} ' || $1 ELSE $1 END
           FROM person AS p WHERE p.id = l.person AND l.state = 'ready' AND l.kind IN ('overdue', 'daily')
               AND (p.disabled_at IS NOT NULL OR EXISTS (
                   SELECT FROM history AS h WHERE h.kind = 'person' AND h.object_id = p.id
                       AND h.at > l.created_at AND h.changes ?| ARRAY['agency', 'role']))""",
        CLOSED,
    )
