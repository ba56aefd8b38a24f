"""What needs attention on a day: counts that equal the lists they lead to."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.database import row
from tracker.tasks.queries.lists import COUNT_LIMIT
from tracker.tasks.queries.narrowing import Asker, Filter, Where, narrow, source
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
    asked = _Asked(programme_id, asker, lead, as_of, today, silent_days, [])
    found = await row(_today(asked) if as_of >= today else _then(asked), *asked.args)
    assert found is not None
    return Attention(**found)


@dataclass(frozen=True)
class _Asked:
    programme_id: int
    asker: Asker
    lead: int
    as_of: date
    today: date
    silent_days: int
    args: list[Any]

    def arg(self, value: Any) -> str:
        return Where(args=self.args).arg(value)

    def narrowed(self, wanted: Filter) -> tuple[str, Where]:
        """A list's own FROM and WHERE."""
        where = Where(args=self.args)
        origin = source(where, self.as_of, self.today)
        narrow(where, self.programme_id, self.asker, wanted, self.as_of, self.silent_days)
        return origin, where

    def coordinating(self) -> list[str]:
        """The count that only an agency has."""
        wanted = lists(self.asker, self.lead).get("coordinating")
        if wanted is None:
            return []
        origin, where = self.narrowed(wanted)
        return [f"(SELECT count(*) FROM {origin} WHERE {where}) AS coordinating"]


def _then(asked: _Asked) -> str:
    """A past day: one walk over what stood then and was not settled, by the conditions of the lists."""
    wanted = lists(asked.asker, asked.lead)
    columns = asked.coordinating()
    for name in ("due_soon", "waiting", "silent", "starred"):
        columns.append(f"count(*) FILTER (WHERE {asked.narrowed(wanted[name])[1]}) AS {name}")
    where = Where(args=asked.args)
    origin = source(where, asked.as_of, asked.today)
    where.add(f"f.programme = {where.arg(asked.programme_id)} AND urgency(f.state) < 2")
    if asked.lead:
        where.add(f"f.lead_agency = {where.arg(asked.lead)}")
    return f"SELECT {', '.join(columns)} FROM {origin} WHERE {where}"


def _today(asked: _Asked) -> str:
    """Today, when the page is opened all day long: from the tally and from short stretches of indexes."""
    of = f"programme = {asked.arg(asked.programme_id)}"
    lead = asked.arg(asked.lead)
    mine = f"{of} AND lead_agency = {lead}" if asked.lead else of
    tally = f"tally WHERE {of} AND scope = '{'lead' if asked.lead else 'all'}' AND lead = {lead} AND area = 0"
    day = f"{asked.arg(asked.as_of)}::date"
    silent = asked.arg(silent_since(asked.as_of, asked.silent_days))
    recent = asked.arg(asked.as_of - timedelta(days=AWAITING_LONG_DAYS))
    counts = {
        # What is open today turns overdue on the day after its deadline: the tally knows those days ahead.
        "due_soon": f"""SELECT coalesce(sum(change), 0) FROM {tally} AND span = 'day' AND bucket = 'overdue'
                        AND on_day > {day} AND on_day <= {day} + {DUE_SOON_DAYS + 1}""",
        # All that wait (nothing enters that bucket ahead of time) less those submitted of late: most of
        # what waits has waited long, so the rest is the shorter walk.
        "waiting": f"""(SELECT coalesce(sum(change), 0) FROM {tally}
                        AND span = 'year' AND bucket = 'awaiting')
                     - (SELECT count(*) FROM task WHERE {mine} AND state = 'submitted'
                        AND submitted_on >= {recent})""",
        "silent": _up_to_limit(
            f"""SELECT FROM task WHERE {mine} AND {_UNFINISHED} AND progressed_on < {silent} UNION ALL
                SELECT FROM task WHERE {mine} AND {_UNFINISHED} AND progressed_on IS NULL
                AND hanoi_day(assigned_at) < {silent}"""
        ),
        "starred": _up_to_limit(f"SELECT FROM task WHERE {mine} AND starred AND urgency(state) = 0"),
    }
    columns = [f"({count})::bigint AS {name}" for name, count in counts.items()]
    return f"SELECT {', '.join(columns + asked.coordinating())}"


def _up_to_limit(found: str) -> str:
    return f"SELECT count(*) FROM ({found} LIMIT {COUNT_LIMIT + 1}) AS found"
