"""Days that a deadline may stand for: a day, or a period by its last day; and years that are not written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.tasks.deadlines.periods import HALF, MONTH, QUARTER, YEAR, Period, clamped, month_end
from tracker.tasks.deadlines.recurrence import Label, label
from tracker.words import _, dmy

FINEST = ("day", "month", "quarter", "year")  # precisions in their order
_PRECISION = {MONTH: "month", QUARTER: "quarter", HALF: "quarter", YEAR: "year"}
_FAR = timedelta(days=183)  # further off than half a year, the time just gone by may be meant as well


class Unreal(Exception):
    """What is written cannot be: a sentence, and the days that may have been meant."""

    def __init__(self, sentence: str, *meant: date) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.meant = meant


@dataclass(frozen=True)
class Span:
    """Days that a mention stands for, from ``first`` on; the deadline it makes; what else it may make."""

    precision: str
    first: date
    due_on: date
    note: str
    others: tuple[date, ...] = ()
    certain: bool = True
    lead: str = ""

    def holds(self, other: "Span") -> bool:
        """Whether another lies within this one, as "15/9" does within "Quý III"."""
        return self.first <= other.first and other.due_on <= self.due_on


def day_span(day: int, month: int, year: int) -> Span:
    """A day. Raises Unreal, with the days that may have been meant, when there is none."""
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unreal(_("There is no day %(day)s.", day=f"{day:02d}/{month:02d}/{year}"),
                     *_meant(day, month, year)) from None  # fmt: skip
    return Span("day", found, found, _("The day %(day)s.", day=dmy(found)))


def _meant(day: int, month: int, year: int) -> Iterator[date]:
    if 1 <= month <= 12 and day > 0:
        yield month_end(year, month)
    elif 1 <= day <= 12 < month <= 31:
        yield clamped(year, day, month)  # month and day changed places


def period_span(period: Period, lead: str = "", name: Label | None = None) -> Span:
    """A period by its last day; by another when its beginning, its middle or the time before it is meant."""
    text = str(name or label(period))
    text = text[:1].lower() + text[1:]
    due, *others = _days(period, lead)
    said = {"period": text, "day": dmy(due)}
    if lead == "truoc":
        note = _("The day before %(period)s: %(day)s.", **said)
    elif lead == "dau":
        note = _("First day of %(period)s: %(day)s.", **said)
    elif lead == "giua":
        note = _("Middle of %(period)s: %(day)s.", **said)
    else:
        note = _("Last day of %(period)s: %(day)s.", **said)
        return Span(_PRECISION[period.length], period.first, due, note)
    return Span("day", min(period.first, due), due, note, tuple(others), certain=False)


def _days(period: Period, lead: str) -> tuple[date, ...]:
    if lead == "truoc":
        return (period.first - timedelta(days=1), period.last)
    return period.part(lead) if lead in {"dau", "giua"} else (period.last,)


def next_time(build: Callable[[int], Span], given_on: date) -> Span:
    """The first time not before the day of assignment of what is written without its year.

    It is doubtful when it lies in another year, more than half a year off: the time just gone by is then
    offered too. Raises Unreal when there is no such time.
    """
    *gone, found = _times(build, given_on)
    note = _("The year is not written; it follows from the day of assignment, %(day)s.", day=dmy(given_on))
    found = replace(found, note=f"{found.note} {note}")
    if found.due_on.year == given_on.year or found.due_on - given_on <= _FAR:
        return found
    return replace(found, certain=False, others=(*found.others, *(one.due_on for one in gone[-1:])))


def _times(build: Callable[[int], Span], given_on: date) -> Iterator[Span]:
    failed: Unreal | None = None
    for year in range(given_on.year, given_on.year + 9):  # 29 February may be eight years away
        try:
            found = build(year)
        except Unreal as unreal:
            if failed is None or (failed.meant and failed.meant[0] < given_on):
                failed = unreal
            continue
        yield found
        if found.due_on >= given_on:
            return
    if failed:
        raise failed
