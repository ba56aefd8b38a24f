"""A list as arms: stretches that an index holds in the list's order, laid side by side by the database.

Several buckets, or what an agency leads beside what it coordinates, put into one WHERE with OR would keep
the database from walking any index in order. Each arm has one stretch and one part; no task is in two.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.tasks.queries.narrowing import Asker, Filter, Where, filters, in_bucket, mine
from tracker.tasks.rules import BUCKETS

# What a page is ordered by, besides the task's number, which settles ties. "{o}" holds deadlines.
KEYS = {
    "urgency": ("{o}.urgency", "{o}.due_key"),
    "due": ("{o}.due_key",),
    "updated": ("f.progressed_on",),
    "code": ("t.code",),
}
DOWN = {"updated": " DESC NULLS LAST"}
_DUE_OPEN = {"overdue": {"overdue"}, "7": {"in_time"}, "14": {"in_time"}, "30": {"in_time"}}


@dataclass(frozen=True)
class Arm:
    """One stretch of a list: where its rows come from, which, and in what order."""

    origin: str
    where: Where
    keys: tuple[str, ...]
    task: str  # the column with the task's number
    since: str  # the day from which the row with the facts stands: with the task it names the row

    @property
    def keyed(self) -> str:
        """The keys as the columns k0, k1 of the list."""
        return ", ".join(f"{key} AS k{n}" for n, key in enumerate(self.keys))

    def order(self, sort: str) -> str:
        """The ORDER BY of this arm."""
        return ", ".join([*(key + DOWN.get(sort, "") for key in self.keys), self.task])


@dataclass(frozen=True)
class Asked:
    """A list: whose, which, of which day."""

    programme_id: int
    asker: Asker
    wanted: Filter
    as_of: date
    today: date
    silent_days: int

    @property
    def past(self) -> bool:
        """Whether the facts are those of standings."""
        return self.as_of < self.today

    @property
    def parts(self) -> tuple[str, ...]:
        """The asker's parts in the tasks asked for; "" is anybody's task."""
        if self.wanted.part:
            return (self.wanted.part,)
        if self.asker.sees_all:
            return ("",)
        return ("lead",) if self.wanted.lead == self.asker.agency_id else ("lead", "coordinating")

    @property
    def buckets(self) -> tuple[str, ...]:
        """The buckets in which there can be anything."""
        found = set(self.wanted.buckets or BUCKETS) & _DUE_OPEN.get(self.wanted.due, set(BUCKETS))
        if self.wanted.silent:
            found &= {"in_time", "overdue"}
        if self.wanted.waiting_days:
            found &= {"awaiting"}
        return tuple(name for name in BUCKETS if name in found)

    @property
    def stretches(self) -> list[tuple[str, ...]]:
        """The buckets, those together that one index holds in the order asked for."""
        cut = self.wanted.sort == "due" or self.wanted.due in {"month", "quarter", "year", "none"}
        if self.buckets == BUCKETS and not self.past and not cut:
            return [BUCKETS]
        # What was open on a past day is found in time or overdue, each through an index of its own.
        still_open = [("overdue",), ("in_time",)] if self.past else [("in_time", "overdue")]
        groups = [*still_open, ("awaiting",), ("done_on_time", "done_late")]
        found = [tuple(name for name in group if name in self.buckets) for group in groups]
        return [group for group in found if group]


def arms(asked: Asked, args: list[Any]) -> list[Arm]:
    """The arms of a list; all number their arguments in ``args``."""
    return [_arm(Where(args=args), asked, part, stretch) for part in asked.parts for stretch in asked.stretches]


def _arm(where: Where, asked: Asked, part: str, stretch: tuple[str, ...]) -> Arm:
    coordinating = part == "coordinating"
    o = "c" if coordinating and not asked.past else "f"
    where.add(f"{o}.programme = {where.arg(asked.programme_id)}")
    if asked.past:
        where.add(_standing(where.arg(asked.as_of), stretch))
    if part:
        where.add(mine(where, asked.asker.agency_id, part, asked.as_of, "then" if asked.past else "today"))
    where.add(_stretch(where, asked, stretch, o))
    filters(where, asked.wanted, asked.as_of, asked.silent_days, o)
    keys = tuple(key.format(o=o) for key in KEYS[asked.wanted.sort])
    return Arm(_origin(asked, coordinating), where, keys, f"{o}.task", "f.from_on" if asked.past else "NULL::date")


def _origin(asked: Asked, coordinating: bool) -> str:
    wanted = asked.wanted
    words = bool(wanted.source or wanted.words or wanted.silent or wanted.sort == "code")
    if asked.past:
        found = "task_coordinator AS c JOIN standing AS f ON f.task = c.task" if coordinating else "standing AS f"
        return f"{found} JOIN task AS t ON t.id = f.task" if words else found
    facts = bool(wanted.lead or wanted.area or wanted.starred or wanted.sort == "updated")
    if coordinating and not (words or facts):
        return "task_coordinator AS c"
    task = "task AS t CROSS JOIN LATERAL (SELECT t.*, t.id AS task) AS f"
    return f"task_coordinator AS c JOIN {task.replace(' CROSS', ' ON t.id = c.task CROSS', 1)}" if coordinating else task


def _stretch(where: Where, asked: Asked, stretch: tuple[str, ...], o: str) -> str:
    if len(stretch) > 1:
        return {5: f"{o}.urgency < 3", 2: f"{o}.urgency = {0 if 'overdue' in stretch else 2}"}[len(stretch)]
    (name,) = stretch
    found = in_bucket(name, where.arg(asked.as_of) if name in {"in_time", "overdue"} else "", o)
    if asked.past and name == "overdue":
        found += f" AND {o}.until_on > {o}.due_key + 1"  # what the index standing_overdue holds
    return found


def _standing(day: str, stretch: tuple[str, ...]) -> str:
    if stretch == ("awaiting",):
        return f"daterange(f.from_on, f.until_on) @> {day}::date"  # said once, or the planner expects too few
    return f"f.from_on <= {day} AND f.until_on > {day}"
