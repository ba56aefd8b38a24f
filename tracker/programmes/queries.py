"""What is asked of programmes."""

from dataclasses import dataclass

from tracker.database import row, rows
from tracker.refusal import NotThere


@dataclass(frozen=True)
class ProgrammeFacts:
    """A programme as pages need it."""

    id: int
    code: str
    name: str
    short_name: str
    silent_days: int
    confirmation_levels: int = 1


async def programme(code: str = "") -> ProgrammeFacts:
    """The programme with this code, or the first one. Raises NotThere when there is none."""
    found = await row(
        """SELECT id, code, name, short_name, silent_days, confirmation_levels FROM programme
           WHERE $1 = '' OR code = $1 ORDER BY id LIMIT 1""",
        code,
    )
    if found is None:
        raise NotThere
    return ProgrammeFacts(**found)


async def areas(programme_id: int) -> list[dict[str, str]]:
    """The areas of a programme in their order: code and name."""
    return await rows(
        "SELECT code, name FROM area WHERE programme = $1 ORDER BY sort_order, id", programme_id
    )
