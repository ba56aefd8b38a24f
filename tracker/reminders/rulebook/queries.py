"""What is asked of the rules of reminding: those in force, what people chose, who is away."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tracker.database import row, rows
from tracker.reminders.rulebook.rules import Rulebook

_DAYS = "version, before_days, silent_days, awaiting_days, head_days, office_days, committee_days"


async def newest() -> Rulebook:
    """The newest version of the rules."""
    return _rulebook(await row(f"SELECT {_DAYS} FROM reminder_rulebook ORDER BY version DESC LIMIT 1"))


async def rulebook_at(moment: datetime) -> Rulebook:
    """The rules in force at a moment; the first ones for any earlier moment."""
    found = await row(
        f"""SELECT {_DAYS}
           FROM reminder_rulebook ORDER BY made_at <= $1 DESC,
               CASE WHEN made_at <= $1 THEN version END DESC, version LIMIT 1""",
        moment,
    )
    return _rulebook(found)


def _rulebook(found: Mapping[str, Any] | None) -> Rulebook:
    return Rulebook(**{**found, "before_days": tuple(found["before_days"])}) if found else Rulebook()


async def versions() -> list[dict[str, Any]]:
    """Every version of the rules, the newest first: its days, who made it (empty: the system), when, why."""
    return await rows(
        """SELECT r.version, r.before_days, r.silent_days, r.awaiting_days, r.head_days, r.office_days,
                  r.committee_days, r.note, r.made_at, p.full_name AS who
           FROM reminder_rulebook AS r LEFT JOIN person AS p ON p.id = r.made_by ORDER BY r.version DESC"""
    )


async def choices() -> dict[tuple[int, str], bool]:
    """What people chose about courtesy letters: person and kind to whether it is wanted."""
    found = await rows("SELECT person, kind, wanted FROM reminder_choice")
    return {(one["person"], one["kind"]): one["wanted"] for one in found}


async def choices_of(person: int) -> dict[tuple[int, str], bool]:
    """What one person chose, as ``choices`` has it."""
    found = await rows("SELECT kind, wanted FROM reminder_choice WHERE person = $1", person)
    return {(person, one["kind"]): one["wanted"] for one in found}


async def substitutes(day: date) -> dict[int, int]:
    """Who is away on a day, and who is written to instead: active, still of the same agency and a peer.

    Of several absences that hold on one day the one noted last counts. A substitute who is away as well is
    followed to theirs; where that leads nowhere or in a circle, the person themselves is written to.
    """
    found = await rows(
        """SELECT DISTINCT ON (a.person) a.person, a.substitute
           FROM person_absence AS a
               JOIN person AS p ON p.id = a.person JOIN person AS s ON s.id = a.substitute
           WHERE a.ended_at IS NULL AND $1 BETWEEN a.from_on AND a.until_on
               AND s.disabled_at IS NULL AND s.agency = p.agency
               AND s.role IN ('office', 'lead', 'staff') AND (s.role = 'office') = (p.role = 'office')
           ORDER BY a.person, a.noted_at DESC, a.id DESC""",
        day,
    )
    away = {one["person"]: one["substitute"] for one in found}
    return {person: last for person in away if (last := _follow(away, person)) != person}


def _follow(away: dict[int, int], person: int) -> int:
    """Whoever is there at the end of a row of substitutes; the person, when there is none."""
    seen, now = {person}, person
    while now in away:
        now = away[now]
        if now in seen:
            return person
        seen.add(now)
    return now
