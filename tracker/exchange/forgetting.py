"""What exchange keeps for a while only: answers to programs, imports and offline updates left half way."""

from datetime import datetime, timedelta

from tracker.database import execute
from tracker.exchange.annex.drafts import KEPT_DAYS as IMPORT_DAYS
from tracker.exchange.api import replies
from tracker.exchange.offline.actions import KEPT_DAYS as OFFLINE_DAYS


async def forget(at: datetime) -> int:
    """Delete what is older than it is kept; how many that was."""
    gone = await replies.sweep(at)
    gone += await execute("DELETE FROM import_draft WHERE at < $1", at - timedelta(days=IMPORT_DAYS))
    return gone + await execute(
        "DELETE FROM offline_draft WHERE sent_at < $1", at - timedelta(days=OFFLINE_DAYS)
    )
