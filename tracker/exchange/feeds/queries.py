"""What is asked of calendar feeds: whose address it is, which deadlines that person may see."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tracker.database import execute, row, rows
from tracker.exchange.feeds.rules import AGENCY, AHEAD_DAYS, KEPT_DAYS, MOST
from tracker.people.sessions import digest
from tracker.people.viewer import SEES_ALL
from tracker.tasks.queries.narrowing import OPEN, Where, mine, source
from tracker.tasks.rules import bucket

READ_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Feed:
    """A feed and whose it is, with the rights of this very moment."""

    id: int
    scope: str
    person: int
    role: str
    agency_id: int
    language: str
    alive: bool

    @property
    def sees_all(self) -> bool:
        """Whether the whole province's tasks are theirs to read."""
        return self.role in SEES_ALL


async def feed_of(token: str, at: datetime) -> Feed | None:
    """The feed with this secret address, alive or not; None when there never was one.

    That it was read is noted at most hourly.
    """
    found = await row(
        """SELECT f.id, f.scope, f.person, p.role, p.agency AS agency_id, p.language, f.read_at,
                  f.revoked_at IS NULL AND p.disabled_at IS NULL AS alive
           FROM calendar_feed AS f JOIN person AS p ON p.id = f.person WHERE f.token_hash = $1""",
        digest(token),
    )
    if found is None:
        return None
    read_at = found.pop("read_at")
    if found["alive"] and (read_at is None or at - read_at >= READ_EVERY):
        await execute("UPDATE calendar_feed SET read_at = $2 WHERE id = $1", found["id"], at)
    return Feed(**found)


async def feeds_of(person: int) -> dict[str, dict[str, Any]]:
    """A person's live feeds by scope: when made, when read last."""
    found = await rows(
        "SELECT scope, made_at, read_at FROM calendar_feed WHERE person = $1 AND revoked_at IS NULL", person
    )
    return {one["scope"]: one for one in found}


async def deadlines(feed: Feed, today: date) -> list[dict[str, Any]]:
    """The deadlines of a feed by day: open ones however old, finished and withdrawn ones for a while.

    Occurrences and milestones have deadlines of their own; a task that comes back shows its present
    occurrence's and would say the same day twice. Beyond ``MOST``, open tasks and nearest days come first.
    """
    where = Where()
    origin = source(where, today, today)
    _theirs(where, feed, today)
    since = where.arg(today - timedelta(days=KEPT_DAYS))
    where.add("f.due_on IS NOT NULL")
    where.add(f"({OPEN} OR f.state = 'submitted' OR hanoi_day(f.changed_at) >= {since})")
    where.add("NOT EXISTS (SELECT FROM task AS o WHERE o.parent = f.id AND o.part = 'occurrence')")
    found = await rows(
        f"""SELECT f.id, f.code, f.part_label, f.due_on, f.state, f.submitted_on, f.changed_at, f.version,
                   f.lead_agency = {where.arg(feed.agency_id)} OR {feed.sees_all} AS leads
            FROM {origin} WHERE {where}
            ORDER BY NOT ({OPEN}), abs(f.due_on - {where.arg(today)}), f.id LIMIT {MOST}""",
        *where.args,
    )
    judged = (
        {**one, "bucket": bucket(one["state"], one["due_on"], one["submitted_on"], today)} for one in found
    )
    return sorted(judged, key=lambda one: (one["due_on"], one["id"]))


def _theirs(where: Where, feed: Feed, today: date) -> None:
    """Put what the feed's owner may see, and wants in this feed, into ``where``."""
    if feed.sees_all:
        soon = where.arg(today + timedelta(days=AHEAD_DAYS))
        where.add(f"(f.starred OR f.due_on <= {soon})")
        return
    where.add(mine(where, feed.agency_id, "", today))
    if feed.scope == AGENCY:
        return
    person, agency = where.arg(feed.person), where.arg(feed.agency_id)
    own = f"f.responsible = {person}"
    if feed.role == "lead":
        nobody = """NOT EXISTS (SELECT FROM person AS p WHERE p.id = f.responsible
                     AND p.agency = f.lead_agency AND p.disabled_at IS NULL)"""
        own = f"({own} OR f.lead_agency = {agency} AND {nobody})"
    where.add(own)
