"""Deadlines that come back, as written: "hằng quý (trước ngày 20 tháng cuối quý)", "06 tháng/lần"."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from tracker.tasks.deadlines.dated import length_of, number, year_of
from tracker.tasks.deadlines.mentions import Mention, Taken
from tracker.tasks.deadlines.periods import MONTH, QUARTER, YEAR
from tracker.tasks.deadlines.recurrence import OF_LENGTH, Recurrence
from tracker.tasks.deadlines.spans import Unreal
from tracker.tasks.deadlines.understood import Understood
from tracker.words import _, dmy

CYCLES = ("recurring", "frequency", "rate")
_CYCLE = re.compile(r"(?:(\d{1,2}|ba|sau|chin) )?(nua nam|ngay|tuan|thang|quy|nam)(?![a-z])")
_ENDS = frozenset({"den", "den het", "toi", "het", "cuoi"})
_IN_PERIOD = ("inner", "sequel", "last_day", "day")
_LEAP = 2024


@dataclass(frozen=True)
class Place:
    """Where in a period the deadline lies; None: its last month, the month's last day."""

    month: int | None = None
    day: int | None = None
    certain: bool = True


def repeats(taken: Taken) -> bool:
    """Whether a text speaks of a deadline that comes back, be it by "tháng cuối quý" alone."""
    return bool(taken.all(*CYCLES)) or any(one["unit"] for one in taken.all("inner"))


def read(taken: Taken, given_on: date) -> Understood:
    """The recurrence of a text. Raises Unreal when its period or its days cannot be followed."""
    lengths = [length for mention in taken.all(*CYCLES) for length in _lengths(mention)]
    said = bool(lengths)
    lengths = lengths or [length_of(one["unit"]) for one in taken.all("inner") if one["unit"]]
    length = min(lengths)
    if length not in OF_LENGTH:
        raise Unreal(_("Only periods of a month, a quarter, half a year or a year can be followed."))
    days = sorted(set(_days_of_year(taken)))
    if days:
        length, place = _by_year(length, days)
    else:
        place = _by_period(length, taken.all(*_IN_PERIOD))
    if place.month == length:
        place = replace(place, month=None)
    rule = Recurrence(OF_LENGTH[length], place.month, place.day, *_bounds(taken, given_on))
    certain = (
        said
        and place.certain
        and not any(other % length for other in lengths)
        and not taken.all("duration", "relative", "event", "iso")
        and not any(one["y"] for one in taken.all("date"))
    )
    others = _others(rule, given_on) if taken.all("day") and not place.certain else ()
    return _understood(taken, rule, given_on, certain, others)


def _lengths(mention: Mention) -> Iterator[int]:
    """The months of each period that a mention names; 0 for days and weeks."""
    if mention.name == "recurring":
        for count, unit in _CYCLE.findall(mention.words):
            yield (number(count) if count else 1) * _months(unit)
        return
    months = number(mention["count"] or "1") * _months(mention["unit"])
    times = number(mention["times"] or "1")
    yield months // times if times and not months % times else 0


def _months(unit: str) -> int:
    return 0 if unit in {"ngay", "tuan"} else length_of(unit)


def _days_of_year(taken: Taken) -> Iterator[tuple[int, int]]:
    """The deadlines within a year as month and day; day 0 is the month's last."""
    for one in taken.all("date"):
        if not (one["y"] and (one.begins or one.lead in _ENDS)):
            yield int(one["m"]), _real(int(one["d"]), int(one["m"]))
    for one in taken.all("month", "quarter"):
        for n in re.findall(r"[iv]+(?![a-z])|\d+", one["n"]):
            yield _month(number(n) * (QUARTER if one.name == "quarter" else MONTH)), 0
    for one in taken.all("half", "half_year"):
        yield _month(YEAR if one["which"] == "cuoi" else number(one["count"] or "6")), 0


