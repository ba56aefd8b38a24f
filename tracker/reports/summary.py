"""What a progress summary says as of a day: figures, the tasks that need attention, and their hash. Pure."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Protocol

from tracker.history.rules import Anchor
from tracker.tasks.rules import AWAITING_LONG_DAYS, BUCKETS, DUE_SOON_DAYS, Figures, silent_since

Row = dict[str, Any]
CAUSES = ("objective", "subjective")


class Group(Protocol):
    """An agency or an area with its figures."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def figures(self) -> Figures: ...


@dataclass(frozen=True)
class Section:
    """The tasks of one area, as the annex groups them."""

    name: str
    total: int
    rows: Sequence[Row]


@dataclass(frozen=True)
class ProgressSummary:
    """Everything a progress summary says.

    ``rows`` are the tasks listed one by one: all of them, or with ``is_whole`` false only the overdue and
    awaiting ones, as many as fit an annex.
    """

    as_of: date
    programme: str
    total: Figures
    by_agency: Sequence[Group]
    by_area: Sequence[Group]
    rows: Sequence[Row]
    is_whole: bool = True
    silent_days: int = 30
    anchor: Anchor | None = None  # of history, the last when the report was made

    def of(self, bucket: str) -> list[Row]:
        """The listed tasks of one bucket."""
        return [row for row in self.rows if row["bucket"] == bucket]

    def lists(self, bucket: str) -> bool:
        """Whether every task of a bucket is listed, so that it may be counted from the list."""
        return len(self.of(bucket)) == self.total.count(bucket)

    @cached_property
    def overdue(self) -> list[Row]:
        """Overdue tasks, the longest first."""
        return sorted(self.of("overdue"), key=lambda row: (row["due_on"], row["code"]))

    @cached_property
    def awaiting(self) -> list[Row]:
        """Tasks awaiting confirmation, the longest first."""
        return sorted(self.of("awaiting"), key=lambda row: (row["submitted_on"], row["code"]))

    @cached_property
    def awaiting_long(self) -> list[Row]:
        """Tasks that await confirmation for longer than they should."""
        return [row for row in self.awaiting if self.waited(row) > AWAITING_LONG_DAYS]

    @cached_property
    def due_soon(self) -> list[Row]:
        """Open tasks due within the coming days, the as-of day included."""
        last = self.as_of + timedelta(DUE_SOON_DAYS)
        return self._in_time(lambda row: row["due_on"] is not None and row["due_on"] <= last)

    @cached_property
    def due_this_year(self) -> list[Row]:
        """Open tasks in time that fall due by the end of the year."""
        last = date(self.as_of.year, 12, 31)
        return self._in_time(lambda row: row["due_on"] is not None and row["due_on"] <= last)

    @cached_property
    def silent(self) -> list[Row]:
        """Open tasks without a word since the programme's limit, counted from assignment at the earliest."""
        since = silent_since(self.as_of, self.silent_days)
        heard = [(row["progressed_on"] or row["assigned_on"], row) for row in self.unfinished]
        return [row for day, row in heard if day is not None and day < since]

    @cached_property
    def starred(self) -> Figures:
        """The figures of the tasks that the committee follows closely."""
        return Figures.of(Counter(row["bucket"] for row in self.rows if row["starred"]))

    @cached_property
    def hindered(self) -> list[Row]:
        """Tasks not yet submitted whose lead agency named a cause."""
        return [row for row in self.unfinished if row["cause_kind"]]

    @cached_property
    def voiced(self) -> list[Row]:
        """Tasks in time or awaiting with a cause or a proposal; the overdue ones stand in their own table."""
        rows = [row for row in self._ordered if row["bucket"] in ("in_time", "awaiting")]
        return [row for row in rows if row["cause_kind"] or row["proposal"]]

    @property
    def has_proposals(self) -> bool:
        """Whether any lead agency of a task not yet confirmed proposes something."""
        return any(row["proposal"] for row in [*self.overdue, *self.voiced])

    @cached_property
    def forecasts(self) -> list[Row]:
        """Tasks not yet submitted whose lead agency wrote a forecast."""
        return [row for row in self.unfinished if row["forecast"]]

    @cached_property
    def unfinished(self) -> list[Row]:
        """Tasks not yet submitted, in the order of their areas."""
        return [row for row in self._ordered if row["bucket"] in ("in_time", "overdue")]

    @cached_property
    def _ordered(self) -> list[Row]:
        return [row for section in self.sections for row in section.rows]

    def _in_time(self, wanted: Callable[[Row], bool]) -> list[Row]:
        found = [row for row in self.of("in_time") if wanted(row)]
        return sorted(found, key=lambda row: (row["due_on"], row["code"]))

    def late_days(self, row: Mapping[str, Any]) -> int:
        """How many days past its deadline a task is."""
        return int((self.as_of - row["due_on"]).days)

    def waited(self, row: Mapping[str, Any]) -> int:
        """For how many days a task has awaited confirmation."""
        return int((self.as_of - row["submitted_on"]).days)

    def caused(self, kind: str, rows: Sequence[Row]) -> list[Row]:
        """The rows whose cause is of one kind: objective or subjective."""
        return [row for row in rows if row["cause_kind"] == kind]

    @cached_property
    def sections(self) -> list[Section]:
        """The listed tasks grouped by area, areas in their official order."""
        found = [
            Section(area.name, area.figures.total, [r for r in self.rows if r["area_code"] == area.code])
            for area in self.by_area
        ]
        return [section for section in found if section.rows]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the counts and states alone: the same figures, the same hash, whatever the layout."""
        return sha256(
            {
                "as_of": self.as_of,
                "total": asdict(self.total),
                "agencies": {group.code: asdict(group.figures) for group in self.by_agency},
                "areas": {group.code: asdict(group.figures) for group in self.by_area},
                "tasks": {row["code"]: [row["bucket"], row["due_on"], row["percent"]] for row in self.rows},
            }
        )

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over everything the report prints, words included: what a stored PDF is kept under."""
        names = [[(g.code, g.name) for g in groups] for groups in (self.by_agency, self.by_area)]
        said = [self.programme, self.silent_days, self.is_whole, str(self.anchor or "")]
        return sha256([self.digest, *said, names, self.rows])


def sha256(said: object) -> str:
    """The hash of canonical JSON."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def totals_agree(summary: ProgressSummary) -> bool:
    """Whether the groups add up to the total, bucket by bucket, and the list to the figures."""
    for groups in (summary.by_agency, summary.by_area):
        if any(sum(g.figures.count(b) for g in groups) != summary.total.count(b) for b in BUCKETS):
            return False
    listed = Counter(row["bucket"] for row in summary.rows)
    return not summary.is_whole or all(listed[b] == summary.total.count(b) for b in BUCKETS)
