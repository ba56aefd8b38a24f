"""Who is away and who stands in: noted by the person, or by the head for an officer; taken back.

It stands here and not among people, who know no forms of days: only reminders ask who is away.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.database import execute, row, rows, transaction, value
from tracker.history.actions import record
from tracker.people.viewer import Viewer
from tracker.refusal import NotThere, Refused
from tracker.reminders.rulebook.rules import peers
from tracker.words import _, dmy

# Of whom a person may note and take back an absence: oneself, and a head the officers of the agency.
_MINE = "(p.id = $1 OR $2 AND p.role = 'staff' AND p.agency = $3 AND p.disabled_at IS NULL)"


@dataclass(frozen=True)
class Absence:
    """Days on which a person is away, both included, and who is written to instead."""

    person: int
    substitute: int
    from_on: date
    until_on: date


async def away(viewer: Viewer, today: date) -> list[dict[str, Any]]:
    """Absences now and to come that a person may take back, the nearest first."""
    return await rows(
        f"""SELECT a.id, a.person, p.full_name AS name, s.full_name AS substitute, a.from_on, a.until_on,
                   a.from_on <= $4 AS now,
                   s.disabled_at IS NULL AND s.agency = p.agency AND s.role = ANY($5) AS stands
            FROM person_absence AS a JOIN person AS p ON p.id = a.person
                JOIN person AS s ON s.id = a.substitute
            WHERE {_MINE} AND a.ended_at IS NULL AND a.until_on >= $4
            ORDER BY a.from_on, a.id""",
        *_who(viewer), today, sorted(peers(viewer.role)),
    )  # fmt: skip


async def answerable(viewer: Viewer) -> list[dict[str, Any]]:
    """Whose absence a person may note: their own first, then a head's officers by name."""
    if not peers(viewer.role):
        return []
    return await rows(
        f"""SELECT p.id, p.full_name AS name FROM person AS p WHERE {_MINE}
            ORDER BY p.id <> $1, p.full_name, p.id""",
        *_who(viewer),
    )


async def substitutes_of(viewer: Viewer) -> list[dict[str, Any]]:
    """Who may stand in at a person's agency: active and a peer."""
    return await rows(
        """SELECT id, full_name AS name, title FROM person
           WHERE agency = $1 AND role = ANY($2) AND disabled_at IS NULL ORDER BY full_name, id""",
        viewer.agency_id,
        sorted(peers(viewer.role)),
    )


async def note(viewer: Viewer, absence: Absence, at: datetime) -> None:
    """Note that somebody is away. Runs in the caller's transaction.

    Raises NotThere for somebody else's officer, Refused for a substitute of another agency and for days on
    which an absence is noted already.
    """
    person = await _locked(viewer, absence.person)
    substitute = await row(
        """SELECT full_name FROM person WHERE id = $1 AND agency = $2 AND role = ANY($3)
               AND disabled_at IS NULL AND id <> $4""",
        absence.substitute, viewer.agency_id, sorted(peers(viewer.role)), absence.person,
    )  # fmt: skip
    if substitute is None:
        raise Refused(_("Choose a colleague of the agency who is there meanwhile"), "substitute")
    other = await row(
        """SELECT from_on, until_on FROM person_absence
           WHERE person = $1 AND ended_at IS NULL AND from_on <= $3 AND until_on >= $2
           ORDER BY from_on LIMIT 1""",
        absence.person, absence.from_on, absence.until_on,
    )  # fmt: skip
    if other:
        days = {"first": dmy(other["from_on"]), "last": dmy(other["until_on"])}
        raise Refused(_("Noted already from %(first)s to %(last)s: take that back first", **days), "from_on")
    await value(
        """INSERT INTO person_absence (person, substitute, from_on, until_on, noted_by, noted_at)
           VALUES ($1, $2, $3, $4, $5, $6) RETURNING id""",
        absence.person, absence.substitute, absence.from_on, absence.until_on, viewer.id, at,
    )  # fmt: skip
    told = {
        "away_from": (None, absence.from_on),
        "away_until": (None, absence.until_on),
        "substitute": (None, substitute["full_name"]),
    }
    await _line(viewer, person, "away", at, told)


async def take_back(viewer: Viewer, absence: int, at: datetime) -> None:
    """End an absence at once; taken back already, nothing happens. Raises NotThere for one of others."""
    async with transaction():
        found = await row("SELECT person, from_on, until_on FROM person_absence WHERE id = $1", absence)
        person = await _locked(viewer, found["person"] if found else 0)
        ended = await execute(
            "UPDATE person_absence SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", absence, at
        )
        if found and ended:
            told = {"away_from": (found["from_on"], None), "away_until": (found["until_on"], None)}
            await _line(viewer, person, "back", at, told)


async def _locked(viewer: Viewer, person: int) -> int:
    """Somebody whose absence this person may note, held so that two notes come one after the other."""
    found: int | None = await value(
        f"SELECT p.id FROM person AS p WHERE {_MINE} AND p.id = $4 FOR UPDATE", *_who(viewer), person
    )
    if found is None or not peers(viewer.role):
        raise NotThere
    return found


def _who(viewer: Viewer) -> tuple[int, bool, int]:
    return viewer.id, viewer.role == "lead", viewer.agency_id


async def _line(
    viewer: Viewer, person: int, verb: str, at: datetime, told: dict[str, tuple[Any, Any]]
) -> None:
    await record(
        "person", person, verb, at,
        actor_id=viewer.id, actor_name=viewer.name, actor_agency=viewer.agency_name, changes=told,
    )  # fmt: skip
