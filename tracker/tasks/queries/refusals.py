"""Tasks that their lead agency refused: what the office has to give to another."""

from typing import Any

from tracker.database import rows
from tracker.tasks.queries.narrowing import Where, source
from tracker.tasks.queries.selecting import select
from tracker.tasks.queries.work import MOST, Scope

_REASONS = """SELECT DISTINCT ON (h.object_id) h.object_id, h.text AS refusal, h.at AS refused_at,
        h.actor_name AS refuser
    FROM history AS h
    WHERE h.kind = 'task' AND h.object_id = ANY ($1::integer[]) AND h.verb = 'refuse'
      AND hanoi_day(h.at) <= $2
    ORDER BY h.object_id, h.id DESC"""


async def refused(scope: Scope, limit: int = MOST) -> list[dict[str, Any]]:
    """Refused tasks with their reason, parts of tasks among them, those refused first standing first."""
    where = Where()
    origin = source(where, scope.as_of, scope.today)
    where.add(f"f.programme = {where.arg(scope.programme_id)} AND f.state = 'refused'")
    found = await select(where, origin, "t.changed_at, t.id", limit, 0, scope.as_of, detailed=True)
    reasons = {one["object_id"]: one for one in await rows(_REASONS, [t["id"] for t in found], scope.as_of)}
    return [{**one, **reasons[one["id"]]} for one in found]
