"""What is asked of what is new: the lines of history that concern somebody since they last looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.database import row, rows
from tracker.reminders.daily.facts import LINES
from tracker.reminders.daily.rules import CONCERNS, REACH, hearers, still
from tracker.reminders.rules import Cast

MOST = 300  # lines looked at, newest first: more news than that is not read one by one

# Told by agency: to its heads, to whoever is responsible, to the agency asked for a contribution.
_OF_AGENCY = frozenset({"lead", "coordinator", "responsible", "asker"})
_TOLD = {"lead": _OF_AGENCY, "staff": _OF_AGENCY, "office": frozenset({"office", "asker"})}
_ASKER = frozenset({"asker"})

# The planner sees the range of lines behind the last one seen, and looks at no older ones.
_SINCE = f"""
    SELECT * FROM ({LINES}) AS l
    WHERE l.line > coalesce((SELECT s.line FROM person_seen AS s WHERE s.person = $4), 0)
      AND ($5 OR $6 IN (l.lead, l.asked_agency) OR $4 IN (l.responsible, l.made_responsible, l.asker))
    ORDER BY l.line DESC LIMIT {MOST}"""


@dataclass(frozen=True)
class Reader:
    """Who looks, as the rules of reminding know people."""

    id: int
    role: str
    agency_id: int
    active: bool = True
    carries: bool = True
    reachable: bool = True

    @property
    def verbs(self) -> list[str]:
        """The moves that may concern them at all."""
        told = _TOLD.get(self.role, _ASKER)
        return [verb for verb, concern in CONCERNS.items() if concern.who in told]


@dataclass(frozen=True)
class Seen:
    """Up to which line of history somebody has looked, and when."""

    line: int
    at: datetime


async def seen(person: int) -> Seen | None:
    """Where somebody stopped reading; None for an account that never signed in."""
    found = await row("SELECT line, seen_at AS at FROM person_seen WHERE person = $1", person)
    return Seen(**found) if found else None


async def unseen(reader: Reader, at: datetime) -> list[dict[str, Any]]:
    """The lines that concern a person since they last looked, newest first.

    The same as in letters: what was taken back, or done meanwhile, is news to nobody, and what is older than
    ``REACH`` neither. One question, whoever asks.
    """
    everywhere = reader.role not in {"lead", "staff"}
    found = await rows(_SINCE, reader.verbs, at - REACH, at, reader.id, everywhere, reader.agency_id)
    return of_reader(found, reader)


def of_reader(lines: Iterable[dict[str, Any]], reader: Reader) -> list[dict[str, Any]]:
    """Those of some lines that concern a reader now."""
    alone = Cast.of([reader])
    return [line for line in lines if hearers(line, alone) and still(line)]
