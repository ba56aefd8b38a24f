"""Who may come in: passwords tried one by one, guesses counted where every process sees them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.database import execute, row, rows, transaction, value
from tracker.people import passwords, sessions
from tracker.people.rules import (
    ACCOUNT_FAILURES,
    ACCOUNT_WINDOW,
    ADDRESS_FAILURES,
    ADDRESS_PENDING,
    ADDRESS_WINDOW,
    network_of,
    network_resting_until,
    normal_username,
    resting_until,
)
from tracker.people.viewer import Viewer
from tracker.refusal import Refused
from tracker.web.log import log
from tracker.words import _, hour

LONGEST_NAME = 60
FORGET_AFTER = timedelta(days=1)
ACCOUNT_LOCK, NETWORK_LOCK = 7_602_101, 7_602_102  # any two numbers, always taken in this order


@dataclass(frozen=True)
class Guess:
    """A try at a password: for which account, when, from where, on what."""

    username: str
    at: datetime
    address: str = ""
    device: str = ""


async def sign_in(guess: Guess, password: str) -> str:
    """Open a session for the right password and answer its token.

    Raises Refused with the same words for a wrong password and for an account that is not there,
    and with a time when too many guesses were made.
    """
    attempt = await _count(guess)
    person = await row(
        "SELECT id, password_hash FROM person WHERE username = $1 AND disabled_at IS NULL",
        normal_username(guess.username)[:LONGEST_NAME],
    )
    stored = person["password_hash"] if person else None
    if not await passwords.verified(stored, password) or person is None or stored is None:
        await _was_wrong(attempt)
        raise Refused(_("The username or the password is not right"), "password")
    renewed = await passwords.hashed(password) if passwords.outdated(stored) else stored
    async with transaction():
        await _was_right(attempt)
        await _replace(person["id"], stored, renewed)
        token = await sessions.start(person["id"], at=guess.at, address=guess.address, device=guess.device)
    log().info("signed in", person=person["id"], address=guess.address)
    return token


async def change_password(
    viewer: Viewer, guess: Guess, old: str, new: str, beside: Callable[[], Awaitable[None]]
) -> str:
    """Replace a password by one already found good; all sessions end, the new one's token is the answer.

    ``beside`` is done in the same transaction.
    Raises Refused when the old password is wrong or too many guesses were made at it.
    """
    attempt = await _count(guess)
    stored = await value("SELECT password_hash FROM person WHERE id = $1", viewer.id)
    if not await passwords.verified(stored, old):
        await _was_wrong(attempt)
        raise Refused(_("The present password is not right"), "old_password")
    renewed = await passwords.hashed(new)
    async with transaction():
        await _was_right(attempt)
        await _replace(viewer.id, stored, renewed)
        await execute("UPDATE person SET must_change_password = false WHERE id = $1", viewer.id)
        await sessions.end_all(viewer.id)
        await beside()
        token = await sessions.start(viewer.id, at=guess.at, address=guess.address, device=guess.device)
    log().info("password changed", person=viewer.id)
    return token


async def prove(viewer: Viewer, guess: Guess, password: str) -> None:
    """Let somebody who is signed in show once more that they know the password.

    Raises Refused when it is wrong or too many guesses were made at it.
    """
    attempt = await _count(guess)
    stored = await value("SELECT password_hash FROM person WHERE id = $1", viewer.id)
    if not await passwords.verified(stored, password):
        await _was_wrong(attempt)
        raise Refused(_("The present password is not right"), "password")
    await _was_right(attempt)


async def _replace(person: int, tried: str, renewed: str) -> None:
    """Keep the new hash, if the one that was tried still stands.

    Trying takes a while; whoever reset the password or closed the account meanwhile has the last word.
    """
    kept = await execute(
        "UPDATE person SET password_hash = $3 WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL",
        person, tried, renewed,
    )  # fmt: skip
    if not kept:
        raise Refused(_("The username or the password is not right"), "password")


async def _count(guess: Guess) -> int:
    """Write the guess down as a failure before it is tried; its row goes when it was right.

    Guesses at one account queue behind a lock, so that any number made at once cannot pass the limit.
    """
    username = normal_username(guess.username)[:LONGEST_NAME]
    network = network_of(guess.address)
    async with transaction():
        await _lock(ACCOUNT_LOCK, username)
        await _lock(NETWORK_LOCK, network)
        if until := await _resting_until(username, network, guess.at):
            after = hour(until + timedelta(minutes=1))
            raise Refused(_("Too many wrong tries. Try again after %(hour)s.", hour=after), "username")
        await execute("DELETE FROM sign_in_attempt WHERE at < $1", guess.at - FORGET_AFTER)
        attempt = await value(
            "INSERT INTO sign_in_attempt (username, address, at) VALUES ($1, $2, $3) RETURNING id",
            username, network, guess.at,
        )  # fmt: skip
    return int(attempt)


async def _was_right(attempt: int) -> None:
    await execute("DELETE FROM sign_in_attempt WHERE id = $1", attempt)


async def _was_wrong(attempt: int) -> None:
    await execute("UPDATE sign_in_attempt SET pending = false WHERE id = $1", attempt)


async def _resting_until(username: str, network: str, at: datetime) -> datetime | None:
    account = await _latest("username = $1", username, at - 2 * ACCOUNT_WINDOW, ACCOUNT_FAILURES)
    # A whole office signs in at eight: of a neighbourhood only what proved wrong counts.
    nearby = await _latest("address = $1 AND NOT pending", network, at - ADDRESS_WINDOW, ADDRESS_FAILURES)
    waiting = await value(
        "SELECT count(*) FROM sign_in_attempt WHERE address = $1 AND pending AND at > $2",
        network, at - ADDRESS_WINDOW,
    )  # fmt: skip
    if waiting >= ADDRESS_PENDING:
        return at
    return resting_until(account, at) or network_resting_until(nearby, at)


async def _lock(kind: int, name: str) -> None:
    await row("SELECT pg_advisory_xact_lock($1, hashtext($2))", kind, name)


async def _latest(condition: str, wanted: str, since: datetime, most: int) -> list[datetime]:
    found = await rows(
        f"SELECT at FROM sign_in_attempt WHERE {condition} AND at > $2 ORDER BY at DESC LIMIT $3",
        wanted, since, most,
    )  # fmt: skip
    return [one["at"] for one in found]
