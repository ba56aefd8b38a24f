"""What is done to accounts: made, given a new password, closed."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.database import execute, row, transaction, value
from tracker.history.actions import record
from tracker.people.passwords import hashed
from tracker.refusal import NotThere, Refused
from tracker.words import _

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
ROLES = ("member", "office", "lead", "staff", "auditor", "admin")


@dataclass(frozen=True)
class NewPerson:
    """An account to be made. ``agency`` is a code."""

    username: str
    full_name: str
    agency: str
    role: str
    email: str
    title: str = ""


def first_password() -> str:
    """A password to hand over, which must be changed at the first sign-in."""
    return secrets.token_urlsafe(15)


async def add(new: NewPerson, at: datetime) -> str:
    """Make an account; its first password, which is kept nowhere in readable form."""
    if not USERNAME.fullmatch(new.username):
        raise Refused(_("A username has small letters, digits, dots, dashes, at most 60"), "username")
    if new.role not in ROLES:
        raise Refused(_("There is no role %(role)s", role=new.role), "role")
    if new.email and "@" not in new.email:
        raise Refused(_("%(email)s is not an e-mail address", email=new.email), "email")
    agency = await value("SELECT id FROM agency WHERE code = $1", new.agency)
    if agency is None:
        raise Refused(_("There is no agency with the code %(code)s", code=new.agency), "agency")
    password = first_password()
    async with transaction():
        made = await value(
            """INSERT INTO person (username, full_name, title, agency, role, email, password_hash,
                                   must_change_password, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, true, $8)
               ON CONFLICT (username) DO NOTHING RETURNING id""",
            new.username,
            new.full_name,
            new.title,
            agency,
            new.role,
            new.email,
            await hashed(password),
            at,
        )
        if made is None:
            raise Refused(_("There is already an account %(name)s", name=new.username), "username")
        changes = {"role": (None, new.role), "agency": (None, agency), "email": (None, new.email)}
        await _line(made, "add", at, changes)
    return password


async def reset(username: str, at: datetime) -> str:
    """A new first password for an account; whoever is signed in with the old one is signed out."""
    password = first_password()
    async with transaction():
        person = await _found(username)
        await execute(
            "UPDATE person SET password_hash = $2, must_change_password = true, disabled_at = NULL"
            " WHERE id = $1",
            person,
            await hashed(password),
        )
        await execute("DELETE FROM session WHERE person = $1", person)
        await execute("DELETE FROM sign_in_attempt WHERE username = $1", username)
        await _line(person, "reset", at, {})
    return password


async def disable(username: str, at: datetime) -> None:
    """Close an account at once: no sign-in, no open session, no letters. Its history stays."""
    async with transaction():
        person = await _found(username)
        await execute("UPDATE person SET disabled_at = $2 WHERE id = $1", person, at)
        await execute("DELETE FROM session WHERE person = $1", person)
        await _line(person, "disable", at, {"disabled_at": (None, at)})


async def _found(username: str) -> int:
    person = await row("SELECT id FROM person WHERE username = $1 FOR UPDATE", username)
    if person is None:
        raise NotThere
    return int(person["id"])


async def _line(person: int, verb: str, at: datetime, changes: Mapping[str, tuple[object, object]]) -> None:
    await record(
        "person",
        person,
        verb,
        at,
        actor_id=None,
        actor_name="tracker",
        actor_agency="",
        changes=changes,
    )
