"""What is asked of web hooks: which there are, how they fare, their messages."""

from datetime import date, datetime
from typing import Any

from tracker.database import row, rows, value
from tracker.refusal import NotThere

NEWEST = 50  # messages and changes on a page

# The first of a hook that waits, be it in somebody's hands: the later ones stay behind it. Leases go by the
# database's clock, which all workers share; what is due goes by the caller's.
DUE = """FROM hook AS h JOIN hook_message AS m ON m.id = (
            SELECT min(o.id) FROM hook_message AS o WHERE o.hook = h.id AND o.state IN ('ready', 'sending'))
        WHERE h.paused_at IS NULL
          AND (m.state = 'ready' AND m.next_try_at <= $1
               OR m.state = 'sending' AND m.lease_until < clock_timestamp())"""
_HOOKS = """
    SELECT h.id, h.name, h.url, h.events, h.agency, h.version, h.rotation, h.paused_at, h.made_at,
        a.code AS agency_code, a.short_name AS agency_name,
        (SELECT max(m.sent_at) FROM hook_message AS m WHERE m.hook = h.id) AS last_sent,
        (SELECT count(*) FROM hook_message AS m
         WHERE m.hook = h.id AND m.state IN ('ready', 'sending')) AS waiting,
        (SELECT count(*) FROM hook_message AS m WHERE m.hook = h.id AND m.state = 'failed') AS failed,
        (SELECT min(m.created_at) FROM hook_message AS m
         WHERE m.hook = h.id AND m.state = 'ready' AND m.tries > 0) AS failing_since
    FROM hook AS h LEFT JOIN agency AS a ON a.id = h.agency
"""


async def any_hook() -> bool:
    """Whether there is a hook that is told anything at all: what a worker asks every few seconds."""
    return bool(await value("SELECT EXISTS (SELECT FROM hook WHERE paused_at IS NULL)"))


async def hooks() -> list[dict[str, Any]]:
    """Every hook and how it fares; paused ones last."""
    return await rows(f"{_HOOKS} ORDER BY h.paused_at IS NOT NULL, h.name, h.id")


async def hook(number: int) -> dict[str, Any]:
    """One hook and how it fares. Raises NotThere."""
    found = await row(f"{_HOOKS} WHERE h.id = $1", number)
    if found is None:
        raise NotThere
    return found


async def messages(number: int) -> list[dict[str, Any]]:
    """The newest messages of a hook, without what they say: that is of tasks."""
    return await rows(
        """SELECT id, key, event, state, tries, created_at, next_try_at, sent_at, answer, trouble
           FROM hook_message WHERE hook = $1 ORDER BY id DESC LIMIT $2""",
        number,
        NEWEST,
    )


async def changes(number: int) -> list[dict[str, Any]]:
    """Who did what to a hook, the newest first."""
    return await rows(
        """SELECT verb, at, actor_name, text FROM history WHERE kind = 'hook' AND object_id = $1
           ORDER BY id DESC LIMIT $2""",
        number,
        NEWEST,
    )


async def agencies(day: date) -> list[dict[str, Any]]:
    """The agencies that live on a day, in their official order."""
    return await rows(
        """SELECT id, code, short_name FROM agency
           WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1) ORDER BY sort_order, id""",
        day,
    )


async def anything_due(at: datetime) -> bool:
    """Whether a hook's first message may be tried, or somebody died with it."""
    return bool(await value(f"SELECT EXISTS (SELECT {DUE})", at))
