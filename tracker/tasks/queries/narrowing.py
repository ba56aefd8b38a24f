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
OPEN = "f.state IN (" + ", ".join(f"'{state}'" for state in OPEN_STATES) + ")"
SORTS = {
    "urgency": "urgency(f.state), f.due_on, t.id",
    "due": "f.due_on, t.id",
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
        """Whether the tally alone can count it."""
        return not (
            self.part or self.source or self.due or self.starred or self.silent or self.waiting_days
            or self.words
        )


@dataclass
class Where:
    """Conditions and their arguments, numbered as they come."""

    conditions: list[str] = field(default_factory=list)
    args: list[Any] = field(default_factory=list)

    def arg(self, value: Any) -> str:
        """A place for a value."""
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
    if not asker.sees_all or wanted.part:
        where.add(_mine(where, asker.agency_id, wanted.part, as_of))
    if wanted.lead:
        where.add(f"f.lead_agency = {where.arg(wanted.lead)}")
    if wanted.area:
        where.add(f"f.area = {where.arg(wanted.area)}")
    if wanted.source:
        where.add(f"t.source_document = {where.arg(wanted.source)}")
    if wanted.starred:
        where.add("f.starred")
    where.add(_in_buckets(where, wanted.buckets, as_of))
    if wanted.due:
        where.add(_due(where, wanted.due, as_of))
    if wanted.silent:
        day = where.arg(silent_since(as_of, silent_days))
        where.add(f"{OPEN} AND coalesce(f.progressed_on, hanoi_day(t.assigned_at)) < {day}")
    if wanted.waiting_days:
        day = where.arg(as_of - timedelta(days=wanted.waiting_days))
        where.add(f"f.state = 'submitted' AND f.submitted_on < {day}")
    for word in fold(wanted.words).split()[:8]:
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        where.add(f"t.search LIKE {where.arg(f'%{escaped}%')}")


def _mine(where: Where, agency_id: int, part: str, as_of: date) -> str:
    agency, day = where.arg(agency_id), where.arg(as_of)
    coordinating = f"""t.id IN (SELECT c.task FROM task_coordinator AS c
                                WHERE c.agency = {agency} AND c.from_on <= {day} AND c.until_on > {day})"""
    leading = f"f.lead_agency = {agency}"
    if part == "lead":
        return f"({leading} AND {day}::date IS NOT NULL)"
    return coordinating if part == "coordinating" else f"({leading} OR {coordinating})"


def _in_buckets(where: Where, buckets: Sequence[str], as_of: date) -> str:
    # Spelled out rather than through bucket_on(), so that the indexes on state and day can be walked.
    if not buckets or set(buckets) == set(BUCKETS):
        return "f.state <> 'withdrawn'"
    day = f"{where.arg(as_of)}::date"
    spelled = {
        "in_time": f"{OPEN} AND (f.due_on IS NULL OR f.due_on >= {day})",
        "overdue": f"{OPEN} AND f.due_on < {day}",
        "awaiting": f"f.state = 'submitted' AND {day} IS NOT NULL",
        "done_on_time": f"f.state = 'confirmed' AND (f.submitted_on > f.due_on) IS NOT TRUE"
        f" AND {day} IS NOT NULL",
        "done_late": f"f.state = 'confirmed' AND f.submitted_on > f.due_on AND {day} IS NOT NULL",
    }
    # The open ones share one walk of the index: urgency 0, nearest deadline first.
    return "(" + " OR ".join(f"({spelled[name]})" for name in BUCKETS if name in buckets) + ")"


def _due(where: Where, window: str, as_of: date) -> str:
    if window == "none":
        return "f.due_on IS NULL"
    first, last = due_days(window, as_of)
    found = f"f.due_on BETWEEN {where.arg(first)} AND {where.arg(last)}"
    return f"{OPEN} AND {found}" if window in {"overdue", "7", "14", "30"} else found


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
