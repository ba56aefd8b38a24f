"""The address that stops courtesy letters: signed, so that it needs no sign-in, and good for nothing else."""

import re

from tracker.web.signing import genuine, mac

_PURPOSE = "stop-letters"
_TOKEN = re.compile(r"([1-9][0-9]{0,8})-([0-9a-f]{64})\Z")


def stop_url(person_id: int, base_url: str) -> str:
    """Where a person stops their courtesy letters at one click, for the foot and the header of a letter.

    It holds nothing secret but the signature, never changes for a person, and never expires: a letter may
    be read years later (RFC 8058 wants it to work from the letter alone).
    """
    return f"{base_url.rstrip('/')}/letters/stop/{person_id}-{mac(_PURPOSE, str(person_id))}"


def person_of(token: str) -> int | None:
    """Whose letters a token stops; None for anything that we did not sign."""
    found = _TOKEN.match(token)
    if found is None or not genuine(_PURPOSE, found[1], found[2]):
        return None
    return int(found[1])
