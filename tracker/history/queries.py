"""What happened to an object, and what its facts were at a version."""

import json
from typing import Any

from tracker.database import rows


async def lines(kind: str, object_id: int) -> list[dict[str, Any]]:
    """Every line of one object, oldest first, ``changes`` as a dict of field to [before, after]."""
    found = await rows(
        """SELECT id, verb, at, actor, actor_name, actor_agency, version, text, changes
           FROM history WHERE kind = $1 AND object_id = $2 ORDER BY id""",
        kind,
        object_id,
    )
    return [{**line, "changes": json.loads(line["changes"])} for line in found]


async def facts_at(kind: str, object_id: int, version: int) -> dict[str, Any]:
    """The facts of an object as they were at a version: its lines folded. Days and moments are ISO text."""
    facts: dict[str, Any] = {}
    for line in await lines(kind, object_id):
        if line["version"] <= version:
            facts.update({name: after for name, (_, after) in line["changes"].items()})
    return facts
