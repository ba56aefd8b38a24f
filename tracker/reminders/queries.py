"""What is asked of reminders: what is owed on a day, what was said, whether a run is due."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import structlog

from tracker.clock import day_of, week_of
from tracker.database import row, rows
from tracker.history.queries import latest_anchor
from tracker.history.rules import Anchor
from tracker.mail.rules import is_address
from tracker.reminders import rules
from tracker.reminders.calendar import run_moment
from tracker.reminders.rules import Task
from tracker.tasks.queries import figures, figures_by_agency
from tracker.tasks.queries.narrowing import OPEN, Where, source
from tracker.tasks.rules import BUCKETS, Figures

KIND = "overdue"  # one letter a week to a person, the office's summary included

# On a past day whoever was made responsible last until then; today the task says it.
_RESPONSIBLE_THEN = """(SELECT (h.changes -> 'responsible' ->> 1)::integer FROM history AS h
     WHERE h.kind = 'task' AND h.object_id = t.id AND hanoi_day(h.at) <= {day} AND h.changes ? 'responsible'
     ORDER BY h.id DESC LIMIT 1)"""
PEOPLE = f"""
    SELECT p.id, p.username, p.full_name AS name, p.role, p.email, p.language, p.agency AS agency_id,
           a.name AS agency_name, p.disabled_at IS NULL AS active, c.responsible IS NOT NULL AS carries
    FROM person AS p JOIN agency AS a ON a.id = p.agency
    LEFT JOIN (SELECT DISTINCT f.responsible FROM task AS f WHERE {OPEN}) AS c ON c.responsible = p.id
    WHERE p.role IN ('lead', 'office') OR c.responsible IS NOT NULL OR p.id = ANY($1)
    ORDER BY p.role <> 'office', a.sort_order, a.id, p.role, p.id"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Person:
    """Somebody who may be owed a letter. ``carries``: is responsible for an open task."""

    id: int
    username: str
    name: str
    role: str
    email: str
    language: str
    agency_id: int
    agency_name: str
    active: bool
    carries: bool

    @property
    def reachable(self) -> bool:
        """Whether a letter can be written to them."""
        return is_address(self.email)


@dataclass(frozen=True)
class Plan:
    """Everything the run of a day rests on: who would be told of what."""

    day: date
    overdue: list[Task]  # worst first
    people: list[Person]
    province: Figures
    agencies: dict[int, Figures]
    anchor: Anchor | None = None  # of history, the last

    @cached_property
    def owed(self) -> dict[int, list[Task]]:
        """The tasks of each person who is owed a letter."""
        return rules.owed(self.overdue, self.people, self.day)


def run_key(day: date) -> str:
    """The key of the run of a day's ISO week, e.g. ``overdue/2026-W53``."""
    return f"{KIND}/{week_of(day)}"


async def due_run(now: datetime) -> str | None:
    """The key of this week's run if its hour has come and it was not made; else None.

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
                  EXISTS (SELECT FROM reminder_run WHERE key = $1) AS made,
                  (SELECT max(key) FROM reminder_run WHERE kind = $2 AND made_at > $3) AS later""",
        key, KIND, now,
    )  # fmt: skip
    assert found is not None
    if found["later"] and not found["made"]:
        why = "a run was made later than now: check the clock"
        log.error("run_held", key=key, later=found["later"], why=why)
    return key if found["any_task"] and not found["made"] and not found["later"] else None


async def plan_for(day: date, today: date) -> Plan:
    """What the run of a day rests on: of a past day what was true then, of a coming day what is true now."""
    overdue = await _overdue(day, today)
    people = await rows(PEOPLE, [task["responsible"] for task in overdue if task["responsible"]])
    total, agencies = Figures(), dict[int, Figures]()
    for programme in await rows("SELECT id FROM programme ORDER BY id"):
        total = _sum(total, await figures(programme["id"], day))
        for group in await figures_by_agency(programme["id"], day):
            agencies[group.id] = _sum(agencies.get(group.id, Figures()), group.figures)
    who = [Person(**one) for one in people]
    return Plan(day, overdue, who, total, agencies, await latest_anchor())


async def _overdue(day: date, today: date) -> list[Task]:
    where = Where()
    then = f"{where.arg(day)}::date"
    origin = source(where, day, today)
    where.add(f"{OPEN} AND f.due_on < {then} AND t.part = ''")  # a part shows in its task
    responsible = _RESPONSIBLE_THEN.format(day=then) if day < today else "t.responsible"
    found = await rows(
        f"""SELECT t.id, t.code, t.title, f.due_on, f.percent, f.lead_agency AS lead,
                   {responsible} AS responsible, a.code AS lead_code, a.name AS lead_name
            FROM {origin} JOIN agency AS a ON a.id = f.lead_agency
            WHERE {where} ORDER BY f.due_on, t.code""",
        *where.args,
    )
    return list(found)


def _sum(one: Figures, other: Figures) -> Figures:
    return Figures.of({name: one.count(name) + other.count(name) for name in BUCKETS})


async def run_of(day: date) -> dict[str, Any] | None:
    """The run of a day's ISO week, if it was made: key, on_day, made_at."""
    return await row("SELECT id, key, on_day, made_at FROM reminder_run WHERE key = $1", run_key(day))


async def ledger(key: str) -> list[dict[str, Any]]:
    """Who was owed what in a run and what became of it, letters first."""
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
