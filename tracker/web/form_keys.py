"""A form that is sent twice has one effect: its key is kept with the answer it was given."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from tracker.database import execute, row, value
from tracker.refusal import Refused
from tracker.words import _

KEPT_DAYS = 7


def new_key() -> str:
    """A key for a form about to be shown."""
    return str(uuid4())


def digest(fields: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over what was typed, its own key and token aside, in the order of names."""
    typed = sorted((n, v) for n, v in fields if n not in {"form_key", "csrf_token"})
    return hashlib.sha256(repr(typed).encode()).hexdigest()


async def once(key: str, person_id: int, purpose: str, content: str, location: str, at: datetime) -> str:
    """Claim a key inside the transaction of the form's effect.

    Answers '' when this is the first time, or the address the first send was led to. A second send waits
    here until the first has committed. Raises Refused when the key was used for something else.
    """
    try:
        wanted = UUID(key)
    except ValueError:
        raise Refused(_("This form has expired. Open the page again; nothing was saved.")) from None
    made = await value(
        """INSERT INTO form_key (key, person, purpose, digest, location, created_at)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key) DO NOTHING RETURNING id""",
        wanted,
        person_id,
        purpose,
        content,
        location,
        at,
    )
    if made is not None:
        return ""
    kept = await row("SELECT person, purpose, digest, location FROM form_key WHERE key = $1", wanted)
    same = kept and (kept["person"], kept["purpose"], kept["digest"]) == (person_id, purpose, content)
    if not kept or not same:
        raise Refused(_("This form was already sent with other content. Open the page again to send more."))
    return str(kept["location"])


async def forget(before: datetime) -> int:
    """Drop keys older than ``before``; how many."""
    return await execute("DELETE FROM form_key WHERE created_at < $1", before)
