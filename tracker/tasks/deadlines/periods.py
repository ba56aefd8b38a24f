"""Months, quarters, half-years and years as stretches of days; ends of months."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MONTH, QUARTER, HALF, YEAR = 1, 3, 6, 12  # lengths in months
ROMAN = ("", "I", "II", "III", "IV")


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def clamped(year: int, month: int, day: int) -> date:
    """A day of a month, or the month's last when it has no such day."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def months_after(day: date, n: int) -> date:
    """The same day ``n`` months on, or that month's last day (Civil Code 2015, art. 148.3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return clamped(year, month + 1, day.day)


@dataclass(frozen=True, order=True)
class Period:
    """A calendar period of 1, 3, 6 or 12 months; ``number`` counts them since the year 0."""

    length: int
    number: int

    @classmethod
    def of(cls, length: int, year: int, n: int = 1) -> "Period":
        """The ``n``-th period of that length in a year, from 1."""
        return cls(length, year * 12 // length + n - 1)

    @classmethod
    def around(cls, length: int, day: date) -> "Period":
        """The period that a day lies in."""
        return cls(length, (day.year * 12 + day.month - 1) // length)

    @property
    def year(self) -> int:
        """The year it lies in."""
        return self.number * self.length // 12

    @property
    def n(self) -> int:
        """Which of the year's periods it is, from 1."""
        return self.number % (12 // self.length) + 1

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, (self.n - 1) * self.length + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return month_end(self.year, self.n * self.length)

    def month(self, n: int) -> tuple[int, int]:
        """Year and month of its ``n``-th month, from 1; beyond its length those of the period after."""
        year, month = divmod(self.number * self.length + n - 1, 12)
        return year, month + 1

    def later(self, periods: int = 1) -> "Period":
        """The period so many later; earlier when below 0."""
        return Period(self.length, self.number + periods)

    def part(self, which: str) -> tuple[date, ...]:
        """The days that "the beginning" or "the middle" of it may mean, the likeliest first.

        First day of a month and of a year, 15th of a month, 30 June: Civil Code 2015, art. 146.2 and 3;
        quarters by analogy.
        """
        first = self.first
        if which == "dau":
            return (first, first + timedelta(days=9) if self.length == MONTH else month_end(*self.month(1)))
        if self.length == MONTH:
            return (first + timedelta(days=14), first + timedelta(days=19))
        if self.length == YEAR:
            return (month_end(self.year, 6), month_end(self.year, 7))
        year, month = self.month((self.length + 1) // 2)
        return (date(year, month, 15), month_end(year, month))
