"""The next runs as they would be made now: who is owed what, who is left out and why. Nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker import settings
from tracker.clock import day_of
from tracker.mail.message import Words
from tracker.refusal import NotThere
from tracker.reminders.actions import recorded, words
from tracker.reminders.daily.letters import daily_letter
from tracker.reminders.daily.queries import Daily, daily_plan
from tracker.reminders.daily.things import LATE, Thing
from tracker.reminders.ledger.coming import Coming
from tracker.reminders.ledger.reasons import SHOWN, Reason, Why, overdue
from tracker.reminders.opening import read_today
from tracker.reminders.people import Person
from tracker.reminders.queries import Plan, plan_for


@dataclass(frozen=True)
class Told:
    """Somebody whom a letter would go to; ``instead_of``: whoever is away and would read it otherwise.

    ``leaves``: when it may leave, where its reader got a letter on the run's day already.
    """

    person: Person
    why: Why
    instead_of: tuple[str, ...] = ()
    leaves: datetime | None = None


@dataclass(frozen=True)
class LeftOut:
    """Somebody who would get none, and why."""

    name: str
    agency_name: str
    standing: str


@dataclass(frozen=True)
class Preview:
    """A run to come and what it would say."""

    coming: Coming
    told: list[Told]
    left_out: list[LeftOut]

    def left_out_as(self, standing: str) -> list[LeftOut]:
        """Those who would get none for one reason."""
        return [one for one in self.left_out if one.standing == standing]


async def preview(one: Coming, others: Sequence[Coming], now: datetime) -> Preview:
    """What a run would say if it were made now. ``others``: the runs to come, this one among them."""
    if one.kind == "overdue":
        return _weekly(one, await _week(one, now), await read_today(now if one.due else one.moment))
    return _daily(one, await _day(one, others, now))


async def letter_of(
    one: Coming, others: Sequence[Coming], person_id: int, now: datetime
) -> tuple[Person, Words]:
    """The letter that a person would get. Raises NotThere when there would be none."""
    if one.kind == "overdue":
        plan = await _week(one, now)
        if person_id not in plan.read_by or not plan.known[person_id].reachable:
            raise NotThere
        return plan.known[person_id], words(plan, plan.known[person_id])
    day = await _day(one, others, now)
    if person_id not in day.letters:
        raise NotThere
    reader, base_url = day.people[person_id], settings.current().base_url
    return reader, daily_letter(reader, day.letters[person_id], day_of(day.at), base_url)


async def _week(one: Coming, now: datetime) -> Plan:
    """A run whose hour has come is judged on the day it is made: today."""
    today = day_of(now)
    if one.due:
        return await plan_for(today, today, now)
    return await plan_for(one.judged_on, today, one.moment)


async def _day(one: Coming, others: Sequence[Coming], now: datetime) -> Daily:
    """Whoever gets the week's letter on that day reads there what the day's letter would tell."""
    at = now if one.due else one.moment
    written = set[int]()
    for week in others:
        goes = day_of(now) if week.due else week.judged_on
        if week.kind == "overdue" and week.hold is None and goes == day_of(at):
            plan = await _week(week, now)
            written = {reader for reader in plan.read_by if plan.known[reader].reachable}
    return await daily_plan(at, written)


def _weekly(one: Coming, plan: Plan, later: Mapping[int, datetime]) -> Preview:
    told = [
        Told(plan.known[reader], _why_weekly(plan, reader), _names(plan.known[who] for who in whom),
             later.get(reader))
        for reader, whom in plan.read_by.items()
        if plan.known[reader].reachable
        for whom in ([who for who in whom if who != reader],)
    ]  # fmt: skip
    left_out = [
        LeftOut(person.name, person.agency_name, "no_address" if person.id in plan.owed else "nothing_due")
        for person in recorded(plan)
        if person.id not in plan.owed or not plan.known[plan.readers[person.id]].reachable
    ]
    return Preview(one, told, left_out)


def _why_weekly(plan: Plan, reader: int) -> Why:
    tasks = plan.told(reader)
    listed = {task["id"] for task in tasks}  # as the letter does: what its list says is not said beside it
    daily = plan.daily.letters.get(reader, ()) if plan.daily else ()
    things = [one for one in daily if one.kind != LATE or one.task not in listed]
    shown = [overdue(task["code"], task["title"], task["due_on"], plan.day) for task in tasks[:SHOWN]]
    shown += [_reason(thing, plan.day) for thing in things[: SHOWN - len(shown)]]
    return Why(shown, len(tasks) + len(things))


def _daily(one: Coming, day: Daily) -> Preview:
    told = [
        Told(
            day.people[reader],
            Why([_reason(thing, day_of(day.at)) for thing in things[:SHOWN]], len(things)),
            tuple(dict.fromkeys(thing.behalf for thing in things if thing.behalf)),
        )
        for reader, things in day.letters.items()
    ]
    pairs = [(left.person, left.why) for left in day.left_out] + [(mark.person, "gone") for mark in day.gone]
    left_out = [
        LeftOut(day.people[person].name, day.people[person].agency_name, why)
        for person, why in dict.fromkeys(pairs)
        if person in day.people
    ]
    return Preview(one, told, left_out)


def _reason(thing: Thing, day: date) -> Reason:
    return Reason(thing.code, thing.title, day, thing.key, thing.what)


def _names(people: Iterable[Person]) -> tuple[str, ...]:
    return tuple(person.name for person in people)
