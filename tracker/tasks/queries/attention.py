"""What needs attention on a day: counts that equal the lists they lead to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.database import row
from tracker.tasks.queries.narrowing import Asker, Filter, Where, narrow, source
from tracker.tasks.rules import AWAITING_LONG_DAYS, DUE_SOON_DAYS, silent_since

# Word for word the condition of the index task_progressed, so that the index alone is read.
_UNFINISHED = "state NOT IN ('submitted', 'confirmed', 'withdrawn')"


@dataclass(frozen=True)
class Attention:
    """How many tasks want a look, each the length of one list."""

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
    """Every count in one statement.

    A past day is counted on its standings by the very conditions of the lists. Today, where the page is
    opened all day long, most are read from the tally and from short stretches of indexes instead.
    """
    together = Where()
    counts = _quick(together.arg, programme_id, lead, as_of, silent_days) if as_of >= today else {}
    for name, wanted in lists(asker, lead).items():
        if name not in counts:
            where = Where(args=together.args)
            origin = source(where, as_of, today)
            narrow(where, programme_id, asker, wanted, as_of, silent_days)
            counts[name] = f"(SELECT count(*) FROM {origin} WHERE {where})"
    columns = ", ".join(f"({count})::bigint AS {name}" for name, count in counts.items())
    found = await row(f"SELECT {columns}", *together.args)
    assert found is not None
    return Attention(**found)


def _quick(
    arg: Callable[[Any], str], programme_id: int, lead: int, today: date, silent_days: int
) -> dict[str, str]:
    of = f"programme = {arg(programme_id)}"
    mine = f"{of} AND lead_agency = {arg(lead)}" if lead else of
    tally = f"tally WHERE {of} AND scope = '{'lead' if lead else 'all'}' AND lead = {arg(lead)} AND area = 0"
    day = f"{arg(today)}::date"
    silent = arg(silent_since(today, silent_days))
    recent = arg(today - timedelta(days=AWAITING_LONG_DAYS))
    return {
        # What is open today turns overdue on the day after its deadline: the tally knows those days ahead.
        "due_soon": f"""SELECT coalesce(sum(change), 0) FROM {tally} AND span = 'day' AND bucket = 'overdue'
                        AND on_day > {day} AND on_day <= {day} + {DUE_SOON_DAYS + 1}""",
        # All that wait (nothing enters that bucket ahead of time) less those submitted of late: most of
        # what waits has waited long, so the rest is the shorter walk.
        "waiting": f"""(SELECT coalesce(sum(change), 0) FROM {tally}
                        AND span = 'year' AND bucket = 'awaiting')
                     - (SELECT count(*) FROM task WHERE {mine} AND state = 'submitted'
                        AND submitted_on >= {recent})""",
        "silent": f"""(SELECT count(*) FROM task WHERE {mine} AND {_UNFINISHED} AND progressed_on < {silent})
                    + (SELECT count(*) FROM task WHERE {mine} AND {_UNFINISHED} AND progressed_on IS NULL
                       AND hanoi_day(assigned_at) < {silent})""",
        "starred": f"SELECT count(*) FROM task WHERE {mine} AND starred AND urgency = 0",
    }
