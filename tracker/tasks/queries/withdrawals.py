"""Why withdrawn tasks were withdrawn, on any day: by which document, for which reason."""

from datetime import date
from typing import Any

from tracker.database import rows

_LAST = """SELECT DISTINCT ON (h.object_id) h.object_id, hanoi_day(h.at) AS on_day,
        h.changes -> 'stop_reason' ->> 1 AS reason, h.changes -> 'stop_number' ->> 1 AS number,
        (h.changes -> 'stop_date' ->> 1)::date AS dated
    FROM history AS h
    WHERE h.kind = 'task' AND h.object_id = ANY ($1::integer[]) AND h.verb = 'withdraw'
      AND hanoi_day(h.at) <= $2
    ORDER BY h.object_id, h.id DESC"""


async def with_withdrawal(found: list[dict[str, Any]], as_of: date) -> list[dict[str, Any]]:
    """The rows of a list, the withdrawn ones each with its ``withdrawal``: day, reason and document."""
    ids = [one["id"] for one in found if one["state"] == "withdrawn"]
    if not ids:
        return found
    known = {one["object_id"]: one for one in await rows(_LAST, ids, as_of)}
    return [{**one, "withdrawal": known.get(one["id"])} for one in found]
