"""A list as arms: stretches that an index holds in the list's order, laid side by side by the database.

Several buckets, or what an agency leads beside what it coordinates, put into one WHERE with OR would keep
the database from walking any index in order. Each arm has one stretch and one part; no task is in two.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.tasks.queries.narrowing import (
    LISTED,
    WITHDRAWN,
    Asker,
    Filter,
    Where,
    filters,
    in_buckets,
    mine,
)
from tracker.tasks.rules import BUCKETS

# What a page is ordered by, besides the task's number, which settles ties. "{o}" holds deadlines.
KEYS = {
    "urgency": ("{o}.urgency", "{o}.due_key"),
    "due": ("{o}.due_key",),
    "updated": ("f.progressed_on",),
    "code": ("t.code",),
    "withdrawn": ("f.from_on",),
}
DOWN = {"updated": " DESC NULLS LAST", "withdrawn": " DESC"}
_DUE_OPEN = {"overdue": {"overdue"}, "7": {"in_time"}, "14": {"in_time"}, "30": {"in_time"}}


# Standings that ended are found by the days they lasted; OFFSET 0 keeps the database from walking an
# index in the list's order instead, past all that ended earlier.
_ENDED = {
    bucket: f"""(SELECT s.task, s.from_on, s.until_on, s.programme, s.urgency, s.due_key, s.submitted_on,
        s.progressed_on, s.heard_on, s.lead_agency, s.area, s.starred FROM standing AS s
        WHERE {while_so} AND s.until_on < 'infinity' AND {days} @> {{day}} OFFSET 0) AS f"""
    for bucket, while_so, days in (
        (
            "overdue",
            "s.urgency = 0 AND s.until_on > s.due_key + 1",
            "overdue_days(s.from_on, s.until_on, s.due_key)",
        ),
        ("awaiting", "s.urgency = 1", "daterange(s.from_on, s.until_on)"),
    )
}


@dataclass(frozen=True)
class Stretch:
    """Buckets that an index holds together, in order."""

    buckets: tuple[str, ...]
    lasting: str = ""  # of a past day: "still" so now, or "ended" since


_NOW: tuple[Stretch, ...] = (
    Stretch(("in_time", "overdue")),
    Stretch(("awaiting",)),
    Stretch(("done_on_time", "done_late")),
    Stretch((WITHDRAWN,)),
)
_THEN: tuple[Stretch, ...] = (
    Stretch(("overdue",), "still"),
    Stretch(("overdue",), "ended"),
    Stretch(("in_time",)),
    Stretch(("awaiting",), "still"),
    Stretch(("awaiting",), "ended"),
    Stretch(("done_on_time", "done_late")),
    Stretch((WITHDRAWN,)),
)


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
        return self.as_of < self.today or self.sort == WITHDRAWN

    @property
    def sort(self) -> str:
        """What the list is ordered by: the withdrawn alone stand by the day they were, the newest first."""
        alone = self.wanted.buckets == (WITHDRAWN,) and self.wanted.sort == "urgency"
        return WITHDRAWN if alone else self.wanted.sort

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
        found = set(self.wanted.buckets or BUCKETS) & _DUE_OPEN.get(self.wanted.due, set(LISTED))
        if self.wanted.silent:
            found &= {"in_time", "overdue"}
        if self.wanted.waiting_days:
            found &= {"awaiting"}
        return tuple(name for name in LISTED if name in found)

    def stretches(self, part: str) -> list[Stretch]:
        """What of a part one index holds in the order asked for.

        Found by words, or as a coordinator on a past day, tasks come in no order: they are sorted once.
        """
        wanted, buckets = self.wanted, self.buckets
        cut = wanted.sort == "due" or wanted.due in {"month", "quarter", "year", "none"}
        if wanted.words or (self.past and (part == "coordinating" or wanted.sort == "code")):
            return [Stretch(buckets)] if buckets else []
        if self.past:
            groups = _THEN
        elif buckets == BUCKETS and not cut:
            return [Stretch(BUCKETS)]
        else:
            groups = _NOW
        found = [Stretch(tuple(b for b in g.buckets if b in buckets), g.lasting) for g in groups]
        return [stretch for stretch in found if stretch.buckets]


def arms(asked: Asked, args: list[Any]) -> list[Arm]:
    """The arms of a list; all number their arguments in ``args``."""
    return [
        _arm(Where(args=args), asked, part, stretch)
        for part in asked.parts
        for stretch in asked.stretches(part)
    ]


def _arm(where: Where, asked: Asked, part: str, stretch: Stretch) -> Arm:
    coordinating, wanted = part == "coordinating", asked.wanted
    o = "c" if coordinating and not asked.past else "f"
    origin = _then(where, asked, coordinating, stretch) if asked.past else _now(wanted, coordinating)
    where.add(f"{o}.programme = {where.arg(asked.programme_id)}")
    if part:
        where.add(mine(where, asked.asker.agency_id, part, asked.as_of, "then" if asked.past else "today"))
    where.add(in_buckets(where, stretch.buckets, asked.as_of, o))
    filters(where, wanted, asked.as_of, asked.silent_days, o)
    keys = tuple(key.format(o=o) for key in KEYS[asked.sort])
    return Arm(origin, where, keys, f"{o}.task", "f.from_on" if asked.past else "NULL::date")


def _now(wanted: Filter, coordinating: bool) -> str:
    facts = (
        wanted.area or wanted.starred or wanted.silent or wanted.words or wanted.sort in {"updated", "code"}
    )
    if coordinating and not facts:
        return "task_coordinator AS c"
    joined = "task_coordinator AS c JOIN task AS t ON t.id = c.task" if coordinating else "task AS t"
    return f"{joined} CROSS JOIN LATERAL (SELECT t.*, t.id AS task) AS f"


def _then(where: Where, asked: Asked, coordinating: bool, stretch: Stretch) -> str:
    day = f"{where.arg(asked.as_of)}::date"
    origin = (
        "task_coordinator AS c JOIN standing AS f ON f.task = c.task" if coordinating else "standing AS f"
    )
    if stretch.lasting == "ended":
        origin = _ENDED[stretch.buckets[0]].format(day=day)
    elif stretch.lasting == "still":
        where.add(f"f.until_on = 'infinity' AND f.from_on <= {day}")
    else:
        where.add(f"f.from_on <= {day} AND f.until_on > {day}")
    lasting = asked.wanted.source or asked.wanted.words or asked.wanted.sort == "code"
    return f"{origin} JOIN task AS t ON t.id = f.task" if lasting else origin
