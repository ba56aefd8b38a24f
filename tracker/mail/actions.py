"""What is done with letters before they are sent: one is put in the outbox, once."""

from datetime import datetime

from tracker import database
from tracker.mail.message import Words, compose

_INSERT = """
    INSERT INTO letter
        (key, kind, person, recipient, subject, message_id, content, state, created_at, next_try_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'ready', $8, $8)
    ON CONFLICT (key) DO NOTHING
    RETURNING id
"""
_SUPERSEDE = """
    UPDATE letter SET state = 'superseded', trouble = ''
    WHERE person = $1 AND kind = $2 AND state = 'ready'
      AND split_part(key, '/', 2) < split_part($3, '/', 2)
"""


async def enqueue(
    *,
    key: str,
    kind: str,
    person_id: int | None,
    to_name: str,
    to_address: str,
    words: Words,
    at: datetime,
    unsubscribe: str | None = None,
) -> int | None:
    """Put a letter in the outbox within the caller's transaction; its id, or None if it was there.

    A key is "kind/period/whom". A person's letter of the same kind for an earlier period that has not left
    yet is superseded: after an outage nobody gets two weeks at once. ``unsubscribe``: see compose.

    Raises Unmailable for an address or words that cannot be sent.
    """
    composed = compose(
        key=key,
        kind=kind,
        to_name=to_name,
        to_address=to_address,
        subject=words.subject,
        text=words.text,
        html=words.html,
        at=at,
        unsubscribe=unsubscribe,
    )
    made: int | None = await database.value(
        _INSERT, key, kind, person_id, to_address, words.subject, composed.message_id, composed.content, at
    )
    if made is not None and person_id is not None:
        await database.execute(_SUPERSEDE, person_id, kind, key)
    return made
