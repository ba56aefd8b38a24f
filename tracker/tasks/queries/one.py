"""One task, as it stands or as it stood: its facts, its parties, what may be done, its timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from tracker.clock import at as moment_at
from tracker.clock import day_of
from tracker.database import row
from tracker.history.queries import lines
from tracker.refusal import NotThere
from tracker.tasks import rules
from tracker.tasks.queries.contributions import contributions
from tracker.tasks.queries.parties import last_day_to_refuse
from tracker.tasks.queries.parts import parts_of
from tracker.tasks.queries.then import explanations, extensions, facts_then, value_told
from tracker.tasks.queries.undoing import open_until


class Reader(Protocol):
    """Who reads."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def agency_id(self) -> int: ...
    @property
    def may_submit(self) -> bool: ...
    @property
    def sees_all(self) -> bool: ...


_TASK = """SELECT t.*, hanoi_day(t.assigned_at) AS assigned_on, hanoi_day(t.confirmed_at) AS confirmed_on,
        hanoi_day(t.endorsed_at) AS endorsed_on,
        a.code AS lead_code, a.name AS lead_name, a.short_name AS lead_short, r.code AS area_code,
        r.name AS area_name, d.number AS source_number, d.issued_on AS source_date, d.issuer AS source_issuer,
        d.title AS source_title, d.kind AS source_kind, d.signer AS source_signer,
        p.full_name AS responsible_name, p.title AS responsible_title, m.full_name AS monitor_name,
        b.full_name AS leader_name, s.full_name AS submitter_name, e.full_name AS endorser_name,
        g.confirmation_levels, g.official_deadline, g.refusal_days, g.explanation_days, u.code AS parent_code,
        u.title AS parent_title, c.task IS NOT NULL AS recurs,
        c.every, c.due_month AS rule_month, c.due_day AS rule_day, c.from_on AS rule_from,
        c.until_on AS rule_until,
        (SELECT h.full_name FROM person AS h WHERE h.agency = t.lead_agency AND h.role = 'lead'
            AND h.disabled_at IS NULL ORDER BY h.id LIMIT 1) AS head_name
    FROM task AS t JOIN agency AS a ON a.id = t.lead_agency JOIN area AS r ON r.id = t.area
    LEFT JOIN source_document AS d ON d.id = t.source_document
    LEFT JOIN person AS p ON p.id = t.responsible LEFT JOIN person AS m ON m.id = t.monitor
    LEFT JOIN person AS b ON b.id = t.leader LEFT JOIN person AS s ON s.id = t.submitted_by
    LEFT JOIN person AS e ON e.id = t.endorsed_by LEFT JOIN task AS u ON u.id = t.parent
    LEFT JOIN recurrence AS c ON c.task = t.id JOIN programme AS g ON g.id = t.programme
    WHERE t.code = $1"""


@dataclass(frozen=True)
class Event:
    """One entry of the timeline. ``verb`` is a move's, or "overdue" for the day the deadline passed."""

    verb: str
    at: datetime
    actor_name: str
    actor_agency: str
    text: str
    changes: Mapping[str, Any]
    version: int = 0


@dataclass(frozen=True)
class TaskPage:
    """Everything of one task on a day. ``task`` has the keys of list rows and more."""

    task: dict[str, Any]
    coordinators: list[dict[str, Any]]
    timeline: list[Event]  # newest first
    moves: frozenset[str]  # verbs the reader may use now; none on a past day
    extensions: list[dict[str, Any]]
    explanations: list[dict[str, Any]]
    parts: list[dict[str, Any]]


