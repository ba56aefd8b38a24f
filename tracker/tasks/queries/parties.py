"""Who may take part in a task: its agencies and people to choose from, and the last day to refuse it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tracker.clock import day_of
from tracker.database import rows, value
from tracker.programmes.calendar import working_days
from tracker.tasks.queries.contributions import owing

LONGEST_WINDOW = timedelta(days=120)  # thirty working days, whatever holidays lie among them

# What rows of my work have for one agency and one day: who is responsible, and what is asked of the agency.
_OWN = """SELECT k.id, coalesce(s.responsible, 0) AS responsible, s.full_name AS responsible_name,
        c.question AS contribution_question, c.answer_by AS contribution_by, c.asked_at AS contribution_at,
        c.asked_name AS contribution_asker, c.question IS NOT NULL AS contribution_owed,
        c.answer_by - $3::date AS contribution_left
    FROM task AS k
    LEFT JOIN LATERAL (SELECT p.id AS responsible, p.full_name FROM person AS p
        WHERE p.id = {responsible}) AS s ON true
    LEFT JOIN LATERAL (SELECT o.question, o.answer_by, o.asked_at, p.full_name AS asked_name
        FROM task_coordinator AS o JOIN person AS p ON p.id = o.asked_by
        WHERE o.task = k.id AND o.agency = $2 AND {owing} LIMIT 1) AS c ON true
    WHERE k.id = ANY ($1::integer[])"""
_THEN = """(SELECT (h.changes -> 'responsible' ->> 1)::integer FROM history AS h
        WHERE h.kind = 'task' AND h.object_id = k.id AND hanoi_day(h.at) <= $3 AND h.changes ? 'responsible'
        ORDER BY h.id DESC LIMIT 1)"""


async def with_own(found: list[dict[str, Any]], agency: int, as_of: date, past: bool) -> list[dict[str, Any]]:
    """The rows, each with who is responsible for it and with what an agency is asked to contribute."""
    if not found:
        return []
    asked = _OWN.format(responsible=_THEN if past else "k.responsible", owing=owing("o", "$3", past))
    own = {one["id"]: one for one in await rows(asked, [one["id"] for one in found], agency, as_of)}
    return [{**one, **own[one["id"]]} for one in found]


async def people_of(agency: int) -> list[dict[str, Any]]:
    """Who of an agency may be made responsible for a task: its heads and staff, accounts closed aside."""
    return await rows(
        """SELECT id, full_name, title FROM person
           WHERE agency = $1 AND role IN ('lead', 'staff')
             AND disabled_at IS NULL ORDER BY role, full_name, id""",
        agency,
    )


async def agencies() -> list[dict[str, Any]]:
    """Every agency with the days of its life, in the official order: a page offers those that live."""
    return await rows(
        "SELECT id, code, name, short_name, valid_from, valid_to FROM agency ORDER BY sort_order, id"
    )


async def coordinating(task: int) -> list[dict[str, Any]]:
    """The agencies that coordinate a task now, in the official order: id, code, names."""
    return await rows(
        """SELECT g.id, g.code, g.name, g.short_name
           FROM task_coordinator AS c JOIN agency AS g ON g.id = c.agency
           WHERE c.task = $1 AND c.until_on = 'infinity' ORDER BY g.sort_order, g.id""",
        task,
    )


async def name_of(person: int | None) -> str:
    """A person's full name; empty for nobody."""
    return str(await value("SELECT full_name FROM person WHERE id = $1", person) or "")


async def last_day_to_refuse(task: Mapping[str, Any]) -> date | None:
    """The last day on which a lead agency may refuse a task: so many working days after it got it.

    The day it got it is not counted (Civil Code 2015, art. 147.2). None where the programme gives no days.
    """
    if not task["refusal_days"]:
        return None
    given = day_of(task["given_at"] or task["assigned_at"])
    calendar = await working_days(given, given + LONGEST_WINDOW)
    return calendar.add(given, task["refusal_days"])
