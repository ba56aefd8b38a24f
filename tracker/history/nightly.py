"""The night's check of all of history, kept for whoever asks on the next day."""

from datetime import datetime

import structlog

from tracker.history.actions import keep_check
from tracker.history.checking import check_chain
from tracker.history.replay import check_replay
from tracker.history.rules import Checked, told
from tracker.words import speaking

log = structlog.get_logger(__name__)


async def check_all(at: datetime) -> str:
    """Check the whole chain, replay every task and keep both outcomes; in words what came of it.

    Trouble is an error in the log.
    """
    found = [await check_chain(), await check_replay()]
    for one in found:
        await keep_check(one, at)
        if one.found:
            with speaking("en"):
                log.error("history_trouble", kind=one.kind, found=one.found, first=list(map(told, one.first)))
    return "; ".join(f"{one.kind}: {one.looked_at} looked at, {one.found} troubles" for one in found)


async def check_newest(entries: int, tasks: int) -> list[Checked]:
    """The same of the newest entries and tasks only: what somebody can wait for. Keeps nothing."""
    return [await check_chain(newest=entries), await check_replay(newest=tasks)]
