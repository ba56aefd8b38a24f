"""Figures by the other deadline: as if extensions had not been granted, or as if they counted."""

from collections import Counter
from datetime import date

from tracker.database import rows, value
from tracker.tasks.queries.figures import figures
from tracker.tasks.rules import BUCKETS, Figures

# A task's latest granted deadline on a day; $2 is the day.
_GRANTED = """(SELECT e.granted_due_on FROM extension AS e
    WHERE e.task = s.task AND e.decision = 'granted' AND hanoi_day(e.decided_at) <= $2
    ORDER BY e.decided_at DESC, e.id DESC LIMIT 1)"""
_OTHER = {"original": "s.original_due_on", "current": f"coalesce({_GRANTED}, s.due_on)"}


async def official_deadline(programme_id: int) -> str:
    """The deadline that every page goes by: "current" or "original"."""
    return str(await value("SELECT official_deadline FROM programme WHERE id = $1", programme_id))


async def figures_by(deadline: str, programme_id: int, as_of: date, lead: int = 0) -> Figures:
    """The five figures of a day judged by a deadline: "current" (extended) or "original".

    Only tasks that were ever extended can stand elsewhere than the tally has them, so only those are
    looked at, however many tasks there are.
    """
    found = Counter(dict(_counts(await figures(programme_id, as_of, lead))))
    moved = await rows(
        f"""SELECT bucket_on(s.state, s.due_on, s.submitted_on, $2) AS stands,
                   bucket_on(s.state, {_OTHER[deadline]}, s.submitted_on, $2) AS would_stand, count(*) AS n
            FROM standing AS s
            WHERE s.programme = $1 AND s.from_on <= $2 AND s.until_on > $2 AND s.original_due_on IS NOT NULL
              AND s.state <> 'withdrawn' AND ($3 = 0 OR s.lead_agency = $3) GROUP BY 1, 2""",
        programme_id,
        as_of,
        lead,
    )
    for one in moved:
        found[one["stands"]] -= one["n"]
        found[one["would_stand"]] += one["n"]
    return Figures.of(found)


def _counts(shown: Figures) -> list[tuple[str, int]]:
    return [(name, shown.count(name)) for name in BUCKETS]
