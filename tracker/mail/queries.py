"""What is asked of the outbox."""

from datetime import datetime

from tracker import database


async def anything_due(at: datetime) -> bool:
    """Whether a letter waits to be handed to the relay: due by ``at``, or left by a worker that died."""
    return bool(
        await database.value(
            "SELECT EXISTS (SELECT FROM letter WHERE state IN ('ready', 'sending')"
            " AND (state = 'ready' AND next_try_at <= $1"
            "  OR state = 'sending' AND lease_until < clock_timestamp()))",
            at,
        )
    )
