"""Requests to explain across tasks: what nobody answered by the end of a day, what was answered lately."""

from typing import Any

from tracker.database import rows, value
from tracker.tasks.queries.narrowing import Where, mine, source
from tracker.tasks.queries.work import MOST, Scope

NEW_DAYS = 7  # an answer is new for the office for so many days
LATELY_DAYS = 30

_ROW = """t.code, t.title, bucket_on(f.state, f.due_on, f.submitted_on, {day}) AS bucket, f.starred,
    a.code AS lead_code, a.name AS lead_name, a.short_name AS lead_short, e.question, e.asked_at,
    p.full_name AS asked_name, e.answer_by, e.answer, e.answered_at, hanoi_day(e.answered_at) AS answered_on,
    q.full_name AS answered_name"""
_NAMES = """JOIN agency AS a ON a.id = f.lead_agency JOIN person AS p ON p.id = e.asked_by
    LEFT JOIN person AS q ON q.id = e.answered_by"""


async def unanswered(scope: Scope, lead: int = 0, limit: int = MOST) -> list[dict[str, Any]]:
    """Requests without an answer by the end of the day, the one to be answered first on top."""
    where, origin = _threads(scope, lead)
    where.add(_open(where, scope))
    return await _listed(where, origin, "e.answer_by, e.id", scope, limit)


async def answered(scope: Scope, days: int, lead: int = 0, limit: int = MOST) -> list[dict[str, Any]]:
    """Requests answered in so many days until the end of the day, the latest answer first."""
    where, origin = _threads(scope, lead)
    day = where.arg(scope.as_of)
    where.add(f"hanoi_day(e.answered_at) BETWEEN {day} - {int(days)} AND {day}")
    return await _listed(where, origin, "e.answered_at DESC, e.id", scope, limit)


async def open_count(scope: Scope) -> int:
    """How many requests nobody had answered by the end of the day."""
    where, origin = _threads(scope, 0)
    where.add(_open(where, scope))
    return int(await value(f"SELECT count(*) FROM {origin} WHERE {where}", *where.args))


async def agencies(programme_id: int) -> list[dict[str, Any]]:
    """The agencies that were ever asked to explain, in their order: id, code, name."""
    return await rows(
        """SELECT a.id, a.code, a.name FROM agency AS a WHERE EXISTS (
               SELECT 1 FROM explanation AS e JOIN task AS t ON t.id = e.task
               WHERE t.lead_agency = a.id AND t.programme = $1)
           ORDER BY a.sort_order, a.id""",
        programme_id,
    )


def _threads(scope: Scope, lead: int) -> tuple[Where, str]:
    where = Where()
    origin = f"{source(where, scope.as_of, scope.today)} JOIN explanation AS e ON e.task = t.id"
    where.add(f"f.programme = {where.arg(scope.programme_id)}")
    if not scope.worker.sees_all:
        where.add(mine(where, scope.worker.agency_id, "", scope.as_of))
    if lead:
        where.add(f"f.lead_agency = {where.arg(lead)}")
    return where, origin


def _open(where: Where, scope: Scope) -> str:
    if scope.as_of >= scope.today:
        return "e.answered_at IS NULL AND f.urgency <> 3"
    day = where.arg(scope.as_of)
    unanswered = f"(e.answered_at IS NULL OR hanoi_day(e.answered_at) > {day})"
    return f"f.urgency <> 3 AND hanoi_day(e.asked_at) <= {day} AND {unanswered}"


async def _listed(where: Where, origin: str, order: str, scope: Scope, limit: int) -> list[dict[str, Any]]:
    row = _ROW.format(day=where.arg(scope.as_of))
    return await rows(
        f"SELECT {row} FROM {origin} {_NAMES} WHERE {where} ORDER BY {order} LIMIT {int(limit)}", *where.args
    )
