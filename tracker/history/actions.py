"""One line for every move, in the transaction of the move."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from tracker.database import value


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields of ``after`` that differ from ``before``, each as ``(before, after)``."""
    return {name: (before.get(name), new) for name, new in after.items() if before.get(name) != new}


async def record(
    kind: str,
    object_id: int,
    verb: str,
    at: datetime,
    *,
    actor_id: int | None,
    actor_name: str,
    actor_agency: str,
    version: int = 0,
    text: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> int:
    """Write one line; its number. Call it inside the transaction that makes the move."""
    return int(
        await value(
            """INSERT INTO history (kind, object_id, verb, at, actor, actor_name, actor_agency, version, text,
                                    changes)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id""",
            kind,
            object_id,
            verb,
            at,
            actor_id,
            actor_name,
            actor_agency,
            version,
            text,
            json.dumps(changes or {}, ensure_ascii=False, default=_plain),
        )
    )


def _plain(found: object) -> str:
    if isinstance(found, datetime):
        return found.astimezone(UTC).isoformat()
    if isinstance(found, date):
        return found.isoformat()
    raise TypeError(f"history cannot keep a {type(found).__name__}")