async def task_page(
    reader: Reader, code: str, as_of: date, today: date, now: datetime | None = None
) -> TaskPage:
    """One task for somebody who may see it, as of a day. Raises NotThere otherwise.

    An agency sees the tasks it leads or coordinates, on past days too, and of a past day also those it did
    then. ``now`` is asked for what may be done for a few minutes only.
    """
    task = await row(_TASK, code)
    if task is None or as_of < task["assigned_on"]:
        raise NotThere
    told = [line for line in await lines("task", task["id"]) if day_of(line["at"]) <= as_of]
    theirs = reader.sees_all or await _takes_part(task, reader)
    if as_of < today:
        task |= await facts_then(task["id"], told, as_of)
    coordinators = await contributions(task, told, as_of, today)
    leads = task["lead_agency"] == reader.agency_id
    coordinates = any(one["agency"] == reader.agency_id for one in coordinators)
    if not (theirs or leads or coordinates):
        raise NotThere
    task |= await _windows(task, reader, told, today, now)
    asked, longer = await explanations(task["id"], as_of), await extensions(task["id"], as_of)
    moves = rules.offered(
        rules.moves_for(task["state"], reader.role, reader.may_submit, leads, coordinates),
        task,
        reader.id,
        extension_open=any(not one["decision"] for one in longer),
        explanation_open=any(one["answered_at"] is None for one in asked),
        coordinated=bool(coordinators),
        refusal_open=task["refuse_until"] is not None and today <= task["refuse_until"],
        undo_open=task["undo_until"] is not None,
    )
    return TaskPage(
        task=_judged(task, as_of),
        coordinators=coordinators,
        timeline=_timeline(task, told, as_of),
        moves=moves if as_of >= today else frozenset(),
        extensions=longer,
        explanations=asked,
        parts=[
            one
            for one in ([] if task["part"] else await parts_of(task["id"], as_of, today))
            if reader.sees_all or leads or reader.agency_id in one["hands"]
        ],
    )


async def _takes_part(task: Mapping[str, Any], reader: Reader) -> bool:
    """Whether the reader's agency leads or coordinates it now, whoever did on the day asked for."""
    if task["lead_agency"] == reader.agency_id:
        return True
    asked = """SELECT 1 AS n FROM task_coordinator
               WHERE task = $1 AND agency = $2 AND until_on = 'infinity'"""
    return await row(asked, task["id"], reader.agency_id) is not None


async def _windows(
    task: Mapping[str, Any], reader: Reader, told: list[dict[str, Any]], today: date, now: datetime | None
) -> dict[str, Any]:
    """Until when the task may still be refused, and the reader's own last move be taken back."""
    mine = None if now is None or not told else await open_until(told[-1], reader.id, now)
    refusing = task["state"] == "assigned" and task["lead_agency"] == reader.agency_id
    return {"refuse_until": await last_day_to_refuse(task) if refusing else None, "undo_until": mine}


def _judged(task: dict[str, Any], as_of: date) -> dict[str, Any]:
    due_on = task["due_on"]
    return {
        **task,
        "bucket": rules.bucket(task["state"], due_on, task["submitted_on"], as_of),
        "days_left": (due_on - as_of).days if due_on else None,
        "waiting_days": (as_of - task["submitted_on"]).days if task["state"] == "submitted" else None,
    }


def _timeline(task: Mapping[str, Any], told: list[dict[str, Any]], as_of: date) -> list[Event]:
    events = [
        Event(
            line["verb"],
            line["at"],
            line["actor_name"],
            line["actor_agency"],
            line["text"],
            line["changes"],
            line["version"],
        )
        for line in told
    ]
    events += [
        Event("overdue", moment_at(day, 0), "", "", "", {}) for day in _turned_overdue(told) if day <= as_of
    ]
    return sorted(events, key=lambda event: event.at)[::-1]  # of one moment too, the last first


def _turned_overdue(told: list[dict[str, Any]]) -> list[date]:
    """The days at whose first minute the task turned overdue, from what stood the evening before."""
    days: list[date] = []
    state, due = "assigned", None
    for number, line in enumerate(told):
        changes = line["changes"]
        state = changes["state"][1] if "state" in changes else state
        due = value_told("due_on", changes["due_on"][1]) if "due_on" in changes else due
        until = day_of(told[number + 1]["at"]) if number + 1 < len(told) else date.max
        if state in rules.OPEN_STATES and due is not None:
            turned = date.fromordinal(due.toordinal() + 1)
            if day_of(line["at"]) < turned <= until and turned not in days:
                days.append(turned)
    return days
