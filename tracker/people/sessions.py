"""Who is signed in where: a token in the browser, its digest here; ended or touched, never put back."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker import settings
from tracker.database import execute, row, rows, transaction
from tracker.people.rules import SESSIONS_EACH
from tracker.people.viewer import Viewer

TOUCH_EVERY = timedelta(minutes=1)
LONGEST_DEVICE = 200


@dataclass(frozen=True)
class OpenSession:
    """One sign-in that is still good."""

    id: int
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    device: str


def digest(token: str) -> bytes:
    """What is stored of a token: of no use to whoever reads the table."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


async def start(person_id: int, *, at: datetime, address: str, device: str) -> str:
    """Open a session and answer its token; beyond five the one opened first ends, whatever the clock said."""
    token = secrets.token_urlsafe(32)
    until = at + timedelta(hours=settings.current().session_hours)
    async with transaction():
        await execute(
            """INSERT INTO session (person, token_hash, created_at, seen_at, expires_at, address, device)
               VALUES ($1, $2, $3, $3, $4, $5, $6)""",
            person_id, digest(token), at, until, address, device[:LONGEST_DEVICE],
        )  # fmt: skip
        # Whoever comes for the first time has seen everything that was before: news begins here.
        await execute(
            """INSERT INTO person_seen (person, line, seen_at)
               SELECT $1, coalesce(max(id), 0), $2 FROM history ON CONFLICT (person) DO NOTHING""",
            person_id, at,
        )  # fmt: skip
        await execute(
            """DELETE FROM session WHERE expires_at <= $2 OR (person = $1 AND id NOT IN (
                   SELECT id FROM session WHERE person = $1 ORDER BY id DESC LIMIT $3))""",
            person_id, at, SESSIONS_EACH,
        )  # fmt: skip
    return token


async def recognise(token: str, at: datetime, active: bool) -> Viewer | None:
    """The person whose token this is, with the rights of this moment; None when the session is over.

    ``active`` is False for what a page asks by itself, which keeps no session alive.
    """
    idle_since = at - timedelta(minutes=settings.current().idle_minutes)
    found = await row(
        """SELECT s.id AS session_id, s.seen_at, p.id, p.username, p.full_name AS name, p.title, p.role,
                  a.id AS agency_id, a.code AS agency_code, a.name AS agency_name,
                  p.language, p.may_submit, p.must_change_password
           FROM session s JOIN person p ON p.id = s.person JOIN agency a ON a.id = p.agency
           WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.seen_at > $3 AND p.disabled_at IS NULL""",
        digest(token), at, idle_since,
    )  # fmt: skip
    if found is None:
        return None
    seen_at = found.pop("seen_at")
    if active and at - seen_at >= TOUCH_EVERY:
        await execute("UPDATE session SET seen_at = $2 WHERE id = $1", found["session_id"], at)
    return Viewer(**found)


async def listed(person_id: int, at: datetime) -> list[OpenSession]:
    """A person's open sessions, the one used last first."""
    idle_since = at - timedelta(minutes=settings.current().idle_minutes)
    found = await rows(
        """SELECT id, created_at, seen_at, expires_at, address, device FROM session
           WHERE person = $1 AND expires_at > $2 AND seen_at > $3 ORDER BY seen_at DESC, id DESC""",
        person_id, at, idle_since,
    )  # fmt: skip
    return [OpenSession(**one) for one in found]


async def end(person_id: int, session_id: int) -> int:
    """End one of a person's sessions; how many that was."""
    return await execute("DELETE FROM session WHERE person = $1 AND id = $2", person_id, session_id)


async def end_others(person_id: int, kept: int) -> int:
    """End all of a person's sessions but one; how many that was."""
    return await execute("DELETE FROM session WHERE person = $1 AND id <> $2", person_id, kept)


async def end_all(person_id: int) -> int:
    """End all of a person's sessions; how many that was."""
    return await execute("DELETE FROM session WHERE person = $1", person_id)
