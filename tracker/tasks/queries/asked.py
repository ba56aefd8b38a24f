"""What was asked of tasks and is still owed: explanations, what a return wants, extensions."""

from datetime import date
from typing import Any

from tracker.database import rows

# What was asked of a task and not answered by the end of a day.
_ASKED = """SELECT k.id, q.question, q.asked_at, q.answer_by, q.asked_name, r.return_reason, r.returned_at,
        r.returned_name, x.extension_reason, x.requested_on, x.proposed_due_on, x.extension_number,
        k.priority FROM task AS k
    LEFT JOIN LATERAL (SELECT e.question, e.asked_at, e.answer_by, p.full_name AS asked_name
        FROM explanation AS e JOIN person AS p ON p.id = e.asked_by
        WHERE e.task = k.id AND hanoi_day(e.asked_at) <= $2
          AND (e.answered_at IS NULL OR hanoi_day(e.answered_at) > $2) ORDER BY e.id LIMIT 1) AS q ON true
    LEFT JOIN LATERAL (SELECT h.text AS return_reason, h.at AS returned_at, h.actor_name AS returned_name
        FROM history AS h WHERE h.kind = 'task' AND h.object_id = k.id AND h.verb = 'return'
          AND hanoi_day(h.at) <= $2 ORDER BY h.id DESC LIMIT 1) AS r ON true
    LEFT JOIN LATERAL (SELECT e.reason AS extension_reason, hanoi_day(e.requested_at) AS requested_on,
            e.proposed_due_on, (SELECT count(*) FROM extension AS b WHERE b.task = k.id AND b.id <= e.id)
            AS extension_number
        FROM extension AS e WHERE e.task = k.id AND hanoi_day(e.requested_at) <= $2
          AND (e.decided_at IS NULL OR hanoi_day(e.decided_at) > $2) ORDER BY e.id LIMIT 1) AS x ON true
    WHERE k.id = ANY ($1::integer[])"""


async def with_asked(found: list[dict[str, Any]], as_of: date) -> list[dict[str, Any]]:
    """The rows, each with its open question, its last return and its open request for an extension."""
    if not found:
        return []
    asked = {one["id"]: one for one in await rows(_ASKED, [one["id"] for one in found], as_of)}
    return [{**one, **asked[one["id"]]} for one in found]
