"""Deadlines that are counted: "trong 10 ngày làm việc kể từ ngày 05/11/2024", "sau 15 ngày".

The first day is not counted (Civil Code 2015, art. 147.2); months and years end on the same day of the month
(art. 148.3 and 4); what ends on a day off ends on the next working day (art. 148.5).
"""

from dataclasses import replace
from datetime import date, timedelta

from tracker.programmes.working_days import WorkingDays
from tracker.tasks.deadlines.dated import DATED, span_of, year_of
from tracker.tasks.deadlines.mentions import Taken
from tracker.tasks.deadlines.periods import months_after
from tracker.tasks.deadlines.spans import Span, Unreal
from tracker.words import _, dmy, ngettext

WORKING = "ngay lam viec"
_DAYS = {"ngay": 1, "tuan": 7}
_MONTHS = {"thang": 1, "nam": 12}


def counts(taken: Taken) -> bool:
    """Whether a text gives a number of days, weeks, months or years."""
    return bool(taken.all("duration"))


def read(taken: Taken, given_on: date, calendar: WorkingDays) -> Span:
    """The day a text counts to, from the day it names or else the day of assignment. Raises Unreal."""
    one, *more = taken.all("duration")
    n = int(one["n"])
    # "10 ngày trước ngày 30/9" counts back, which is not followed.
    back = not one.lead and any(other.lead == "truoc" for other in taken.mentions)
    if more or not n or back or one.lead == "truoc":
        raise Unreal(_("This deadline was not understood."))
    start = _start(taken, given_on)
    due_on, note = _counted(one["unit"], n, start or given_on, calendar)
    found = Span("day", due_on, due_on, note)
    if not start and taken.all("event"):
        sentence = _("It is counted from the day of assignment: the day that the text means is not known.")
        return replace(found, certain=False, note=f"{note} {sentence}")
    bare = not one.lead and not start and one["unit"] in _MONTHS  # "6 tháng" may be "06 tháng/lần"
    return replace(found, certain=not bare)


def _start(taken: Taken, given_on: date) -> date | None:
    for one in taken.all(*DATED):
        if one.begins:
            return span_of(one, year_of(one, given_on) or given_on.year, given_on).due_on
    return None


def _counted(unit: str, n: int, start: date, calendar: WorkingDays) -> tuple[date, str]:
    if unit == WORKING:
        due = calendar.add(start, n)
        note = ngettext("%(n)s working day after %(start)s: %(day)s.",
                        "%(n)s working days after %(start)s: %(day)s.", n)  # fmt: skip
        return due, note % {"n": n, "start": dmy(start), "day": dmy(due)}
    n *= _DAYS.get(unit) or _MONTHS[unit]
    if unit in _DAYS:
        last = start + timedelta(days=n)
        note = ngettext("%(n)s day after %(start)s: %(day)s.", "%(n)s days after %(start)s: %(day)s.", n)
    else:
        last = months_after(start, n)
        note = ngettext("%(n)s month after %(start)s: %(day)s.", "%(n)s months after %(start)s: %(day)s.", n)
    note %= {"n": n, "start": dmy(start), "day": dmy(last)}
    due = calendar.next_working(last)
    if due == last:
        return due, note
    moved = _("It is a day off, so the deadline is the next working day, %(day)s.", day=dmy(due))
    return due, f"{note} {moved}"
