"""How a deadline as written becomes a day: one reading for forms and import, never a silent guess."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tracker.programmes.working_days import WorkingDays
from tracker.tasks.deadlines import counting, repeating
from tracker.tasks.deadlines.dated import DATED, real_year, span_of, year_of
from tracker.tasks.deadlines.mentions import Mention, Taken, take_apart
from tracker.tasks.deadlines.periods import clamped
from tracker.tasks.deadlines.spans import FINEST, Span, Unreal
from tracker.tasks.deadlines.understood import Understood
from tracker.words import _, dmy

LONGEST = 300
_TO = frozenset({"den", "den het", "toi"})


def understand(text: str, given_on: date, calendar: WorkingDays | None = None) -> Understood:
    """What a deadline's text means for a task assigned on a day; see Understood. Never raises.

    A month, quarter or year ends on its last day; "trước ngày d" is the day d itself. A year that is not
    written is that of the next such time. Working days are those of ``calendar``, or else all weekdays.
    """
    if len(text) > LONGEST:
        return _unclear(text[:LONGEST], _("Shorten the deadline to %(most)s characters.", most=LONGEST))
    taken = take_apart(text)
    try:
        real_year(given_on.year)
        found = _read(taken, given_on, calendar or WorkingDays())
    except Unreal as unreal:
        return _unclear(taken.written, unreal.sentence, unreal.meant)
    if taken.unknown:
        unknown = " ".join(taken.unknown)
        words = _("Not understood: “%(words)s”.", words=unknown)
        return replace(found, certain=False, note=f"{found.note} {words}", unknown=unknown)
    return found


def _read(taken: Taken, given_on: date, calendar: WorkingDays) -> Understood:
    if repeating.repeats(taken):
        return repeating.read(taken, given_on)
    ends = [one for one in taken.all(*DATED) if not one.begins]
    if counting.counts(taken):
        counted = counting.read(taken, given_on, calendar)
        spans = [*_spans(taken.all(*DATED), ends, given_on), counted]
        return _dated(taken, _chosen(spans), given_on)
    if ends:
        return _dated(taken, _chosen(_spans(taken.all(*DATED), ends, given_on)), given_on)
    if taken.all("open", "event"):
        note = _("No deadline: it goes on, waits for something else, or has none.")
        return Understood(taken.written, "open", note=note)
    if starts := taken.all(*DATED):
        start = span_of(starts[0], year_of(starts[0], given_on) or given_on.year, given_on)
        raise Unreal(_("Only the beginning is written: %(day)s.", day=dmy(start.first)))
    if not taken.written:
        return Understood("", "open", certain=False, note=_("Nothing is written: no deadline."))
    raise Unreal(_("This deadline was not understood."))


def _unclear(text: str, problem: str, meant: Sequence[date] = ()) -> Understood:
    return Understood(text, "unclear", certain=False, problem=problem, alternatives=tuple(meant))


def _spans(mentions: Sequence[Mention], ends: Sequence[Mention], given_on: date) -> list[Span]:
    """What the ends stand for. A year written once is that of what stands before it, else of what follows."""
    years = [year_of(one, given_on) for one in mentions]
    found = []
    for n, one in enumerate(mentions):
        if one in ends:
            near = [year for year in (*years[n:], *reversed(years[:n])) if year is not None]
            found.append(span_of(one, near[0] if near else None, given_on))
    return found


def _chosen(spans: Sequence[Span]) -> Span:
    """The deadline that several mentions make: the finest when it lies within the others, else the last."""
    finest = min(spans, key=lambda one: (FINEST.index(one.precision), -one.due_on.toordinal()))
    if all(one.holds(finest) for one in spans):
        return finest
    last = max(spans, key=lambda one: one.due_on)
    if last is spans[-1] and last.lead in _TO and last.certain:
        return last  # "từ quý II đến quý IV/2024"
    sentence = _("Several deadlines are written; the last one is taken.")
    others = tuple(sorted({day for one in spans for day in (one.due_on, *one.others)} - {last.due_on}))
    return replace(last, certain=False, note=f"{last.note} {sentence}", others=others)


def _dated(taken: Taken, chosen: Span, given_on: date) -> Understood:
    notes, others = [chosen.note], list(chosen.others)
    due_on, certain = chosen.due_on, chosen.certain
    if due_on < given_on:
        notes.append(_("This is before the day of assignment, %(day)s.", day=dmy(given_on)))
        coming = (clamped(given_on.year + n, due_on.month, due_on.day) for n in (0, 1))
        others.append(next(day for day in coming if day >= given_on))
        certain = False
    if any(_weekday(one) != due_on.weekday() for one in taken.all("weekday")):
        notes.append(_("The day of the week is another one."))
        certain = False
    if taken.all("open") or (taken.all("event") and not counting.counts(taken)):
        notes.append(_("It also says that it goes on or waits for something else: check the day."))
        certain = False
    return Understood(
        taken.written, "dated", due_on, chosen.precision, None, certain, " ".join(notes),
        alternatives=tuple(sorted({*others} - {due_on})),
    )  # fmt: skip


def _weekday(mention: Mention) -> int:
    """ "thứ hai" or "thứ 2" is Monday, 0; without a number it is Sunday."""
    words = ("hai", "ba", "tu", "nam", "sau", "bay", "")
    return words.index(mention["n"]) if mention["n"] in words else int(mention["n"]) - 2
