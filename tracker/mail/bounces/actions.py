"""What is done with a letter that came back: counted against its address, at most once a day; settled."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from tracker import clock, database
from tracker.mail.bounces.rules import Bounce, read_report

WRITTEN_TO = timedelta(days=60)  # a report about an address that got no letter of ours since then is not ours

_LETTER = """
    SELECT id, recipient FROM letter
    WHERE message_id = ANY($1) OR lower(recipient) = lower($2) AND created_at > $3
    ORDER BY message_id = ANY($1) DESC, (lower(recipient) = lower($2)) DESC, id DESC LIMIT 1
"""
# The same report read again, after a crash or by two workers, says nothing new: a letter counts once for
# being late and once for being refused.
_COUNT = """
    INSERT INTO letter_bounce (address, on_day, hard, status, said, letter, noted_at)
    SELECT $1, $2, $3, $4, $5, $6, $7
    WHERE NOT EXISTS (SELECT FROM letter_bounce WHERE letter = $6 AND hard >= $3)
    ON CONFLICT (lower(address), on_day) WHERE settled_at IS NULL DO UPDATE
        SET hard = excluded.hard, status = excluded.status, said = excluded.said, letter = excluded.letter
        WHERE excluded.hard AND NOT letter_bounce.hard
"""


async def take_in(content: bytes, at: datetime) -> bool:
    """Count what a message complains of, in one transaction; whether it was a report on letters of ours."""
    found = await asyncio.to_thread(read_report, content)
    if not found:
        return False
    async with database.transaction():
        return await _count(found, at)


async def _count(found: Sequence[Bounce], at: datetime) -> bool:
    ours = False
    for one in found:
        letter = await database.row(_LETTER, list(one.message_ids), one.address, at - WRITTEN_TO)
        if letter is None:
            continue
        ours = True
        await database.execute(
            _COUNT, letter["recipient"], clock.day_of(at), one.hard, one.status, one.said, letter["id"], at
        )
        if one.ended:
            await database.execute(
                "UPDATE letter SET bounced_at = $2 WHERE id = $1 AND bounced_at IS NULL", letter["id"], at
            )
    return ours


async def settle(address: str, at: datetime) -> int:
    """An address is counted from nothing again; how many bounces that settled."""
    return await database.execute(
        "UPDATE letter_bounce SET settled_at = $2 WHERE lower(address) = lower($1) AND settled_at IS NULL",
        address,
        at,
    )
