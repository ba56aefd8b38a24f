"""What is asked of the day's letters: what is owed to whom at a moment, minus what was said."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

import structlog

from tracker.clock import at as moment_at
from tracker.clock import day_of
from tracker.database import row, rows
from tracker.mail.delivery import UNSURE
from tracker.programmes.calendar import working_days
from tracker.reminders.daily import things
from tracker.reminders.daily.facts import facts_on, moves_until
from tracker.reminders.daily.things import Facts, Owing, Thing
from tracker.reminders.people import Person, people, readers
from tracker.reminders.rulebook.queries import choices, rulebook_at, substitutes
from tracker.reminders.rulebook.rules import COURTESIES, Rulebook, wants
from tracker.reminders.rules import RUN_HOUR, Cast
from tracker.reminders.said import Mark, said, unsaid

KIND = "daily"
LONGEST_REST = timedelta(days=60)  # the calendar is read so far ahead for the next working day

# Whoever was written to today, or may be by a letter that waits. A letter leaves or fails within five days. A
# day's letter that waits is written anew, unless the relay may have taken it: then it is tried as it is.
_WRITTEN_TO = f"""
    SELECT DISTINCT person FROM letter
    WHERE person IS NOT NULL AND created_at > $1::timestamptz - interval '8 days' AND state <> 'superseded'
        AND (hanoi_day(sent_at) = hanoi_day($1) OR state = 'sending'
             OR state = 'ready' AND starts_with(trouble, '{UNSURE}')
             OR (kind <> 'daily' OR resends IS NOT NULL)
                AND (state = 'ready' OR hanoi_day(created_at) = hanoi_day($1)))"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class LeftOut:
    """A thing that a person is owed and not told of now: not_wanted, no_address or letter_today."""

    person: int
    thing: Thing
    why: str


@dataclass(frozen=True)
class Daily:
    """What a day's run says: each person's things, who reads them, what is left out and what is settled.

    ``readers``: who is written to for each person, a substitute or the person. ``gone``: things that are no
    longer so, or steps that passed untold.
    """

    at: datetime
    people: dict[int, Person]
    owed: dict[int, list[Thing]]
    readers: dict[int, int]
    left_out: list[LeftOut]
    gone: list[Mark]

    @cached_property
    def letters(self) -> dict[int, list[Thing]]:
        """What each reader is told, a thing once; ``behalf`` names for whom when it is not their own."""
        found: dict[int, dict[str, Thing]] = {}
        for person in sorted(self.owed, key=lambda one: self.readers[one] != one):  # the reader's own first
            reader = self.readers[person]
            name = self.people[person].name if person != reader else ""
            for thing in self.owed[person]:
                found.setdefault(reader, {}).setdefault(thing.key, replace(thing, behalf=name))
        return {reader: list(told.values()) for reader, told in found.items()}


@dataclass(frozen=True)
class _Owed:
    """Everything that is so at a moment, said or not; and what is settled."""

    people: dict[int, Person]
    away: dict[int, int]
    true: list[Owing]
    settled: list[Owing]


async def daily_plan(at: datetime, written_to: Collection[int] = ()) -> Daily:
    """What the daily run of a moment would say; of a coming one, as things stand now.

    ``written_to``: people who get another letter on that day, beside those known to the outbox.
    """
    everything = await _owed(at)
    known = await said({thing.key for _, thing in (*everything.true, *everything.settled)})
    known -= await _declined({thing.key for _, thing in everything.true if thing.kind not in COURTESIES})
    left = [one for one in everything.true if (one[0], one[1].key) not in known]
    gone = [_gone(*one) for one in everything.settled if (one[0], one[1].key) not in known]
    now_true = {(person, thing.key) for person, thing in everything.true}
    gone += [mark for mark in await unsaid(at) if (mark.person, mark.key) not in now_true]
    busy = {*written_to, *(one["person"] for one in await rows(_WRITTEN_TO, at))}
    reads = readers({person for person, _ in left}, everything.people, everything.away)
    chosen = await choices()
    owed: dict[int, list[Thing]] = {}
    left_out: list[LeftOut] = []
    for person, thing in left:
        reader = reads[person]
        if not wants(chosen, person, thing.kind):  # theirs to choose, whoever reads it
            left_out.append(LeftOut(person, thing, "not_wanted"))
        elif not everything.people[reader].reachable:
            left_out.append(LeftOut(person, thing, "no_address"))
        elif reader in busy:
            left_out.append(LeftOut(person, thing, "letter_today"))
        else:
            owed.setdefault(person, []).append(thing)
    return Daily(at, everything.people, owed, reads, left_out, gone)


