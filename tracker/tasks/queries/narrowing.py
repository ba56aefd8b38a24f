"""Which tasks: the asker's rights, the filter and the day as one WHERE clause.

Today's facts stand in ``task``; a past day's in the ``standing`` that was true on it. ``f`` names the
facts, ``t`` the task's words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from tracker.tasks.rules import BUCKETS, OPEN_STATES, silent_since
from tracker.words import fold

PER_PAGE = (25, 50, 100)
WITHDRAWN = "withdrawn"  # no bucket: outside the total, and listed only when asked for
LISTED = (*BUCKETS, WITHDRAWN)
OPEN = "f.state IN (" + ", ".join(f"'{state}'" for state in OPEN_STATES) + ")"
SORTS = {
    "urgency": "f.urgency, f.due_key, t.id",
    "due": "f.due_key, t.id",
    "updated": "f.progressed_on DESC NULLS LAST, t.id",
    "code": "t.code",
}
# How a filter's word for a time becomes two days, both included, judged on the day asked for.
DUE_WINDOWS = ("overdue", "7", "14", "30", "month", "quarter", "year", "none")


class Asker(Protocol):
    """Whose tasks are asked for."""

    @property
    def agency_id(self) -> int: ...
    @property
    def sees_all(self) -> bool: ...


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to. Codes are checked by the form; nothing here reaches SQL as text."""

    buckets: tuple[str, ...] = ()
    lead: int = 0
    part: str = ""  # "lead" or "coordinating": the asker's own part
    area: int = 0
    source: int = 0
    due: str = ""
    starred: bool = False
    silent: bool = False
    waiting_days: int = 0  # awaiting for longer than so many days
    words: str = ""
    sort: str = "urgency"
    page: int = 1
    per_page: int = 25

    @property
    def plain(self) -> bool:
        """Whether the tally can count it: narrowed by buckets, agency and area alone."""
        narrowed = self.source or self.due or self.starred or self.silent or self.waiting_days or self.words
        return not (narrowed or WITHDRAWN in self.buckets)


@dataclass
class Where:
    """Conditions and their arguments, numbered as they come."""

    conditions: list[str] = field(default_factory=list)
    args: list[Any] = field(default_factory=list)

    def arg(self, value: Any) -> str:
        """A value in its place: numbers and days as they are, so that the plan suits them; words as $1."""
        if isinstance(value, int):
            return str(int(value))
        if isinstance(value, date):
            return f"'{value.isoformat()}'::date"
        self.args.append(value)
        return f"${len(self.args)}"

    def add(self, condition: str) -> None:
        """One more condition."""
        self.conditions.append(condition)

    def __str__(self) -> str:
        return " AND ".join(self.conditions)


def source(where: Where, as_of: date, today: date) -> str:
    """The FROM clause for a day, its day condition put into ``where``."""
    if as_of >= today:
        return "task AS t CROSS JOIN LATERAL (SELECT t.*) AS f"
    day = where.arg(as_of)
    where.add(f"f.from_on <= {day} AND f.until_on > {day}")
    return "standing AS f JOIN task AS t ON t.id = f.task"


def narrow(
    where: Where, programme_id: int, asker: Asker, wanted: Filter, as_of: date, silent_days: int
) -> None:
    """Put the asker's rights and the filter into ``where``."""
    where.add(f"f.programme = {where.arg(programme_id)}")
    leads_all = wanted.lead == asker.agency_id and not wanted.part
    if wanted.part or not (asker.sees_all or leads_all):
        where.add(mine(where, asker.agency_id, wanted.part, as_of))
    where.add(in_buckets(where, wanted.buckets, as_of))
    filters(where, wanted, as_of, silent_days)


