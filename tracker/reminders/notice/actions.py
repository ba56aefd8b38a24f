"""What is done about what is new: somebody has seen it, up to a line."""

from datetime import datetime

from tracker.database import execute


async def mark_seen(person: int, line: int, at: datetime) -> None:
    """Note that a person has seen everything up to a line; never back, and never what is not written yet."""
    await execute(
        """INSERT INTO person_seen (person, line, seen_at)
               SELECT $1, least($2, coalesce(max(id), 0)), $3 FROM history
           ON CONFLICT (person) DO UPDATE
               SET line = greatest(person_seen.line, excluded.line), seen_at = excluded.seen_at""",
        person, line, at,
    )  # fmt: skip
