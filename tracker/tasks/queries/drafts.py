"""Tasks being written: one, or those not issued yet."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.database import row, rows, value
from tracker.refusal import NotThere

MOST = 200  # drafts on one page

_DRAFT = """SELECT d.id, d.programme, d.typed, d.version, d.made_at, d.changed_at, d.issued_at,
        p.full_name AS made_name, t.code AS issued_code, s.code AS source_code
    FROM task_draft AS d JOIN person AS p ON p.id = d.made_by
    LEFT JOIN task AS t ON t.id = d.issued_as LEFT JOIN task AS s ON s.id = d.source_task"""


@dataclass(frozen=True)
class Draft:
    """A task being written. ``source_code``: the task it was copied from, ``issued_code``: what it became."""

    id: int
    programme: int
    typed: dict[str, str]
    version: int
    made_at: datetime
    changed_at: datetime
    issued_at: datetime | None
    made_name: str
    issued_code: str | None
    source_code: str | None


async def draft(number: int) -> Draft:
    """One draft, issued or not. Raises NotThere."""
    found = await row(f"{_DRAFT} WHERE d.id = $1", number)
    if found is None:
        raise NotThere
    return _made(found)


async def drafts(programme: int, limit: int = MOST) -> list[Draft]:
    """Drafts not issued yet, the newest first."""
    found = await rows(
        f"{_DRAFT} WHERE d.programme = $1 AND d.issued_at IS NULL ORDER BY d.id DESC LIMIT $2",
        programme,
        limit,
    )
    return [_made(one) for one in found]


async def open_drafts(programme: int) -> int:
    """How many drafts are not issued yet."""
    asked = "SELECT count(*) FROM task_draft WHERE programme = $1 AND issued_at IS NULL"
    return int(await value(asked, programme))


def _made(found: dict[str, Any]) -> Draft:
    return Draft(**{**found, "typed": json.loads(found["typed"])})
