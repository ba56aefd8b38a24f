"""What is asked of the rules of reminding: those in force, what people chose, who is away."""

from datetime import date, datetime

from tracker.database import row, rows
from tracker.reminders.rulebook.rules import Rulebook


async def rulebook_at(moment: datetime) -> Rulebook:
    """The rules in force at a moment; the first ones for any earlier moment."""
    found = await row(
        """SELECT version, before_days, silent_days, awaiting_days, head_days, office_days, committee_days
           FROM reminder_rulebook ORDER BY made_at <= $1 DESC,
               CASE WHEN made_at <= $1 THEN version END DESC, version LIMIT 1""",
        moment,
    )
    return Rulebook(**{**found, "before_days": tuple(found["before_days"])}) if found else Rulebook()


async def choices() -> dict[tuple[int, str], bool]:
    """What people chose about courtesy letters: person and kind to whether it is wanted."""
    found = await rows("SELECT person, kind, wanted FROM reminder_choice")
    return {(one["person"], one["kind"]): one["wanted"] for one in found}


async def substitutes(day: date) -> dict[int, int]:
    """Who is away on a day, and who is written to instead: active, and still of the same agency.

    Of several absences that hold on one day the one noted last counts. A substitute who is away as well is
    followed to theirs; where that leads nowhere or in a circle, the person themselves is written to.
    """
    found = await rows(
        """SELECT DISTINCT ON (a.person) a.person, a.substitute
           FROM person_absence AS a
               JOIN person AS p ON p.id = a.person JOIN person AS s ON s.id = a.substitute
           WHERE a.ended_at IS NULL AND $1 BETWEEN a.from_on AND a.until_on
               AND s.disabled_at IS NULL AND s.agency = p.agency
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
