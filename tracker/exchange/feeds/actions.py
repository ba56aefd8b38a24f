"""What is done with calendar feeds: an address is made or renewed, and taken back."""

import secrets
from datetime import datetime

from tracker.database import execute, transaction
from tracker.exchange.feeds.rules import scopes
from tracker.history.actions import record
from tracker.people.sessions import digest
from tracker.people.viewer import Viewer
from tracker.refusal import NotThere


async def make(viewer: Viewer, scope: str, at: datetime) -> str:
    """Give a person's feed a new secret address; its token, told this once. The one before ends.

    Raises NotThere for a feed that their role does not have.
    """
    token = secrets.token_urlsafe(32)
    async with transaction():
        renewed = await _end(viewer, scope, at)
        await execute(
            "INSERT INTO calendar_feed (person, scope, token_hash, made_at) VALUES ($1, $2, $3, $4)",
            viewer.id,
            scope,
            digest(token),
            at,
        )
        await _note(viewer, "renew_feed" if renewed else "make_feed", scope, at)
    return token


async def revoke(viewer: Viewer, scope: str, at: datetime) -> bool:
    """Take a feed's address back; whether there was one. Raises NotThere as ``make`` does."""
    async with transaction():
        ended = await _end(viewer, scope, at)
        if ended:
            await _note(viewer, "revoke_feed", scope, at)
    return ended


async def _end(viewer: Viewer, scope: str, at: datetime) -> bool:
    if scope not in scopes(viewer.role):
        raise NotThere
    # The person's row first: two windows that renew at once stand in line.
    await execute("SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE", viewer.id)
    ended = await execute(
        "UPDATE calendar_feed SET revoked_at = $3 WHERE person = $1 AND scope = $2 AND revoked_at IS NULL",
        viewer.id,
        scope,
        at,
    )
    return ended > 0


async def _note(viewer: Viewer, verb: str, scope: str, at: datetime) -> None:
    await record(
        "person", viewer.id, verb, at, actor_id=viewer.id, actor_name=viewer.name,
        actor_agency=viewer.agency_name, text=scope,
    )  # fmt: skip
