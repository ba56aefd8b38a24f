"""Many letters put in the outbox at once: each composed and let go, a handful to a statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import structlog

from tracker.database import rows
from tracker.mail.message import Words, compose
from tracker.mail.rules import Unmailable

HANDFUL = 50  # letters held in memory at a time

_INSERT = """
    INSERT INTO letter
        (key, kind, person, recipient, subject, message_id, content, state, created_at, next_try_at)
    SELECT key, $1, person, recipient, subject, message_id, content, 'ready', $2, next_try_at
    FROM unnest($3::varchar[], $4::integer[], $5::varchar[], $6::text[], $7::varchar[], $8::bytea[],
                $9::timestamptz[]) AS t (key, person, recipient, subject, message_id, content, next_try_at)
    ON CONFLICT (key) DO NOTHING RETURNING id, person"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Draft:
    """One letter to be written. ``not_before``: earliest moment of its first try; empty: at once."""

    key: str
    person: int
    to_name: str
    to_address: str
    words: Words
    not_before: datetime | None = None
    unsubscribe: str | None = None


async def enqueue_all(kind: str, drafts: Iterable[Draft], at: datetime) -> dict[int, int]:
    """Put letters of one kind in the outbox within the caller's transaction; each person's letter.

    Older letters of the kind that still wait are the caller's to supersede. Who cannot be written to, for
    the address or the name cannot stand in a header, is left out and noted in the log: one broken record
    must not hold up the others.
    """
    made: dict[int, int] = {}
    some: list[tuple[object, ...]] = []
    for draft in drafts:
        try:
            some.append(_row(kind, draft, at))
        except Unmailable as why:
            log.warning("letter_not_written", person=draft.person, why=str(why))
        if len(some) == HANDFUL:
            made.update(await _insert(kind, some, at))
            some = []
    if some:
        made.update(await _insert(kind, some, at))
    return made


def _row(kind: str, draft: Draft, at: datetime) -> tuple[object, ...]:
    words = draft.words
    composed = compose(
        key=draft.key, kind=kind, to_name=draft.to_name, to_address=draft.to_address, subject=words.subject,
        text=words.text, html=words.html, at=at, unsubscribe=draft.unsubscribe,
    )  # fmt: skip
    return (
        draft.key, draft.person, draft.to_address, words.subject, composed.message_id, composed.content,
        draft.not_before or at,
    )  # fmt: skip


async def _insert(kind: str, some: list[tuple[object, ...]], at: datetime) -> dict[int, int]:
    found = await rows(_INSERT, kind, at, *(list(column) for column in zip(*some, strict=True)))
    return {one["person"]: one["id"] for one in found}
