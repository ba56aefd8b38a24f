"""What needs attention on a day: counts that equal the lists they lead to."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.database import row
from tracker.tasks.queries.arms import Asked, arms
from tracker.tasks.queries.lists import COUNT_LIMIT
from tracker.tasks.queries.narrowing import Asker, Filter, Where
from tracker.tasks.rules import AWAITING_LONG_DAYS, DUE_SOON_DAYS, silent_since

# Word for word the condition of the index task_progressed, so that the index alone is read.
_UNFINISHED = "state NOT IN ('submitted', 'confirmed', 'withdrawn')"


@dataclass(frozen=True)
class Attention:
    """How many tasks want a look, each the length of one list.

    Beyond COUNT_LIMIT a list says "more than", and so may a count here: one more than that.
    """

    due_soon: int
    waiting: int
    silent: int
    starred: int
    coordinating: int = 0


def lists(asker: Asker, lead: int) -> dict[str, Filter]:
    """The list behind each count, of the whole programme or of what one agency leads."""
    found = {
        "due_soon": Filter(lead=lead, due=str(DUE_SOON_DAYS)),
        "waiting": Filter(lead=lead, waiting_days=AWAITING_LONG_DAYS),
        "silent": Filter(lead=lead, silent=True),
        "starred": Filter(lead=lead, starred=True, buckets=("in_time", "overdue")),
    }
    return found if asker.sees_all else {**found, "coordinating": Filter(part="coordinating")}


async def attention(
    programme_id: int, asker: Asker, lead: int, as_of: date, today: date, silent_days: int
) -> Attention:
    """Every count in one statement."""
    args: list[Any] = []
    counts = _today(programme_id, as_of, silent_days, args) if as_of >= today and not lead else {}
    for name, wanted in lists(asker, lead).items():
        if name not in counts:
            counts[name] = _walk(Asked(programme_id, asker, wanted, as_of, today, silent_days), args)
    columns = ", ".join(f"({count})::bigint AS {name}" for name, count in counts.items())
    found = await row(f"SELECT {columns}", *args)
    assert found is not None
    return Attention(**found)


def _walk(asked: Asked, args: list[Any]) -> str:
    """As the list itself counts: along its indexes, up to where it says "more than"."""
    return " + ".join(
        _up_to_limit(f"SELECT FROM {arm.origin} WHERE {arm.where}") for arm in arms(asked, args)
    )


def _today(programme_id: int, today: date, silent_days: int, args: list[Any]) -> dict[str, str]:
    """The province today, which is asked for all day long: shorter ways where there are some."""
    of = Where(args=args)
    programme, day = of.arg(programme_id), of.arg(today)
    silent = of.arg(silent_since(today, silent_days))
    recent = of.arg(today - timedelta(days=AWAITING_LONG_DAYS))
    tally = f"tally WHERE programme = {programme} AND scope = 'all' AND lead = 0 AND area = 0"
    unfinished = f"SELECT FROM task WHERE programme = {programme} AND {_UNFINISHED}"
    return {
        # What is open today turns overdue on the day after its deadline: the tally knows those days ahead.
        "due_soon": f"""SELECT coalesce(sum(change), 0) FROM {tally} AND span = 'day' AND bucket = 'overdue'
                        AND on_day > {day}::date AND on_day <= {day}::date + {DUE_SOON_DAYS + 1}""",
        # All that wait (nothing enters that bucket ahead of time) less those submitted of late: most of
        # what waits has waited long, so the rest is the shorter walk.
        "waiting": f"""
            (SELECT coalesce(sum(change), 0) FROM {tally} AND span = 'year' AND bucket = 'awaiting')
            - (SELECT count(*) FROM task
               WHERE programme = {programme} AND urgency = 1 AND submitted_on >= {recent})""",
        "silent": _up_to_limit(
            f"""{unfinished} AND progressed_on < {silent} UNION ALL
                {unfinished} AND progressed_on IS NULL AND hanoi_day(assigned_at) < {silent}"""
        ),
    }


def _up_to_limit(found: str) -> str:
    return f"(SELECT count(*) FROM ({found} LIMIT {COUNT_LIMIT + 1}) AS found)"
