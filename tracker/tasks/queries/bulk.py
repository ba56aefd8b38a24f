"""Tasks that the office changes together: those a filter lets through, as they stand, and what was done."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.database import row, rows
from tracker.refusal import NotThere
from tracker.tasks.queries.lists import all_rows
from tracker.tasks.queries.narrowing import Asker, Filter

MOST = 500  # tasks changed together

_TASKS = """SELECT t.id, t.code, t.programme, t.area, t.title, t.source_document, t.source_clause,
        t.lead_agency, t.responsible, t.monitor, t.leader, t.expected_output, t.deadline_text, t.due_on,
        t.original_due_on, t.due_precision, t.priority, t.starred, t.state, t.part, t.version, t.changed_at,
        a.short_name AS lead_short,
        ARRAY(SELECT c.agency FROM task_coordinator AS c WHERE c.task = t.id AND c.until_on = 'infinity')
            AS coordinators
    FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
    WHERE t.id = ANY ($1::integer[]) AND t.part = '' ORDER BY t.id"""
_EDIT = """SELECT b.id, b.at, b.said, b.undone_at, p.full_name AS person_name, p.id AS person,
        u.full_name AS undone_name
    FROM bulk_edit AS b JOIN person AS p ON p.id = b.person LEFT JOIN person AS u ON u.id = b.undone_by"""
_DONE = """SELECT b.task, b.version, t.code, t.title, t.version AS version_now FROM bulk_edit_task AS b
    JOIN task AS t ON t.id = b.task WHERE b.bulk_edit = $1 ORDER BY b.task"""


@dataclass(frozen=True)
class BulkEdit:
    """One edit of many tasks. ``said`` has what was asked ("changes") and what was left out ("skipped")."""

    id: int
    at: datetime
    said: dict[str, Any]
    person: int
    person_name: str
    undone_at: datetime | None
    undone_name: str | None
    tasks: list[dict[str, Any]]


async def filtered(programme: int, asker: Asker, wanted: Filter, today: date) -> tuple[list[int], bool]:
    """The ids of the tasks that a filter lets through, in its order, and whether there are more than MOST."""
    found = await all_rows(
        programme, today, today, wanted=wanted, asker=asker, detailed=False, limit=MOST + 1
    )
    return [one["id"] for one in found[:MOST]], len(found) > MOST


async def tasks(ids: Iterable[int]) -> list[dict[str, Any]]:
    """Tasks as they stand, each with the ids of its ``coordinators``, in the order of ids."""
    return await rows(_TASKS, list(ids))


async def task_id(code: str) -> int | None:
    """The id of a task by its code."""
    found = await row("SELECT id FROM task WHERE code = $1", code)
    return found["id"] if found else None


async def bulk_edit(number: int) -> BulkEdit:
    """One edit of many tasks with its tasks. Raises NotThere."""
    found = await row(f"{_EDIT} WHERE b.id = $1", number)
    if found is None:
        raise NotThere
    return BulkEdit(**{**found, "said": json.loads(found["said"])}, tasks=await rows(_DONE, number))
