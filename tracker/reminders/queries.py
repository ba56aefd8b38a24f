"""What is asked of the week's letters: what is overdue on a day and whose it is, whether a run is due."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

import structlog

from tracker.clock import at as moment_at
from tracker.clock import day_of, week_of
from tracker.database import row, rows
from tracker.history.queries import latest_anchor
from tracker.history.rules import Anchor
from tracker.reminders import rules
from tracker.reminders.calendar import run_moment
from tracker.reminders.daily.queries import Daily, daily_plan
from tracker.reminders.daily.queries import run_key as daily_key
from tracker.reminders.late import figures_on, overdue_on
from tracker.reminders.people import Person, people, readers
from tracker.reminders.rulebook.queries import choices, rulebook_at, substitutes
from tracker.reminders.rulebook.rules import Rulebook, wants
from tracker.reminders.rules import FIRST_RULES, RUN_HOUR, Task
from tracker.tasks.rules import Figures

KIND = "overdue"  # one letter a week to a person, the summaries of office and committee included

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Plan:
    """Everything the run of a day rests on: who would be told of what.

    ``committee``: the members who asked for a summary; ``away``: whose letters a substitute reads;
    ``daily``: everybody's other things of the day, which the run's letters carry. None when the run is
    judged on another day than it is made. ``among``: whom it is about, when some were told before.
    """

    day: date
    overdue: list[Task]  # worst first
    people: list[Person]
    province: Figures
    agencies: dict[int, Figures]
    anchor: Anchor | None = None  # of history, the last
    rules: Rulebook = FIRST_RULES
    committee: frozenset[int] = frozenset()
    away: dict[int, int] = field(default_factory=dict)
    daily: Daily | None = None
    among: frozenset[int] | None = None

    @cached_property
    def owed(self) -> dict[int, list[Task]]:
        """The tasks of each person who is owed a letter."""
        found = rules.owed(self.overdue, self.people, self.day, self.rules, self.committee)
        return {one: theirs for one, theirs in found.items() if self.among is None or one in self.among}

    @cached_property
    def known(self) -> dict[int, Person]:
        """The people by their number."""
        return {person.id: person for person in self.people}

    @cached_property
    def readers(self) -> dict[int, int]:
        """Who is written to for each person who is owed a letter: a substitute, or the person."""
        return readers(self.owed, self.known, self.away)

    @cached_property
    def read_by(self) -> dict[int, list[int]]:
        """For whom each reader is written to, the reader first. One letter for all of them."""
        found: dict[int, list[int]] = {}
        for person in sorted(self.owed, key=lambda one: self.readers[one] != one):
            found.setdefault(self.readers[person], []).append(person)
        return found

    def told(self, reader: int) -> list[Task]:
        """The tasks in a reader's letter, worst first; ``behalf`` names the absent one whose a task is."""
        found: dict[int, Task] = {}
        for person in self.read_by[reader]:
            absent = {"behalf": self.known[person].name} if person != reader else {}
            for task in self.owed[person]:
                found.setdefault(task["id"], {**task, **absent})
        return sorted(found.values(), key=lambda task: (task["due_on"], task["code"]))


def run_key(day: date) -> str:
    """The key of the run of a day's ISO week, e.g. ``overdue/2026-W53``."""
    return f"{KIND}/{week_of(day)}"


async def due_run(now: datetime) -> str | None:
    """The key of this week's run if its hour has come and it was not made nor held back; else None.

    Only the present week is ever opened: a week missed as a whole stays closed. When a run was made
    later than now, the clock has gone back, and a week older than that run is not opened either. Before
    there is any task there is nobody to tell and nothing to record.
    """
    moment = await run_moment(day_of(now))
    if moment is None or now < moment:
        return None
    key = run_key(day_of(now))
    found = await row(
        """SELECT EXISTS (SELECT FROM task) AS any_task,
                  EXISTS (SELECT FROM reminder_run WHERE key = $1)
                  OR EXISTS (SELECT FROM reminder_hold WHERE run_key = $1 AND released_at IS NULL) AS closed,
                  (SELECT max(key) FROM reminder_run WHERE kind = $2 AND made_at > $3) AS later""",
        key, KIND, now,
    )  # fmt: skip
    assert found is not None
    if found["later"] and not found["closed"]:
        why = "a run was made later than now: check the clock"
        log.error("run_held", key=key, later=found["later"], why=why)
    return key if found["any_task"] and not found["closed"] and not found["later"] else None


async def plan_for(day: date, today: date, at: datetime | None = None) -> Plan:
    """What the run of a day rests on: of a past day what was true then, of a coming day what is true now.

    ``at``: when the run is made; at its usual hour when left out.
    """
    moment = at or moment_at(day, RUN_HOUR)
    return await filled(await owing(day, today, moment), today, moment)


async def owing(day: date, today: date, moment: datetime) -> Plan:
    """The part of a plan that says who is owed what; without figures and the day's other things."""
    overdue = await overdue_on(day, today)
    chosen, away = await choices(), await substitutes(day)
    committee = frozenset(one for one, kind in chosen if wants(chosen, one, kind) and kind == "committee")
    responsible = {task["responsible"] for task in overdue if task["responsible"]}
    known = await people({*responsible, *committee, *away.values()})
    return Plan(
        day, overdue, known, Figures(), {}, rules=await rulebook_at(moment), committee=committee, away=away
    )


async def filled(plan: Plan, today: date, moment: datetime) -> Plan:
    """A plan with what its letters tell beside: figures, the last anchor, the day's other things."""
    total, agencies = await figures_on(plan.day)
    daily = await _beside(plan.day, moment) if day_of(moment) == plan.day >= today else None
    return replace(plan, province=total, agencies=agencies, anchor=await latest_anchor(), daily=daily)


async def _beside(day: date, moment: datetime) -> Daily | None:
    """The day's other things, unless the office holds the day's run back."""
    return None if await is_held(daily_key(moment)) else await daily_plan(moment)


async def run_of(key: str) -> dict[str, Any] | None:
    """A run by its key, if it was made: id, key, on_day, made_at."""
    return await row("SELECT id, key, on_day, made_at FROM reminder_run WHERE key = $1", key)


async def is_held(key: str) -> bool:
    """Whether the office holds a run back."""
    held = await row("SELECT 1 FROM reminder_hold WHERE run_key = $1 AND released_at IS NULL", key)
    return held is not None


async def ledger(key: str) -> Sequence[dict[str, Any]]:
    """Who was owed what in a week's run and what became of it, letters first."""
    return await rows(
        """SELECT p.full_name AS name, p.username, p.role, a.name AS agency_name, o.outcome, o.tasks,
                  l.recipient, l.subject, l.state, l.tries, l.sent_at, l.next_try_at, l.trouble
           FROM reminder_run AS r JOIN reminder_owed AS o ON o.run = r.id
           JOIN person AS p ON p.id = o.person JOIN agency AS a ON a.id = p.agency
           LEFT JOIN letter AS l ON l.id = o.letter
           WHERE r.key = $1
           ORDER BY o.outcome <> 'letter', p.role <> 'office', a.sort_order, a.id, p.role, p.id""",
        key,
    )
