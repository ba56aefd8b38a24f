"""Letters leave the outbox: claimed with a lease, handed over outside any transaction, marked."""

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
from tracker.mail.drain import Bounds, Drain, Lines
from tracker.mail.relay import Relay
from tracker.mail.rules import RELAY_WAIT, TROUBLE_LENGTH, Verdict, judge, settled, wait_after

LEASE_TRIES = 10  # a lease lasts this many times the longest that one letter can take
MARK_PAUSES = (0.2, 1.0, 5.0)
# How the trouble of a letter begins that the relay may have taken, until it is sure: such a letter keeps its
# Message-ID and is tried until it has left. Whoever took it over from a worker that died knows no better.
UNSURE = judge("content", 0, "").trouble

log = structlog.get_logger(__name__)

# Twin of queries.anything_due. Leases go by the database's clock, which all workers share; what is
# due goes by the caller's, which a demonstration may have shifted. A letter that one of its kind for a
# later period has overtaken is not sent any more, unless it was asked for after that one had left; one that
# failed, was out of date itself, or was written in the future by a clock gone wrong overtakes nothing; and
# what the relay may have taken is not overtaken, or its words would be told again under another name.
_CLAIM = f"""
    WITH due AS (
        SELECT id, state = 'sending' AS taken_over FROM letter
        WHERE state IN ('ready', 'sending')
          AND (state = 'ready' AND next_try_at <= $1 OR state = 'sending' AND lease_until < clock_timestamp())
        ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    ), judged AS (
        SELECT old.id, due.taken_over, NOT starts_with(old.trouble, '{UNSURE}') AND EXISTS (
            SELECT FROM letter AS newer
            WHERE newer.person = old.person AND newer.kind = old.kind
              AND split_part(newer.key, '/', 2) > split_part(old.key, '/', 2)
              AND newer.created_at <= $1 AND newer.state NOT IN ('failed', 'superseded')
              AND (newer.sent_at IS NULL OR newer.sent_at >= old.created_at)
        ) AS overtaken
        FROM letter AS old JOIN due USING (id)
    )
    UPDATE letter SET
        state = CASE WHEN overtaken THEN 'superseded' ELSE 'sending' END,
        tries = CASE WHEN overtaken THEN tries ELSE tries + 1 END,
        trouble = CASE WHEN taken_over AND NOT starts_with(trouble, '{UNSURE}') THEN '{UNSURE}'
                       ELSE trouble END,
        lease_owner = CASE WHEN overtaken THEN '' ELSE $2 END,
        lease_until = CASE WHEN overtaken THEN NULL ELSE clock_timestamp() + $3::interval END
    FROM judged WHERE letter.id = judged.id
    RETURNING letter.id, recipient, content, tries, overtaken
"""
_MARK = f"""
    UPDATE letter SET state = $3, tries = $4, next_try_at = coalesce($5, next_try_at), sent_at = $6,
        trouble = CASE WHEN $3::varchar = 'ready' AND starts_with(trouble, '{UNSURE}')
                            AND NOT starts_with($7, '{UNSURE}')
                       THEN left('{UNSURE} ' || $7, {TROUBLE_LENGTH}) ELSE $7 END,
        lease_owner = '', lease_until = NULL
    WHERE id = $1 AND state = 'sending' AND lease_owner = $2
"""


@dataclass(frozen=True)
class Claimed:
    """One letter that is ours until the lease ends; ``lease`` is different for each claim."""

    id: int
    recipient: str
    content: bytes
    tries: int
    lease: str


async def deliver_one(relay: Relay, owner: str, at: datetime) -> bool:
    """Try one due letter; False when none was due."""
    return await _deliver(relay, owner, lambda: at) is not None


async def deliver_all(
    relay: Relay,
    owner: str,
    at: datetime,
    limit: int = 1000,
    lines: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> Drain:
    """Try what is due, up to ``limit`` letters, over at most ``lines`` connections side by side.

    Each letter is claimed, handed over and marked before its line takes the next one. ``stop`` is asked
    before each letter. Ends at the first sign that the relay itself is in trouble.
    """
    started = time.monotonic()

    async def deliver(line: Relay) -> Verdict | None:
        return await _deliver(line, owner, lambda: _later(at, started))

    return await Lines(deliver, Bounds(limit, lines, stop)).run(relay)


async def _deliver(relay: Relay, owner: str, now: Callable[[], datetime]) -> Verdict | None:
    if engine().current_transaction.get() is not None:
        raise RuntimeError("A letter must not be sent inside a transaction.")
    letter = await _claim(owner, now(), relay.total_seconds)
    if letter is None:
        return None
    verdict = settled(await relay.hand_over(letter.recipient, letter.content), letter.tries)
    await _mark(letter, verdict, now())
    return verdict


async def _claim(owner: str, at: datetime, total_seconds: float) -> Claimed | None:
    lease = f"{owner[:40]}/{secrets.token_hex(8)}"
    length = timedelta(seconds=LEASE_TRIES * total_seconds)
    while found := await database.row(_CLAIM, at, lease, length):
        if not found["overtaken"]:
            return Claimed(found["id"], found["recipient"], found["content"], found["tries"], lease)
    return None


async def _mark(letter: Claimed, verdict: Verdict, at: datetime) -> None:
    """Write down what became of a letter, unless another worker has taken it over meanwhile.

    After the relay's 250 a lost mark means a second copy, so a failing database is asked again.
    """
    for pause in (*MARK_PAUSES, None):
        try:
            marked = await database.execute(_MARK, letter.id, letter.lease, *_new_state(letter, verdict, at))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            if pause is None:
                raise
            await asyncio.sleep(pause)
        else:
            if not marked:
                log.warning("letter_taken_over", letter=letter.id, outcome=verdict.outcome)
            return


def _new_state(letter: Claimed, verdict: Verdict, at: datetime) -> tuple[object, ...]:
    """State, tries, next try, sent at and trouble after a verdict."""
    match verdict.outcome:
        case "sent":
            return "sent", letter.tries, None, at, ""
        case "failed":
            return "failed", letter.tries, None, None, verdict.trouble
        case "later":
            return "ready", letter.tries, at + wait_after(letter.tries), None, verdict.trouble
        case "relay":
            return "ready", letter.tries - 1, at + RELAY_WAIT, None, verdict.trouble


def _later(at: datetime, started: float) -> datetime:
    return at + timedelta(seconds=time.monotonic() - started)
