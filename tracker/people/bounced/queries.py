"""Whose address letters come back from, how badly, since when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.database import rows
from tracker.mail.bounces.rules import FLAGGED_FROM, HARD, SOFT

FADES = timedelta(days=60)  # a mailbox that was full or a server that was down for a while says no more

# By the address: who gets another one begins anew, and a closed account concerns nobody.
_BOUNCED = """
    SELECT p.id, p.full_name AS name, p.username, a.short_name AS agency, p.email AS address,
        sum(CASE WHEN b.hard THEN $1::float8 ELSE $2 END) AS score, min(b.on_day) AS since,
        max(b.noted_at) AS last_at, (array_agg(b.said ORDER BY b.noted_at DESC, b.id DESC))[1] AS said,
        (max(b.id) || '-' || count(*) FILTER (WHERE b.hard)) AS seen
    FROM letter_bounce AS b
    JOIN person AS p ON lower(p.email) = lower(b.address) AND p.disabled_at IS NULL
    JOIN agency AS a ON a.id = p.agency
    WHERE b.settled_at IS NULL AND (b.hard OR b.on_day > $4) AND ($3::integer IS NULL OR p.id = $3)
    GROUP BY p.id, a.id
    ORDER BY score DESC, last_at DESC, p.id
    LIMIT 500
"""


@dataclass(frozen=True)
class Bounced:
    """One person whose letters come back; ``seen`` changes whenever one more does."""

    id: int
    name: str
    username: str
    agency: str
    address: str
    score: float
    since: date
    last_at: datetime
    said: str
    seen: str

    @property
    def flagged(self) -> bool:
        """Whether somebody should look at the address now."""
        return self.score >= FLAGGED_FROM


async def bounced(today: date, person: int | None = None) -> list[Bounced]:
    """The persons whose letters come back, the worst first; or one of them alone.

    A letter put off counts for sixty days, one refused for good until it is settled.
    """
    return [Bounced(**found) for found in await rows(_BOUNCED, HARD, SOFT, person, today - FADES)]
