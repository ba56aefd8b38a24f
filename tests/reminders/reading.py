"""What the tests of the rulebook read: choices kept, lines of history about a person."""

from typing import Any

from tracker.database import rows
from tracker.history.queries import lines


async def chosen(person: int) -> dict[str, bool]:
    """What a person chose about courtesy letters, as it is kept."""
    found = await rows("SELECT kind, wanted FROM reminder_choice WHERE person = $1", person)
    return {one["kind"]: one["wanted"] for one in found}


async def lines_about(person: int) -> list[tuple[str, str, dict[str, Any]]]:
    """The lines of history about an account: verb, who, what changed."""
    return [(one["verb"], one["actor_name"], one["changes"]) for one in await lines("person", person)]
