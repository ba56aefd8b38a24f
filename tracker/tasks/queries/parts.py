"""Parts of tasks: the occurrences and milestones of one, and those that wait for somebody."""

from datetime import date, timedelta
from typing import Any

from tracker.database import rows
from tracker.tasks.rules import bucket

SOON_DAYS = 30
MOST = 50

_PART = """p.id, p.code, p.title, p.part, p.part_label, p.opens_on, p.due_on, p.state, p.submitted_on,
    p.percent, p.result_number, p.result_date, t.code AS parent_code, t.title AS parent_title,
    a.short_name AS lead_short,
    ARRAY(SELECT c.agency FROM task_coordinator AS c
          WHERE c.task = p.id AND c.until_on = 'infinity') AS hands"""
_FROM = "FROM task AS p JOIN task AS t ON t.id = p.parent JOIN agency AS a ON a.id = p.lead_agency"


async def parts_of(task: int, as_of: date, today: date) -> list[dict[str, Any]]:
    """The milestones and occurrences of a task by deadline, judged on a day; without those made later.

    On a past day only which there were, and their deadlines, are told: their later life is not.
    """
    found = await rows(
        f"""SELECT {_PART} {_FROM} WHERE p.parent = $1 AND hanoi_day(p.assigned_at) <= $2
            ORDER BY p.due_on, p.id""",
        task,
        as_of,
    )
    return [_judged(one, as_of) for one in found] if as_of >= today else [_unjudged(one) for one in found]


async def open_parts(agency: int, today: date) -> list[dict[str, Any]]:
    """Parts an agency has to work on: to accept, returned, overdue or due within 30 days, nearest first.

    The present occurrence of a task is left out: its task is listed for it.
    """
    found = await rows(
        f"""SELECT {_PART} {_FROM}
            WHERE p.part <> '' AND p.lead_agency = $1
              AND p.state NOT IN ('confirmed', 'withdrawn', 'submitted')
              AND (p.due_on <= $2 OR p.state IN ('assigned', 'returned'))
              AND (p.opens_on IS NULL OR p.opens_on <= $3)
              AND NOT (p.part = 'occurrence' AND p.due_on = t.due_on AND p.state = t.state)
            ORDER BY p.due_on NULLS LAST, p.id LIMIT {MOST}""",
        agency,
        today + timedelta(days=SOON_DAYS),
        today,
    )
    return [_judged(one, today) for one in found]


async def waiting_parts(programme: int, today: date) -> list[dict[str, Any]]:
    """Parts that wait for confirmation, longest first: they are confirmed on their own pages."""
    found = await rows(
        f"""SELECT {_PART} {_FROM}
            WHERE p.programme = $1 AND p.part <> '' AND p.state = 'submitted'
            ORDER BY p.submitted_on, p.id LIMIT {MOST}""",
        programme,
    )
    return [_judged(one, today) for one in found]


def _judged(one: dict[str, Any], day: date) -> dict[str, Any]:
    stands = bucket(one["state"], one["due_on"], one["submitted_on"], day)
    left = (one["due_on"] - day).days if one["due_on"] else None
    return {
        **one,
        "bucket": stands,
        "days_left": left,
        "opened": not one["opens_on"] or one["opens_on"] <= day,
    }


def _unjudged(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "bucket": "", "days_left": None, "opened": True, "submitted_on": None, "percent": None}
