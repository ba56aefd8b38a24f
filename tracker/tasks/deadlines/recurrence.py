"""A deadline that comes back: every month, quarter, half-year or year, on a day of the period."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice, takewhile
from typing import NamedTuple

from tracker.tasks.deadlines.periods import HALF, MONTH, QUARTER, ROMAN, YEAR, Period, clamped, month_end
from tracker.words import _, mark

EVERY: Mapping[str, int] = {"monthly": MONTH, "quarterly": QUARTER, "half_yearly": HALF, "yearly": YEAR}
OF_LENGTH: Mapping[int, str] = {length: every for every, length in EVERY.items()}

_HALVES = ("", mark("First half of %(year)s"), mark("Second half of %(year)s"))


class Label(NamedTuple):
    """What an occurrence is called: a sentence of the catalogue and what fills it."""

    msgid: str
    parts: Mapping[str, object]

    def __str__(self) -> str:
        """The name in the reader's language."""
        return _(self.msgid, **self.parts)


class Occurrence(NamedTuple):
    """One occurrence: its period by name, the period's first day, the deadline."""

    label: Label
    opens_on: date
    due_on: date


@dataclass(frozen=True)
class Recurrence:
    """The rule of a periodic deadline: enough to make every later occurrence.

    ``every`` is monthly, quarterly, half_yearly or yearly. ``month`` is the month of the period, from 1,
    its last when None; a number beyond the period's length lies in the period after ("ngày 05 tháng đầu quý
    sau" is 4 of a quarter). ``day`` is the day of that month, its last when None, and the month's last where
    it has no such day. Nothing is due before ``from_on``, nothing opens after ``until_on``.
    """

    every: str
    month: int | None = None
    day: int | None = None
    from_on: date | None = None
    until_on: date | None = None

    @property
    def length(self) -> int:
        """The months of a period."""
        return EVERY[self.every]

    def due_of(self, period: Period) -> date:
        """The deadline of one period."""
        year, month = period.month(self.month or self.length)
        return clamped(year, month, self.day) if self.day else month_end(year, month)

    def occurrences(self, from_day: date, until_day: date) -> list[Occurrence]:
        """The occurrences whose deadlines lie in a stretch of days, both ends included, in their order.

        An occurrence opens on the first day of its period, also when its deadline lies in the next one.
        """
        return list(takewhile(lambda one: one.due_on <= until_day, self.coming(from_day)))

    def next_on(self, day: date) -> Occurrence | None:
        """The first occurrence due on or after a day; None when the rule has ended."""
        return next(self.coming(day), None)

    def coming(self, day: date) -> Iterator[Occurrence]:
        """Every occurrence due on or after a day, in order; without end unless the rule has one."""
        beyond = (self.month or 1) // self.length  # a deadline may lie in a period after its own
        period = Period.around(self.length, day).later(-1 - beyond)
        while period.year < date.max.year - 1 and not (self.until_on and period.first > self.until_on):
            if period.year >= date.min.year:
                due_on = self.due_of(period)
                if due_on >= day and not (self.from_on and due_on < self.from_on):
                    yield Occurrence(label(period), period.first, due_on)
            period = period.later()

    def said(self, day: date) -> str:
        """The rule in words, with the days it makes of the year from a day on."""
        if self.every == "monthly":
            if self.day is None:
                return _("Every month, by its last day.")
            if self.month == MONTH + 1:
                return _("Every month, by day %(n)s of the month after.", n=self.day)
            return _("Every month, by day %(n)s.", n=self.day)
        year = [one.due_on for one in islice(self.coming(day), YEAR // self.length)]
        days = ", ".join(f"{one:%d/%m}" for one in sorted(year, key=lambda one: (one.month, one.day)))
        if self.every == "quarterly":
            return _("Every quarter: %(days)s.", days=days)
        if self.every == "half_yearly":
            return _("Every half-year: %(days)s.", days=days)
        return _("Every year: %(days)s.", days=days)


def label(period: Period) -> Label:
    """What a period is called."""
    year = period.year
    if period.length == MONTH:
        return Label(mark("Month %(month)s/%(year)s"), {"month": period.n, "year": year})
    if period.length == QUARTER:
        return Label(mark("Quarter %(quarter)s/%(year)s"), {"quarter": ROMAN[period.n], "year": year})
    if period.length == HALF:
        return Label(_HALVES[period.n], {"year": year})
    return Label(mark("Year %(year)s"), {"year": year})
