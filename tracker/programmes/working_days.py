"""Which days offices work, and counting in them. Pure: the calendar's days come in."""

from dataclasses import dataclass
from datetime import date, timedelta

ONE = timedelta(days=1)
WEEKEND = 5  # Saturday, as ``weekday()`` counts
# What a day of the calendar does. A struck-out day of the seed is "usual" again and stays known as such.
OFF, WORKS, USUAL = "off", "works", "usual"


@dataclass(frozen=True)
class WorkingDays:
    """The calendar: weekdays are worked but those off, weekends are off but those swapped to be worked.

    Without any day it knows weekends alone. A day in both sets is worked: the swap is the later decision.
    """

    off: frozenset[date] = frozenset()
    works: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether offices are open on a day."""
        return day in self.works or (day.weekday() < WEEKEND and day not in self.off)

    def with_day(self, day: date, works: str) -> "WorkingDays":
        """The same calendar after a day was set off, worked or usual."""
        off, worked = self.off - {day}, self.works - {day}
        return WorkingDays(off | {day} if works == OFF else off, worked | {day} if works == WORKS else worked)

    def next_working(self, day: date) -> date:
        """The day itself when it is worked, else the first one after it that is."""
        while not self.is_working(day):
            day += ONE
        return day

    def add(self, day: date, n: int) -> date:
        """The ``n``-th working day after a day, which is not counted itself (Civil Code 2015, art. 147.2).

        A negative ``n`` counts back; 0 is the day itself, or the next working day when it is off.
        """
        if n == 0:
            return self.next_working(day)
        step = ONE if n > 0 else -ONE
        left = abs(n)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days lie after ``first``, up to and with ``last``; below 0 when it is earlier.

        ``between(day, add(day, n))`` is ``n`` for every ``n`` but 0.
        """
        if last < first:
            return -sum(self.is_working(last + ONE * k) for k in range((first - last).days))
        return sum(self.is_working(first + ONE * k) for k in range(1, (last - first).days + 1))

    def first_of_week(self, day: date) -> date | None:
        """The first working day of a day's ISO week, on which its letters go out; None when all is off."""
        monday = day - ONE * day.weekday()
        return next((one for k in range(7) if self.is_working(one := monday + ONE * k)), None)


@dataclass(frozen=True)
class Effect:
    """What a day of the calendar changes: whether it is worked, and when its week's letters go out."""

    day: date
    works_before: bool
    works_after: bool
    letters_before: date | None
    letters_after: date | None

    @property
    def moves_letters(self) -> bool:
        """Whether the letters of its week go out on another day, or not at all."""
        return self.letters_before != self.letters_after


def effect(before: WorkingDays, after: WorkingDays, day: date) -> Effect:
    """What changes with a day between two calendars."""
    return Effect(
        day,
        before.is_working(day),
        after.is_working(day),
        before.first_of_week(day),
        after.first_of_week(day),
    )