async def owed_by_the_day(day: date, rules: Rulebook) -> dict[int, list[Thing]]:
    """What some rules alone make owed on a day, said or not: each person's steps before deadlines, late
    tasks, silent ones and submissions that wait."""
    after = await _next_working(day)
    facts = await facts_on(day, after, rules)
    cast = Cast.of(await people(_named(facts)))
    found: dict[int, list[Thing]] = {}
    for person, thing in things.of_day(facts, cast, day, after, rules)[0]:
        found.setdefault(person, []).append(thing)
    return found


async def _owed(at: datetime) -> _Owed:
    day, rules = day_of(at), await rulebook_at(at)
    after = await _next_working(day)
    lines, facts = await moves_until(at), await facts_on(day, after, rules)
    away = await substitutes(day)
    askers = [line[name] for line in lines for name in ("asker", "responsible") if line[name]]
    known = {one.id: one for one in await people({*askers, *_named(facts), *away.values()})}
    cast = Cast.of(known.values())
    told, settled = things.of_lines(lines, cast)
    due, passed = things.of_day(facts, cast, day, after, rules)
    return _Owed(known, away, [*told, *due], [*settled, *passed])


async def _declined(keys: Collection[str]) -> set[tuple[int, str]]:
    """Of duties, those that were declined while the rules still made them a courtesy: they are not said."""
    found = await rows(
        "SELECT person, key FROM reminder_said WHERE key = ANY ($1) AND outcome = 'not_wanted'", list(keys)
    )
    return {(one["person"], one["key"]) for one in found}


async def _next_working(day: date) -> date:
    return (await working_days(day, day + LONGEST_REST)).add(day, 1)


def _named(facts: Facts) -> set[int]:
    return {task["responsible"] for task in facts.tasks if task["responsible"]}


def _gone(person: int, thing: Thing) -> Mark:
    return Mark(person, thing.key, thing.kind, thing.task, "gone")


async def due_daily(now: datetime) -> bool:
    """Whether today's run is to be made: a working day, its hour has come, not made and not held back.

    Where the week's overdue letters go out today, they go first.
    """
    today = day_of(now)
    calendar = await working_days(today, today)
    if now < moment_at(today, RUN_HOUR) or not calendar.is_working(today):
        return False
    found = await row(
        """SELECT EXISTS (SELECT FROM task) AS any_task,
                  EXISTS (SELECT FROM reminder_run WHERE key = $1) AS made,
                  EXISTS (SELECT FROM reminder_run WHERE kind = $2 AND made_at > $3) AS later,
                  EXISTS (SELECT FROM reminder_hold WHERE run_key = $1 AND released_at IS NULL) AS held""",
        run_key(now), KIND, now,
    )  # fmt: skip
    assert found is not None
    open_ = found["any_task"] and not (found["made"] or found["held"])
    if open_ and found["later"]:
        log.error("run_held", key=run_key(now), why="a run was made later than now: check the clock")
    return bool(open_ and not found["later"])


def run_key(now: datetime) -> str:
    """The key of a day's run, e.g. ``daily/2024-11-06``."""
    return f"{KIND}/{day_of(now).isoformat()}"
