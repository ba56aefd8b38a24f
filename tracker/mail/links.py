"""Links in letters: they say where to and whom the letter was for, and prove that they are ours."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from hmac import compare_digest

from tracker.web.places import local_path
from tracker.web.signing import mac

PURPOSE = "letter-link"
PLACE = "/go/"
DIGITS = 32  # of the signature, hexadecimal: 128 bits
LONGEST = 150  # characters of a token, so that a whole link stays under 200


@dataclass(frozen=True)
class Link:
    """Where a letter led, and the person it was written to."""

    path: str
    person: int


def to(path: str, person_id: int, base_url: str) -> str:
    """The address to put into a letter: opens ``path``, after sign-in where that is needed.

    The same for the same letter, byte for byte. ``path`` is a page of ours with its query and fragment;
    anything else becomes the first page. A path too long to be signed goes as it is: its page asks for
    sign-in by itself, only the username is not filled in.
    """
    there, base = local_path(path), base_url.rstrip("/")
    text = f"{person_id} {there}"
    signature = bytes.fromhex(mac(PURPOSE, text)[:DIGITS])
    # The signature first: a token then ends as the path does, in a sign that no mail reader cuts off.
    token = _written(signature + text.encode())
    return f"{base}{PLACE}{token}" if len(token) <= LONGEST else f"{base}{there}"


def read(token: str) -> Link | None:
    """What a token of ours says; None for one that is cut, changed or not ours."""
    try:
        known = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        text = known[DIGITS // 2 :].decode()
    except (Error, ValueError):
        return None
    signature = known[: DIGITS // 2].hex()
    if _written(known) != token or not compare_digest(mac(PURPOSE, text)[:DIGITS], signature):
        return None
    person, _, path = text.partition(" ")
    return Link(local_path(path), int(person))


def _written(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
