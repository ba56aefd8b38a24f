"""What other rules would change today, by the very functions that the runs are made from."""

from collections.abc import Mapping
from datetime import date

from tracker.reminders import rules as weekly
from tracker.reminders.daily import things
from tracker.reminders.daily.queries import owed_by_the_day
from tracker.reminders.people import people
from tracker.reminders.queries import plan_for
from tracker.reminders.rulebook.effect import Effect, Owing, effect
from tracker.reminders.rulebook.queries import choices
from tracker.reminders.rulebook.rules import COURTESIES, Rulebook, wants
from tracker.words import mark

OVERDUE, COMMITTEE = "overdue", "committee"
# What depends on the rules; news and what a move asks for do not.
KIND_NAMES: Mapping[str, str] = {
    things.BEFORE: COURTESIES[things.BEFORE][0],
    things.DEADLINE: mark("The last reminder before a deadline"),
    things.SILENT: mark("A missing report"),
    things.AWAITING: mark("A submission that waits for the office"),
    OVERDUE: mark("The week's letter on overdue tasks"),
    things.LATE: mark("Overdue for long: told to the head and the office"),
    COMMITTEE: COURTESIES[COMMITTEE][0],
}


async def effect_today(present: Rulebook, proposed: Rulebook, today: date) -> Effect:
    """Who would be owed what on a day under the rules in force and under others, said already or not."""
    now, then = [
        [*await _of_the_day(one, today), *await _of_the_week(one, today)] for one in (present, proposed)
    ]
    return effect(now, then, list(KIND_NAMES))


async def _of_the_day(rules: Rulebook, today: date) -> list[Owing]:
    owed, chosen = await owed_by_the_day(today, rules), await choices()
    return [
        Owing(thing.kind, person, thing.code, thing.title)
        for person, told in owed.items()
        for thing in told
        if wants(chosen, person, thing.kind)
    ]


async def _of_the_week(rules: Rulebook, today: date) -> list[Owing]:
    overdue, chosen = (await plan_for(today, today)).overdue, await choices()
    asked = [person for (person, kind), wanted in chosen.items() if kind == COMMITTEE and wanted]
    known = await people([*asked, *(task["responsible"] for task in overdue if task["responsible"])])
    members = {one.id for one in known if one.role == "member"}
    owed = weekly.owed(overdue, known, today, rules, asked)
    return [
        Owing(COMMITTEE if person in members else OVERDUE, person, task["code"], task["title"])
        for person, tasks in owed.items()
        for task in tasks
    ]
