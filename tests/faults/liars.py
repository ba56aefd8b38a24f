"""Workers that break the promise on purpose: what the proof must notice."""

import re
import secrets
from typing import Any

from tracker.database import execute
from tracker.mail.relay import Relay

_whole = Relay.hand_over


async def _marks_first(self: Relay, recipient: str, content: bytes) -> Any:
    """Written down as sent before it is: a death in between loses it."""
    await execute(
        """UPDATE letter SET state = 'sent', sent_at = created_at, lease_owner = '', lease_until = NULL
           WHERE recipient = $1 AND state = 'sending'""",
        recipient,
    )
    return await _whole(self, recipient, content)


async def _names_anew(self: Relay, recipient: str, content: bytes) -> Any:
    """A Message-ID of its own for each try: no reader's program can tell the second copy."""
    named = re.sub(rb"(?m)^Message-ID: <", b"Message-ID: <" + secrets.token_hex(4).encode(), content)
    return await _whole(self, recipient, named)


async def _hands_over_twice(self: Relay, recipient: str, content: bytes) -> Any:
    """Everything once more."""
    await _whole(self, recipient, content)
    return await _whole(self, recipient, content)


LIES = {
    "marks first": _marks_first,
    "names anew": _names_anew,
    "hands over twice": _hands_over_twice,
}


def tell(lie: str) -> None:
    """Make this process a liar; an empty lie leaves it honest."""
    if lie:
        Relay.hand_over = LIES[lie]
