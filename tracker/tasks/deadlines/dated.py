"""From a mention to the days it stands for: dates, months, quarters, halves, years, and "cuối tháng này"."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from tracker.tasks.deadlines.mentions import Mention
from tracker.tasks.deadlines.periods import HALF, MONTH, QUARTER, ROMAN, YEAR, Period, clamped
from tracker.tasks.deadlines.recurrence import Label
from tracker.tasks.deadlines.spans import Span, Unreal, day_span, next_time, period_span
from tracker.words import _, dmy, mark

FIRST_YEAR, LAST_YEAR = 2000, 2100
_LENGTHS = {"thang": MONTH, "quy": QUARTER, "nua nam": HALF, "6 thang": HALF, "nam": YEAR}
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "sau": 6, "chin": 9, "v": 5}
_NUMBERS |= {roman.lower(): n for n, roman in enumerate(ROMAN) if n}
_OLD = 10  # years from the assignment in which two digits are surely a year


def number(words: str) -> int:
    """A number as written: digits, a Roman numeral, or a word."""
    return _NUMBERS[words] if words in _NUMBERS else int(words)


def length_of(words: str) -> int:
    """The months of a period by its folded name."""
    return _LENGTHS[words]


def year_of(mention: Mention, given_on: date) -> int | None:
    """The year that a mention names, if it does. Raises Unreal outside 2000-2100."""
    if mention["w"]:
        return given_on.year + (mention["w"] != "nay")
    written = mention["y"] or mention["z"]
    return real_year(int(written) + (2000 if len(written) == 2 else 0)) if written else None


def real_year(year: int) -> int:
    """A year that a deadline may lie in. Raises Unreal for others."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return year
    said = {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR}
    raise Unreal(_("The year %(year)s is not between %(first)s and %(last)s.", **said))


def span_of(mention: Mention, year: int | None, given_on: date) -> Span:
    """What a mention stands for in a year, or the next time when the year is not written. Raises Unreal."""
    if mention.name in _RELATIVE:
        found = _RELATIVE[mention.name](mention, given_on)
    elif year is None:
        found = next_time(lambda year: _YEARLY[mention.name](mention, year), given_on)
    else:
        found = _YEARLY[mention.name](mention, year)
    if len(mention["y"]) == 2 and abs(found.due_on.year - given_on.year) > _OLD:
        found = replace(found, certain=False)
    return replace(found, lead=mention.lead)


def _date(mention: Mention, year: int) -> Span:
    return day_span(int(mention["d"]), int(mention["m"]), year)


def _quarter(mention: Mention, year: int) -> Span:
    return _listed(mention, QUARTER, year, _("There is no quarter %(n)s.", n=mention["n"].upper()))


def _month(mention: Mention, year: int) -> Span:
    return _listed(mention, MONTH, year, _("There is no month %(n)s.", n=mention["n"]))


def _listed(mention: Mention, length: int, year: int, unreal: str) -> Span:
    """One period, or the last of several: of a stretch surely, of a list perhaps."""
    numbers = [number(n) for n in re.findall(r"[iv]+(?![a-z])|\d+", mention["n"])]
    if not all(1 <= n <= 12 // length for n in numbers):
        raise Unreal(unreal)
    *before, last = [Period.of(length, year, n) for n in numbers]
    found = period_span(last, mention.lead)
    if before and not mention.is_range:
        others = (*found.others, *(one.last for one in before))
        found = replace(found, certain=False, others=others)
    return found


def _half(mention: Mention, year: int) -> Span:
    """ "6 tháng đầu năm", "9 tháng đầu năm", "3 tháng cuối năm", "nửa cuối năm"."""
    months = number(mention["count"] or "6")
    if not 1 <= months <= 12:
        raise Unreal(_("There is no month %(n)s.", n=months))
    if mention["which"] == "cuoi":
        name = Label(mark("Last %(n)s months of %(year)s"), {"n": months, "year": year})
        found = replace(period_span(Period.of(YEAR, year), "", name), first=date(year, 13 - months, 1))
    else:
        name = Label(mark("First %(n)s months of %(year)s"), {"n": months, "year": year})
        found = replace(period_span(Period.of(MONTH, year, months), "", name), first=date(year, 1, 1))
    return replace(found, precision="month" if months % QUARTER else "quarter")


def _year(mention: Mention, year: int) -> Span:
    return period_span(Period.of(YEAR, year), mention.lead)


def _years(mention: Mention, year: int) -> Span:
    first = real_year(int(mention["from"]))
    if first > year:
        raise Unreal(_("The year %(last)s comes before %(first)s.", first=first, last=year))
    return replace(period_span(Period.of(YEAR, year)), first=date(first, 1, 1))


def _relative(mention: Mention, given_on: date) -> Span:
    """ "trong tháng này", "cuối quý sau", "cuối năm", "đầu quý"."""
    now = Period.around(length_of(mention["unit"] or mention["whole"]), given_on)
    if mention["w"] and mention["w"] != "nay":
        return period_span(now.later(), mention.lead)
    found = period_span(now, mention.lead)
    if mention["whole"] and found.due_on < given_on:
        found = period_span(now.later(), mention.lead)
    return found


def _last_day(mention: Mention, given_on: date) -> Span:
    return period_span(Period.around(length_of(mention["unit"]), given_on))


def _sequel(mention: Mention, given_on: date) -> Span:
    """ "ngày 15 tháng sau"."""
    month = Period.around(MONTH, given_on).later(mention["next"] not in {"nay", "do"})
    return day_span(int(mention["d"]), month.n, month.year)


def _day(mention: Mention, given_on: date) -> Span:
    """A day whose month is not written: the next one, which is never sure."""
    day = int(mention["d"])
    if not 1 <= day <= 31:
        raise Unreal(_("There is no day %(day)s.", day=day))
    month = Period.around(MONTH, given_on)
    if clamped(month.year, month.n, day) < given_on:
        month = month.later()
    found = clamped(month.year, month.n, day)
    after = month.later()
    note = _("The month is not written; the next such day is taken: %(day)s.", day=dmy(found))
    return Span("day", found, found, note, (clamped(after.year, after.n, day),), certain=False)


_YEARLY: Mapping[str, Callable[[Mention, int], Span]] = {
    "iso": _date,
    "date": _date,
    "quarter": _quarter,
    "month": _month,
    "month_year": _month,
    "half": _half,
    "half_year": _half,
    "years": _years,
    "year": _year,
}
_RELATIVE: Mapping[str, Callable[[Mention, date], Span]] = {
    "relative": _relative,
    "last_day": _last_day,
    "sequel": _sequel,
    "day": _day,
}
DATED = (*_YEARLY, *_RELATIVE)
