"""The lines of history of many moves at once: the same as ``record`` writes, a few statements for all."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tracker.database import execute
from tracker.tasks.actions.moving import Actor

BATCH = 1_000


@dataclass(frozen=True)
class Line:
    """What happened to one object."""

    object_id: int
    at: datetime
    text: str
    changes: dict[str, tuple[Any, Any]]
    version: int = 0


async def tell(actor: Actor, kind: str, verb: str, lines: Sequence[Line]) -> None:
    """Write the lines, in their order. Call it inside the transaction that makes the moves."""
    for start in range(0, len(lines), BATCH):
        some = lines[start : start + BATCH]
        await execute(
            """INSERT INTO history (kind, object_id, verb, at, actor, actor_name, actor_agency, version, text,
                                    changes)
               SELECT $1, l.object_id, $2, l.at, $3, $4, $5, l.version, l.text, l.changes::jsonb
               FROM unnest($6::integer[], $7::timestamptz[], $8::integer[], $9::text[], $10::text[])
                   WITH ORDINALITY AS l (object_id, at, version, text, changes, n) ORDER BY l.n""",
            kind,
            verb,
            actor.id,
            actor.name,
            actor.agency_name,
            [line.object_id for line in some],
            [line.at for line in some],
            [line.version for line in some],
            [line.text for line in some],
            [json.dumps(line.changes, ensure_ascii=False, default=_plain) for line in some],
        )


def _plain(found: datetime) -> str:
    return found.astimezone(UTC).isoformat()
