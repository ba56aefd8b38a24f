"""Letters of a run that failed to leave are tried again at once, because somebody asked."""

from datetime import datetime

from tracker.database import execute


async def hurry(key: str, at: datetime) -> int:
    """Let a run's letters that were tried and rest before their next try be tried now; how many.

    One that was never tried waits for another reason: its reader got a letter today already.
    """
    return await execute(
        """UPDATE letter SET next_try_at = $2
           WHERE state = 'ready' AND next_try_at > $2 AND (tries > 0 OR trouble <> '') AND id IN (
               SELECT t.letter FROM reminder_run AS r JOIN (
                   SELECT run, letter FROM reminder_owed UNION ALL SELECT run, letter FROM reminder_said
               ) AS t ON t.run = r.id WHERE r.key = $1)""",
        key, at,
    )  # fmt: skip
