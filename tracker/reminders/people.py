"""Whom reminders may concern, and who is written to when somebody is away."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tracker.database import rows
from tracker.mail.rules import is_address
from tracker.tasks.queries.narrowing import OPEN

_PEOPLE = f"""
    SELECT p.id, p.username, p.full_name AS name, p.role, p.email, p.language, p.agency AS agency_id,
           a.name AS agency_name, p.disabled_at IS NULL AS active, c.responsible IS NOT NULL AS carries
    FROM person AS p JOIN agency AS a ON a.id = p.agency
    LEFT JOIN (SELECT DISTINCT f.responsible FROM task AS f WHERE {OPEN}) AS c ON c.responsible = p.id
    WHERE p.role IN ('lead', 'office') OR c.responsible IS NOT NULL OR p.id = ANY($1)
    ORDER BY p.role <> 'office', a.sort_order, a.id, p.role, p.id"""


@dataclass(frozen=True)
class Person:
    """Somebody who may be owed a letter. ``carries``: is responsible for an open task."""

    id: int
    username: str
    name: str
    role: str
    email: str
    language: str
    agency_id: int
    agency_name: str
    active: bool
    carries: bool

    @property
    def reachable(self) -> bool:
        """Whether a letter can be written to them."""
        return is_address(self.email)


async def people(also: Collection[int] = ()) -> list[Person]:
    """The office, heads, whoever carries open tasks, and ``also`` these, closed accounts included."""
    return [Person(**one) for one in await rows(_PEOPLE, list(also))]


def readers(owed: Iterable[int], known: Mapping[int, Person], away: Mapping[int, int]) -> dict[int, int]:
    """Who is written to for each person who is owed something: a substitute, or the person.

    A substitute who cannot be written to is none: the letter then waits for the person's return.
    """
    found = {}
    for person in owed:
        instead = known.get(away.get(person, person))
        found[person] = instead.id if instead and instead.active and instead.reachable else person
    return found