def filters(where: Where, wanted: Filter, as_of: date, silent_days: int, o: str = "f") -> None:
    """Put what narrows a list beside buckets into ``where``; ``o`` holds what coordinators' rows mirror."""
    for column, key in (
        (f"{o}.lead_agency", wanted.lead),
        ("f.area", wanted.area),
        (f"{'c' if o == 'c' else 't'}.source_document", wanted.source),
    ):
        if key:
            where.add(f"{column} = {where.arg(key)}")
    if wanted.starred:
        where.add("f.starred")
    if wanted.due:
        where.add(_due(where, wanted.due, as_of, o))
    if wanted.silent:
        day = where.arg(silent_since(as_of, silent_days))
        where.add(f"{o}.urgency = 0 AND f.heard_on < {day}")
    if wanted.waiting_days:
        day = where.arg(as_of - timedelta(days=wanted.waiting_days))
        where.add(f"{o}.urgency = 1 AND {o}.submitted_on < {day}")
    for word in fold(wanted.words).split()[:8]:
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        where.add(f"t.search LIKE {where.arg(f'%{escaped}%')}")


def mine(where: Where, agency_id: int, part: str, as_of: date, arm: str = "") -> str:
    """The asker's own part. An arm of a list has joined the coordinators of the day as ``c``."""
    agency = where.arg(agency_id)
    if part == "lead":
        return f"f.lead_agency = {agency}"
    if arm == "today":
        return f"c.agency = {agency} AND c.until_on = 'infinity'"
    day = where.arg(as_of)
    coordinating = f"c.agency = {agency} AND c.from_on <= {day} AND c.until_on > {day}"
    if arm:
        return coordinating
    coordinating = f"t.id IN (SELECT c.task FROM task_coordinator AS c WHERE {coordinating})"
    return coordinating if part == "coordinating" else f"(f.lead_agency = {agency} OR {coordinating})"


def in_buckets(where: Where, buckets: Sequence[str], as_of: date, o: str = "f") -> str:
    """Any of some buckets; none named means all. ``o`` holds urgency, deadline and submission."""
    chosen = frozenset(buckets)
    together = {
        frozenset(): "urgency < 3",
        frozenset(BUCKETS): "urgency < 3",
        frozenset({"in_time", "overdue"}): "urgency = 0",
        frozenset({"done_on_time", "done_late"}): "urgency = 2",
    }
    if chosen in together:
        return f"{o}.{together[chosen]}"
    day = where.arg(as_of) if chosen & {"in_time", "overdue"} else ""
    return "(" + " OR ".join(f"({in_bucket(name, day, o)})" for name in LISTED if name in chosen) + ")"


def in_bucket(name: str, day: str, o: str = "f") -> str:
    """A bucket spelled out, rather than through bucket_on(), in the columns that indexes begin with."""
    return {
        "in_time": f"{o}.urgency = 0 AND {o}.due_key >= {day}",
        "overdue": f"{o}.urgency = 0 AND {o}.due_key < {day}",
        "awaiting": f"{o}.urgency = 1",
        "done_on_time": f"{o}.urgency = 2 AND {o}.submitted_on <= {o}.due_key",
        "done_late": f"{o}.urgency = 2 AND {o}.submitted_on > {o}.due_key",
        WITHDRAWN: f"{o}.urgency = 3",
    }[name]


def _due(where: Where, window: str, as_of: date, o: str) -> str:
    if window == "none":
        return f"{o}.due_key = 'infinity'"
    first, last = due_days(window, as_of)
    found = f"{o}.due_key BETWEEN {where.arg(first)} AND {where.arg(last)}"
    return f"{o}.urgency = 0 AND {found}" if window in {"overdue", "7", "14", "30"} else found


def due_days(window: str, day: date) -> tuple[date, date]:
    """The first and last deadline that a window means on a day; an open task due then."""
    if window == "overdue":
        return date(1990, 1, 1), day - timedelta(days=1)
    if window in {"7", "14", "30"}:
        return day, day + timedelta(days=int(window))
    if window == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    months = 1 if window == "month" else 3
    start = day.month if window == "month" else 3 * ((day.month - 1) // 3) + 1
    first = date(day.year, start, 1)
    after = date(day.year + (start + months > 12), (start + months - 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)