def _real(day: int, month: int) -> int:
    """The day, when some year has it."""
    if 1 <= month <= 12 and 1 <= day <= monthrange(_LEAP, month)[1]:
        return day
    raise Unreal(_("There is no day %(day)s.", day=f"{day:02d}/{month:02d}"))


def _month(n: int, most: int = YEAR) -> int:
    if 1 <= n <= most:
        return n
    raise Unreal(_("There is no month %(n)s.", n=n))


def _day(written: str) -> int | None:
    """The day of a month, None for its last."""
    if written in {"", "cuoi"}:
        return None
    if 1 <= int(written) <= 31:
        return int(written)
    raise Unreal(_("There is no day %(day)s.", day=written))


def _by_year(length: int, days: list[tuple[int, int]]) -> tuple[int, Place]:
    """The period and the place in it of days that were written as days of a year."""
    if length == YEAR and YEAR // len(days) in OF_LENGTH and not YEAR % len(days):
        length = YEAR // len(days)  # "trước ngày 15/6 và 15/12 hằng năm"
    if len({day for _month, day in days}) > 1:  # "30/6 và 31/12" are both the last day of their month
        days = [(month, 0 if day == monthrange(_LEAP, month)[1] else day) for month, day in days]
    places = {((month - 1) % length + 1, day) for month, day in days}
    if len(places) > 1:
        written = ", ".join(f"{day:02d}/{month:02d}" if day else f"{month:02d}" for month, day in days)
        raise Unreal(_("The days of a year must be the same in each period: %(days)s.", days=written))
    ((month, day),) = places
    return length, Place(month, day or None, certain=len(days) == YEAR // length)


def _by_period(length: int, mentions: list[Mention]) -> Place:
    if not mentions:
        return Place()
    one, certain = mentions[0], len(mentions) == 1
    day = _day(one["d"])
    if one.name == "inner":
        month = _month(_month_of(one["which"], length), length)
        fits = not one["unit"] or length_of(one["unit"]) == length
        beyond = length if one["next"] and length != YEAR else 0
        return Place(month + beyond, day, certain and fits)
    if one.name == "sequel" and one["next"] not in {"do", "nay"}:
        return Place(1 if length == YEAR else length + 1, day, certain)
    surely = length == MONTH or one.name in {"sequel", "last_day"}
    return Place(None, day, certain and surely)


def _month_of(which: str, length: int) -> int:
    """ "tháng đầu", "tháng thứ hai", "tháng giữa", "tháng cuối" of a period of so many months."""
    if which.startswith("thu"):
        ordinal = which.removeprefix("thu ")
        return 1 if ordinal == "nhat" else number(ordinal)
    return {"dau": 1, "giua": (length + 1) // 2, "cuoi": length}[which]


def _bounds(taken: Taken, given_on: date) -> tuple[date | None, date | None]:
    first: date | None = None
    last: date | None = None
    for one in taken.all("year", "years"):
        year = year_of(one, given_on) or given_on.year
        if one.lead not in _ENDS:
            first = date(int(one["from"] or year), 1, 1)
        if not one.begins:
            last = date(year, 12, 31)
    return first, last


def _understood(
    taken: Taken, rule: Recurrence, given_on: date, certain: bool, others: tuple[date, ...]
) -> Understood:
    coming = rule.next_on(given_on)
    if coming is None:
        raise Unreal(_("This recurrence ended before the day of assignment, %(day)s.", day=dmy(given_on)))
    following = _("The next deadline is %(day)s.", day=dmy(coming.due_on))
    note = f"{rule.said(coming.due_on)} {following}"
    return Understood(
        taken.written, "periodic", coming.due_on, "periodic", rule, certain, note, alternatives=others
    )


def _others(rule: Recurrence, given_on: date) -> tuple[date, ...]:
    """For "hằng quý (trước ngày 05)": the same day of the month after the quarter."""
    if rule.month is not None or rule.day is None or rule.every in {"monthly", "yearly"}:
        return ()
    other = replace(rule, month=rule.length + 1).next_on(given_on)
    return (other.due_on,) if other else ()
