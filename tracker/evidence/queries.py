"""What is asked of evidence: the files of a task, one file, how much an agency keeps."""

from datetime import date
from typing import Any

from tracker import settings
from tracker.database import row, rows, value
from tracker.evidence.rules import MB
from tracker.refusal import NotThere

LARGEST_ID = 2**31 - 1
_FILES = """SELECT e.id, e.agency, e.uploaded_at, e.sha256, e.size, e.name, e.kind, e.purpose, e.note, e.scan,
        e.removed_at, a.short_name AS agency_short, a.name AS agency_name, p.full_name AS uploader_name,
        s.trouble
    FROM evidence AS e JOIN agency AS a ON a.id = e.agency JOIN person AS p ON p.id = e.uploaded_by
    JOIN stored_file AS s ON s.sha256 = e.sha256"""
# Of a past day: what stood at its end. Without a day: what stands.
_STANDS = """($2::date IS NULL AND e.removed_at IS NULL
    OR hanoi_day(e.uploaded_at) <= $2 AND (e.removed_at IS NULL OR hanoi_day(e.removed_at) > $2))"""


async def of_task(task_id: int, as_of: date | None = None) -> list[dict[str, Any]]:
    """The files of a task, oldest first; of a past day those that stood then. ``sha256`` is in hex.

    Whoever calls this has made sure that the reader may see the task.
    """
    found = await rows(f"{_FILES} WHERE e.task = $1 AND {_STANDS} ORDER BY e.id", task_id, as_of)
    return [{**one, "sha256": one["sha256"].hex()} for one in found]


async def one(
    evidence_id: int, task_id: int, as_of: date | None = None, *, hidden: bool = False
) -> dict[str, Any]:
    """One file of a task; ``sha256`` is in bytes. ``hidden``: a removed one too.

    Raises NotThere when there is none, or none that stood on that day.
    """
    if evidence_id > LARGEST_ID:
        raise NotThere
    which = f"e.task = $1 AND ({_STANDS} OR $4) AND e.id = $3"
    found = await row(f"{_FILES} WHERE {which}", task_id, as_of, evidence_id, hidden)
    if found is None:
        raise NotThere
    return found


async def count_of(task_id: int, agency_id: int | None = None, purpose: str | None = None) -> int:
    """How many files stand on a task; of an agency, or for a purpose, when one is named."""
    return int(
        await value(
            """SELECT count(*) FROM evidence WHERE task = $1 AND removed_at IS NULL
               AND ($2::int IS NULL OR agency = $2) AND ($3::text IS NULL OR purpose = $3)""",
            task_id,
            agency_id,
            purpose,
        )
    )


async def room_of(agency_id: int) -> int:
    """How many bytes an agency may still add; below 0 when its quota was lowered."""
    asked = "SELECT coalesce(sum(size), 0) FROM evidence WHERE agency = $1 AND removed_at IS NULL"
    return settings.current().evidence_quota_mb * MB - int(await value(asked, agency_id))
