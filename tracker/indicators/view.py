"""How indicators are shown: numbers with their units, tags, sentences, groups, the order of rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tracker.indicators.drawing import Chart, chart
from tracker.indicators.queries import IndicatorState, Met, met_count
from tracker.indicators.rules import margin, standing
from tracker.words import _, dmy, language, mark

HEIGHT = 230  # of the chart
PERCENT = "%"
# Standing → words, kind of tag, icon. Red means overdue tasks alone, so a missed target is not red.
TAGS: Mapping[str, tuple[str, str, str]] = {
    "met": (mark("Met"), "done_on_time", "done_on_time"),
    "on_course": (mark("Not met yet, forecast to be met"), "plain", "clock"),
    "at_risk": (mark("Hard to reach"), "done_late", "flag"),
    "missed": (mark("Not met"), "done_late", "flag"),
    "none": (mark("Not forecast yet"), "plain", "clock"),
}
STATES: Mapping[str, tuple[str, str, str]] = {
    "draft": (mark("Prepared, not submitted yet"), "plain", "edit"),
    "submitted": (mark("Awaiting approval"), "plain", "clock"),
    "approved": (mark("Approved"), "done_on_time", "check"),
    "returned": (mark("Returned to the agency"), "done_late", "back"),
    "replaced": (mark("Replaced before it was decided on"), "plain", "refresh"),
}
WHY: Mapping[str, str] = {
    "missing": mark("No figures for this period yet"),
    "returned": mark("Returned to the agency"),
    "draft": mark("Prepared, not submitted yet"),
}
PERIOD_NAMES: Mapping[str, str] = {
    "month": mark("Every month"), "quarter": mark("Every quarter"), "half_year": mark("Every half year"),
    "year": mark("Every year"),
}  # fmt: skip
DIRECTION_NAMES: Mapping[str, str] = {
    "up": mark("The higher the better"),
    "down": mark("The lower the better"),
}
VERBS: Mapping[str, str] = {
    "define_indicator": mark("Indicator defined"),
    "change_indicator": mark("Indicator defined anew"),
    "draft_value": mark("Value prepared"),
    "submit_value": mark("Value submitted"),
    "approve_value": mark("Value approved"),
    "return_value": mark("Value returned"),
}


def amount(found: Decimal | None) -> str:
    """A number as it was entered, with the language's marks: 71,4 or 1.234,5."""
    if found is None:
        return "–"
    text = f"{found.normalize():,f}"
    return text.translate(str.maketrans(",.", ".,")) if language() == "vi" else text


def measured(found: Decimal | None, unit: str) -> str:
    """A number with its unit: 71,4% or 7,8 ngày làm việc."""
    if found is None:
        return "–"
    return f"{amount(found)}%" if unit == PERCENT else f"{amount(found)} {unit}"


def plainly(found: Decimal | None, unit: str) -> str:
    """A number for a table whose row names the unit: with the sign of per cent alone."""
    return measured(found, unit) if unit == PERCENT else amount(found)


def gap(found: Decimal, unit: str) -> str:
    """How far apart two values lie: points of per cent, or so many of the unit."""
    return _("%(n)s percentage points", n=amount(found)) if unit == PERCENT else f"{amount(found)} {unit}"


def tag(one: IndicatorState) -> tuple[str, str, str]:
    """Words, kind and icon of how an indicator stands."""
    words, kind, icon = TAGS[one.standing]
    return _(words), kind, icon


def come(share: Decimal | None) -> str:
    """A share of the way in whole per cent."""
    return f"{(share * 100).quantize(Decimal(1), ROUND_HALF_UP)}%" if share is not None else "–"


def beyond(one: IndicatorState) -> str:
    """By how much a target is met."""
    assert one.value is not None
    better = margin(one.value, one.target, one.direction)
    if not better:
        return _("Exactly the target")
    return _("%(gap)s better than the target", gap=gap(better, one.unit))


def moved(one: IndicatorState) -> str:
    """How the latest value differs from the one before; empty for the first."""
    known = [point for point in one.series if point.value is not None]
    if len(known) < 2:
        return ""
    now, before = known[-1].value, known[-2]
    assert now is not None
    assert before.value is not None
    step, on = now - before.value, dmy(before.on)
    if not step:
        return _("Unchanged since %(day)s.", day=on)
    sentence = _("Up by %(gap)s since %(day)s.") if step > 0 else _("Down by %(gap)s since %(day)s.")
    return sentence % {"gap": gap(abs(step), one.unit), "day": on}


def foreseen(one: IndicatorState) -> str:
    """What is forecast for the end of the target's year, and what would be short of the target."""
    if one.forecast is None:
        return ""
    short = margin(one.forecast, one.target, one.direction)
    end = dmy(year_end(one))
    said = {"value": measured(one.forecast, one.unit), "day": end}
    if short >= 0:
        return _("Forecast for %(day)s: %(value)s, as good as the target.", **said)
    return _("Forecast for %(day)s: %(value)s, short by %(gap)s.", **said, gap=gap(-short, one.unit))


def year_end(one: IndicatorState) -> date:
    """The day by which the target is to be reached."""
    return date(one.target_year, 12, 31)


def drawn(one: IndicatorState) -> Chart | None:
    """The chart of an indicator."""
    known = [(point.on, point.value) for point in one.series if point.value is not None]
    return chart(known, one.forecast, one.target, year_end(one), HEIGHT)


@dataclass(frozen=True)
class Group:
    """A set of indicators with one year for their targets."""

    name: str
    year: int
    states: Sequence[IndicatorState]

    @property
    def title(self) -> str:
        """What the set is called, with its year."""
        return _("%(name)s, by %(year)s", name=self.name, year=self.year)

    @property
    def met(self) -> Met:
        """How many of them are met."""
        return met_count(self.states)

    def before(self) -> tuple[date, int] | None:
        """The period before the latest one, and how many were met by its values."""
        days = sorted({point.on for one in self.states for point in one.series if point.value is not None})
        if len(days) < 2:
            return None
        return days[-2], sum(_met_on(one, days[-2]) for one in self.states)

    @property
    def fallen_short(self) -> list[IndicatorState]:
        """Those not met, the farthest from their targets first; what has no value comes last."""
        found = [one for one in self.states if not one.met]
        return sorted(found, key=lambda one: (one.way is None, one.way or Decimal(0), one.code))

    @property
    def reached(self) -> list[IndicatorState]:
        """Those met, by code."""
        return [one for one in self.states if one.met]


def groups(states: Iterable[IndicatorState]) -> list[Group]:
    """Indicators by set and year, in the order of their codes."""
    found: dict[tuple[str, int], list[IndicatorState]] = {}
    for one in states:
        found.setdefault(one.group, []).append(one)
    return [Group(name, year, held) for (name, year), held in found.items()]


def _met_on(one: IndicatorState, day: date) -> bool:
    known = [point.value for point in one.series if point.value is not None and point.on <= day]
    facts = (one.target, one.direction, one.target_year, day)
    return bool(known) and standing(known[-1], None, *facts) == "met"
