"""My work: what waits for this person now, most urgent first, each task once."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from tracker.database import row, rows
from tracker.tasks.rules import OPEN_STATES

MOST = 50  # rows a section shows; the rest is one link away
SOON_DAYS = 30
_OPEN = "t.state IN (" + ", ".join(f"'{state}'" for state in OPEN_STATES) + ")"
_ROW = """t.id, t.code, t.title, t.state, bucket_on(t.state, t.due_on, t.submitted_on, $2) AS bucket, t.due_on,
    t.original_due_on, t.due_on - $2 AS days_left, t.percent, t.progressed_on, t.submitted_on,
    $2 - t.submitted_on AS waiting_days, t.result_number, t.result_date, t.version, t.starred,
    a.code AS lead_code, a.name AS lead_name, a.short_name AS lead_short,
    (SELECT h.text FROM history AS h WHERE h.kind = 'task' AND h.object_id = t.id AND h.verb = 'return'
     ORDER BY h.id DESC LIMIT 1) AS return_reason,
    (SELECT e.question FROM explanation AS e WHERE e.task = t.id AND e.answered_at IS NULL
     ORDER BY e.id LIMIT 1) AS open_question,
    (SELECT e.reason FROM extension AS e WHERE e.task = t.id AND e.decision = '') AS open_extension"""


class Worker(Protocol):
    """Whose work it is."""

    @property
    def role(self) -> str: ...
    @property
    def agency_id(self) -> int: ...


@dataclass(frozen=True)
class Waiting:
    """Tasks awaiting confirmation by age in days: the confirmer's own time."""

    total: int
    up_to_7: int
    up_to_15: int
    up_to_30: int
    longer: int
    median: int
    longest: int


async def of_agency(worker: Worker, today: date) -> list[dict[str, Any]]:
    """Open tasks that need a hand now: late, returned, to accept, to explain, or due within 30 days.

    Led ones first judged by deadline, coordinated ones among them, marked by ``leads``.
    """
    return await rows(
        f"""SELECT {_ROW}, t.lead_agency = $1 AS leads FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
            WHERE {_OPEN} AND (t.lead_agency = $1 OR t.id IN
                  (SELECT c.task FROM task_coordinator AS c WHERE c.agency = $1 AND c.until_on = 'infinity'))
              AND (t.due_on <= $2 + {SOON_DAYS}
                   OR (t.lead_agency = $1 AND (t.state IN ('assigned', 'returned') OR EXISTS
                       (SELECT 1 FROM explanation AS e WHERE e.task = t.id AND e.answered_at IS NULL))))
            ORDER BY t.due_on NULLS FIRST, t.id LIMIT {MOST + 1}""",
        worker.agency_id, today,
    )


async def with_others(worker: Worker, today: date) -> list[dict[str, Any]]:
    """The agency's tasks that wait for the confirmer, longest first."""
    return await rows(
        f"""SELECT {_ROW} FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
            WHERE t.lead_agency = $1 AND t.state = 'submitted'
            ORDER BY t.submitted_on, t.id LIMIT {MOST}""",
        worker.agency_id, today,
    )


async def to_confirm(programme_id: int, today: date, limit: int = 8) -> list[dict[str, Any]]:
    """What the office has to confirm, longest waiting first."""
    return await _office("t.programme = $1 AND t.state = 'submitted'", "t.submitted_on, t.id",
                         programme_id, today, limit)


async def extensions_to_decide(programme_id: int, today: date, limit: int = 8) -> list[dict[str, Any]]:
    """Tasks with an open request for an extension, nearest deadline first."""
    return await _office(
        "t.programme = $1 AND t.id IN (SELECT e.task FROM extension AS e WHERE e.decision = '')",
        "t.due_on, t.id", programme_id, today, limit,
    )


async def unexplained(programme_id: int, today: date, limit: int = 8) -> list[dict[str, Any]]:
    """Tasks whose lead agency still has to explain."""
    return await _office(
        """t.programme = $1 AND t.id IN (SELECT e.task FROM explanation AS e WHERE e.answered_at IS NULL)""",
        "t.due_on, t.id", programme_id, today, limit,
    )


async def not_accepted(programme_id: int, today: date, limit: int = 8) -> list[dict[str, Any]]:
    """Tasks assigned but not accepted yet, oldest first."""
    return await _office("t.programme = $1 AND t.state = 'assigned'", "t.assigned_at, t.id",
                         programme_id, today, limit)


async def _office(
    condition: str, order: str, programme_id: int, today: date, limit: int
) -> list[dict[str, Any]]:
    return await rows(
        f"""SELECT {_ROW}, hanoi_day(t.assigned_at) AS assigned_on FROM task AS t
            JOIN agency AS a ON a.id = t.lead_agency WHERE {condition} ORDER BY {order} LIMIT {int(limit)}""",
        programme_id, today,
    )


async def waiting(programme_id: int, today: date) -> Waiting:
    """How long submissions have been waiting, in days."""
    found = await row(
        """SELECT count(*) AS total, count(*) FILTER (WHERE age <= 7) AS up_to_7,
                  count(*) FILTER (WHERE age BETWEEN 8 AND 15) AS up_to_15,
                  count(*) FILTER (WHERE age BETWEEN 16 AND 30) AS up_to_30,
                  count(*) FILTER (WHERE age > 30) AS longer,
                  coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY age), 0) AS median,
                  coalesce(max(age), 0) AS longest
           FROM (SELECT $2 - submitted_on AS age FROM task
                 WHERE programme = $1 AND state = 'submitted') AS ages""",
        programme_id, today,
    )
    assert found is not None
    return Waiting(**found)
