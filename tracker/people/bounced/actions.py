"""What the administrator does about an address from which letters come back: it begins anew."""

from datetime import datetime

from tracker.clock import day_of
from tracker.database import execute, transaction
from tracker.history.actions import record
from tracker.mail.bounces import actions as bounces
from tracker.people.bounced.queries import bounced
from tracker.people.viewer import Viewer
from tracker.refusal import Conflict, NotThere


async def settle(viewer: Viewer, person: int, seen: str, at: datetime) -> str:
    """Count an address from nothing again, with a line of history; the person's name.

    ``seen`` is what the administrator saw of it. Raises NotThere when nothing is left to settle, Conflict
    when another letter came back meanwhile: it must not be settled unread.
    """
    async with transaction():
        await execute("SELECT FROM person WHERE id = $1 FOR UPDATE", person)
        found = next(iter(await bounced(day_of(at), person)), None)
        if found is None:
            raise NotThere
        if found.seen != seen:
            raise Conflict
        settled = await bounces.settle(found.address, at)
        await record(
            "person",
            person,
            "settle_bounces",
            at,
            actor_id=viewer.id,
            actor_name=viewer.name,
            actor_agency=viewer.agency_name,
            text=found.address,
            changes={"bounces": (settled, 0)},
        )
    return found.name
