"""When a duty to report falls due: the terms of a regime as days of a year. Pure."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.programmes.working_days import WorkingDays
from tracker.words import mark

KINDS = ("official", "brief")
PERIODS = {
    "month": mark("Month"),
    "quarter": mark("Quarter"),
    "half_year": mark("Half year"),
    "nine_months": mark("Nine months"),
    "year": mark("Year"),
    "other": mark("Other days"),
}
MOST_TERMS = 24
LONGEST_WINDOW = 30  # working days
LONGEST_NAME, LONGEST_TERM, LONGEST_RECIPIENTS = 150, 60, 2_000
SHOWN = 4  # cut-offs to come that a page shows
_LEAP, _USUAL = 2024, 2023


@dataclass(frozen=True, order=True)
class MonthDay:
    """A day of every year. One that a month does not have is the month's last: 31, and 29 of February."""

    month: int
    day: int

    def of(self, year: int) -> date:
        """The day in a year."""
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))

    def __str__(self) -> str:
        """As it is typed: 14/3."""
        return f"{self.day}/{self.month}"


@dataclass(frozen=True)
class Term:
    """A period of a regime within a year: what it is called, its first day, its cut-off, its due day."""

    name: str
    begins: MonthDay
    cutoff: MonthDay
    due: MonthDay

    def __str__(self) -> str:
        """As history tells it."""
        return f"{self.name}: {self.begins} – {self.cutoff}, {self.due}"


@dataclass(frozen=True)
class Due:
    """A term in its year. ``window_from``: from this day on agencies are asked to update their tasks."""

    name: str
    first: date
    window_from: date
    cutoff: date
    due: date

    def open_on(self, day: date) -> bool:
        """Whether a day lies in the window before the cut-off, both ends included."""
        return self.window_from <= day <= self.cutoff


def month_day(typed: str) -> MonthDay | None:
    """A day of every year as typed, such as 14/3; None for none. 31 ends any month, 29/2 February."""
    found = re.fullmatch(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*", typed)
    if found is None:
        return None
    day, month = int(found[1]), int(found[2])
    fits = 1 <= month <= 12 and (1 <= day <= monthrange(_LEAP, month)[1] or day == 31)
    return MonthDay(month, day) if fits else None


def period_name(name: str, year: int) -> str:
    """What a term is called in a year: "Quý III năm 2024", "06 tháng đầu năm 2024", "Năm 2024"."""
    return f"{name} {year}" if name.lower().endswith("năm") else f"{name} năm {year}"


def in_year(term: Term, year: int, window_days: int, calendar: WorkingDays) -> Due:
    """A term whose cut-off lies in a year; its first day may lie in the year before, its due day in the next.

    Figures are of the calendar day, so a cut-off stays on its day though offices are closed. The window
    begins ``window_days`` working days before it.
    """
    cutoff, first, due = term.cutoff.of(year), term.begins.of(year), term.due.of(year)
    return Due(
        name=period_name(term.name, year),
        first=first if first <= cutoff else term.begins.of(year - 1),
        window_from=calendar.add(cutoff, -window_days) if window_days else cutoff,
        cutoff=cutoff,
        due=due if due >= cutoff else term.due.of(year + 1),
    )


def around(terms: Iterable[Term], day: date, window_days: int, calendar: WorkingDays) -> list[Due]:
    """The terms of the years around a day, in the order of their cut-offs."""
    found = [
        in_year(term, year, window_days, calendar)
        for term in terms
        for year in range(day.year - 1, day.year + SHOWN + 1)
    ]
    return sorted(found, key=lambda one: (one.cutoff, one.first))


def coming(
    terms: Sequence[Term], day: date, window_days: int, calendar: WorkingDays, count: int = SHOWN
) -> list[Due]:
    """The next cut-offs from a day on, that day's among them."""
    return [one for one in around(terms, day, window_days, calendar) if one.cutoff >= day][:count]


def last(terms: Sequence[Term], day: date, window_days: int, calendar: WorkingDays) -> Due | None:
    """The last cut-off up to a day, that day's included."""
    found = [one for one in around(terms, day, window_days, calendar) if one.cutoff <= day]
    return found[-1] if found else None


def holding(terms: Sequence[Term], day: date) -> list[Due]:
    """The terms that a day belongs to: one, where the terms neither overlap nor leave gaps."""
    return [one for one in around(terms, day, 0, WorkingDays()) if one.first <= day <= one.cutoff]


def same_cutoff(terms: Sequence[Term]) -> int | None:
    """Which term has the cut-off of one before it in some year; None when each has its own."""
    for year in (_LEAP, _USUAL):
        seen = [term.cutoff.of(year) for term in terms]
        twice = [n for n, day in enumerate(seen) if day in seen[:n]]
        if twice:
            return twice[0]
    return None
