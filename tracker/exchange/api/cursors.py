"""Where a list goes on: a place in it, signed, that nobody can make up."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from tracker.exchange.api.problems import Problem
from tracker.web.signing import genuine, mac
from tracker.words import _

PARAMETER = "cursor"
LONGEST = 600
_DIGITS = 64  # of the digest


def encode(listing: str, place: Sequence[Any]) -> str:
    """The cursor of a place, such as the sort values of the last row shown; JSON values only.

    ``listing`` names the list, its filter and order included: a cursor is of no use in another one.
    """
    text = json.dumps(list(place), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(f"{mac(_purpose(listing), text)}{text}".encode()).decode().rstrip("=")


def decode(listing: str, cursor: str) -> list[Any]:
    """The place that a cursor of this listing names. Raises a Problem 422 for anything else."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        signed = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (UnicodeError, binascii.Error):
        signed = ""
    text = signed[_DIGITS:]
    if len(cursor) > LONGEST or not genuine(_purpose(listing), text, signed[:_DIGITS]):
        raise Problem.of_parameter(PARAMETER, _("Take the cursor out of the answer before, unchanged."))
    found: list[Any] = json.loads(text)
    return found


def _purpose(listing: str) -> str:
    return f"cursor {listing}"
