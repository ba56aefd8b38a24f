"""What is done with tokens: made and told once, revoked; each act is a line of its person's history."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from tracker.database import execute, row, rows, transaction, value
from tracker.exchange.api import scopes
from tracker.history.actions import record
from tracker.people.sessions import digest
from tracker.people.viewer import Viewer
from tracker.refusal import NotThere, Refused
from tracker.words import _


@dataclass(frozen=True)
class Wanted:
    """A token to be made: what for, of which person's rights, for how many days. ``system`` '': their own."""

    name: str
    scopes: list[str]
    days: int
    person: int
    system: str = ""


async def make(actor: Viewer, wanted: Wanted, at: datetime) -> str:
    """Make a token; its secret, which is kept nowhere. Call it inside a transaction.

    A person makes their own; the administrator those of systems, which decide nothing. Raises Refused.
    """
    if not 1 <= wanted.days <= scopes.LONGEST_DAYS:
        raise Refused(_("Choose how long the token is good"), "days")
    await _check_person(actor, wanted, at)
    secret = scopes.PREFIX + secrets.token_urlsafe(32)
    await execute(
        """INSERT INTO api_token (person, system, name, token_hash, scopes, created_at, created_by,
                                  expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        wanted.person, wanted.system, wanted.name, digest(secret), wanted.scopes, at, actor.id,
        scopes.ends_at(at, wanted.days),
    )  # fmt: skip
    told = {
        "scopes": (None, " ".join(wanted.scopes)),
        "expires_at": (None, scopes.ends_at(at, wanted.days)),
        **({"system": (None, wanted.system)} if wanted.system else {}),
    }
    await record(
        "person", wanted.person, "make_token", at, actor_id=actor.id, actor_name=actor.name,
        actor_agency=actor.agency_name, text=wanted.name, changes=told,
    )  # fmt: skip
    return secret


async def revoke(actor: Viewer, token: int, at: datetime) -> None:
    """End a token at once: one's own, or any as the administrator. Ended already, nothing happens.

    Raises NotThere for anybody else's.
    """
    async with transaction():
        kept = await row("SELECT person, name, revoked_at FROM api_token WHERE id = $1 FOR UPDATE", token)
        if kept is None or not (actor.role == "admin" or kept["person"] == actor.id):
            raise NotThere
        if kept["revoked_at"] is not None:
            return
        await execute("UPDATE api_token SET revoked_at = $2 WHERE id = $1", token, at)
        await record(
            "person", kept["person"], "revoke_token", at, actor_id=actor.id, actor_name=actor.name,
            actor_agency=actor.agency_name, text=kept["name"],
        )  # fmt: skip


async def revoke_all(actor: Viewer, at: datetime) -> int:
    """End all tokens that have the actor's own rights, each with its line of history; how many."""
    async with transaction():
        asked = """SELECT id FROM api_token WHERE person = $1 AND revoked_at IS NULL AND expires_at > $2
                   ORDER BY id"""
        found = await rows(asked, actor.id, at)
        for one in found:
            await revoke(actor, one["id"], at)
    return len(found)


async def _check_person(actor: Viewer, wanted: Wanted, at: datetime) -> None:
    """Hold the person's row until the token is there: an account that closes meanwhile ends it too."""
    person = await row("SELECT role, disabled_at FROM person WHERE id = $1 FOR UPDATE", wanted.person)
    if person is None or person["disabled_at"] is not None:
        raise Refused(_("Choose one of the accounts listed"), "person")
    allowed = set(scopes.offered(person["role"]))
    if wanted.system:
        if actor.role != "admin" or person["role"] == "admin":
            raise Refused(_("Choose one of the accounts listed"), "person")
        allowed &= scopes.FOR_SYSTEMS
    elif wanted.person != actor.id:
        raise NotThere
    if not wanted.scopes or not allowed.issuperset(wanted.scopes):
        raise Refused(_("Choose what the token may do, out of what the account may"), "scopes")
    count = await value(
        "SELECT count(*) FROM api_token WHERE person = $1 AND revoked_at IS NULL AND expires_at > $2",
        wanted.person,
        at,
    )
    if count >= scopes.MOST_TOKENS:
        raise Refused(_("There are %(n)s tokens in use: revoke one first", n=count))
