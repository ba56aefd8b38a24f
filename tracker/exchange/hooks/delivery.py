"""Messages leave the outbox: one at a time for each hook, in order, each under a lease."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg
import structlog

from tracker import database
from tracker.database.engine import engine
from tracker.exchange.hooks import signing
from tracker.exchange.hooks.calling import Caller
from tracker.exchange.hooks.queries import DUE
from tracker.exchange.hooks.rules import OLD_SECRET, Verdict, given_up, wait_after
from tracker.history.actions import record

LANES = 4  # hooks that are called at once: a slow one holds back none of the others
LEASE_TRIES = 8  # a lease lasts this many times the longest that one message can take
DRAIN_SECONDS = 60.0
MARK_PAUSES = (0.2, 1.0, 5.0)

log = structlog.get_logger(__name__)

# The time that is signed is the database's: a demonstration shifts ours, no receiver's.
_CLAIM = f"""
    WITH due AS (
        SELECT m.id {DUE}
        ORDER BY m.next_try_at, m.id LIMIT 1 FOR NO KEY UPDATE OF m SKIP LOCKED
    )
    UPDATE hook_message AS m SET state = 'sending', tries = tries + 1, lease_owner = $2,
        lease_until = clock_timestamp() + $3::interval
    FROM due, hook AS h WHERE m.id = due.id AND h.id = m.hook
    RETURNING m.id, m.hook, h.url, h.rotation, m.content, m.tries, m.created_at,
        extract(epoch FROM clock_timestamp())::bigint AS seconds,
        (SELECT count(*) FROM history AS l WHERE l.kind = 'hook' AND l.object_id = h.id
         AND l.verb = 'rotate_hook' AND l.at > $4)::integer AS rotated
"""
_MARK = """
    UPDATE hook_message SET state = $3, next_try_at = $4, sent_at = $5, answer = $6, trouble = $7,
        lease_owner = '', lease_until = NULL
    WHERE id = $1 AND state = 'sending' AND lease_owner = $2
"""


@dataclass(frozen=True)
class Claimed:
    """One message that is ours until the lease ends; ``lease`` is different for each claim."""

    id: int
    hook: int
    url: str
    rotation: int
    content: str
    tries: int
    created_at: datetime
    seconds: int
    rotated: int
    lease: str

    def headers(self, content: bytes) -> dict[str, str]:
        """What goes along; secrets given up in the last day sign too."""
        in_use = range(max(1, self.rotation - self.rotated), self.rotation + 1)
        return signing.headers(self.hook, in_use, self.id, self.seconds, content)


@dataclass
class Drain:
    """What one drain did."""

    sent: int = 0
    later: int = 0
    failed: int = 0

    @property
    def tried(self) -> int:
        """How many messages were tried."""
        return self.sent + self.later + self.failed


async def deliver_all(
    caller: Caller, owner: str, now: Callable[[], datetime], stopping: Callable[[], bool] = bool
) -> Drain:
    """Try what is due until nothing is, a few hooks at once; gives way after a minute."""
    done, until = Drain(), time.monotonic() + DRAIN_SECONDS

    async def lane() -> None:
        while not stopping() and time.monotonic() < until and await deliver_one(caller, owner, now, done):
            pass

    await asyncio.gather(*(lane() for _ in range(LANES)))
    return done


async def deliver_one(caller: Caller, owner: str, now: Callable[[], datetime], done: Drain) -> bool:
    """Try one due message; False when none was due."""
    if engine().current_transaction.get() is not None:
        raise RuntimeError("A message must not be sent inside a transaction.")
    message = await claim(owner, now(), caller.total_seconds)
    if message is None:
        return False
    content = message.content.encode()
    verdict = await caller.call(message.url, message.headers(content), content)
    await mark(message, verdict, now(), done)
    return True


async def claim(owner: str, at: datetime, total_seconds: float) -> Claimed | None:
    """Take the message that is due for the longest, of a hook where none waits before it."""
    lease = f"{owner[:40]}/{secrets.token_hex(8)}"
    length = timedelta(seconds=LEASE_TRIES * total_seconds)
    found = await database.row(_CLAIM, at, lease, length, at - OLD_SECRET)
    return Claimed(**found, lease=lease) if found else None


async def mark(message: Claimed, verdict: Verdict, at: datetime, done: Drain) -> None:
    """Write down what became of a message, unless another worker has taken it over meanwhile.

    After a 2xx a lost mark means a second copy (of the same id), so a failing database is asked again.
    """
    state, next_try = _new_state(message, verdict, at)
    for pause in (*MARK_PAUSES, None):
        try:
            marked = await _keep(message, verdict, state, next_try, at)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            if pause is None:
                raise
            await asyncio.sleep(pause)
        else:
            if not marked:
                log.warning("hook_message_taken_over", message=message.id, outcome=verdict.outcome)
            break
    done.sent += state == "sent"
    done.failed += state == "failed"
    done.later += state == "ready"


async def _keep(message: Claimed, verdict: Verdict, state: str, next_try: datetime, at: datetime) -> bool:
    sent_at = at if state == "sent" else None
    async with database.transaction():
        marked = await database.execute(
            _MARK, message.id, message.lease, state, next_try, sent_at, verdict.answer, verdict.trouble
        )
        if marked and verdict.outcome == "gone":
            await _pause(message.hook, at)
    return bool(marked)


async def _pause(hook: int, at: datetime) -> None:
    """Its system said 410: it wants no more. The message stays, and goes first should it be resumed."""
    version = await database.value(
        """UPDATE hook SET paused_at = $2, version = version + 1
           WHERE id = $1 AND paused_at IS NULL RETURNING version""",
        hook,
        at,
    )
    if version is not None:
        await record(
            "hook", hook, "pause_hook", at, actor_id=None, actor_name="", actor_agency="", version=version,
            text="410 Gone", changes={"paused_at": (None, at)},
        )  # fmt: skip


def _new_state(message: Claimed, verdict: Verdict, at: datetime) -> tuple[str, datetime]:
    """State and next try after a verdict."""
    if verdict.outcome == "sent":
        return "sent", at
    if verdict.outcome == "gone":
        return "ready", at
    if given_up(message.tries, message.created_at, at):
        return "failed", at
    return "ready", at + wait_after(message.tries)
