"""When an indicator is met, on course, at risk or missed; how far it has come; which period is due."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from tracker.words import _, dmy

DIRECTIONS = ("up", "down")
PERIODS: Mapping[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}  # months
FIRST_DAY = date(2021, 1, 1)  # the programme began; nothing was counted before
CAUSES = ("objective", "subjective")
# Every indicator is in exactly one; worst first, as attention goes.
STANDINGS = ("missed", "at_risk", "none", "on_course", "met")
SHORT = frozenset({"missed", "at_risk"})  # a cause is owed
UNDER_WAY = frozenset({"draft", "submitted"})


def reaches(amount: Decimal | None, target: Decimal, direction: str) -> bool:
    """Whether an amount is as good as its target; nothing known is not."""
    if amount is None:
        return False
    return amount >= target if direction == "up" else amount <= target


def standing(
    value: Decimal | None, forecast: Decimal | None, target: Decimal, direction: str, year: int, as_of: date
) -> str:
    """How an indicator stands on a day, by its latest value.

    met: as good as the target. After the last day of the target's year: missed. Until then on_course when
    the forecast would be as good, else at_risk; none while nobody forecast anything, for then nobody can say.
    """
    if reaches(value, target, direction):
        return "met"
    if as_of > date(year, 12, 31):
        return "missed"
    if forecast is None:
        return "none"
    return "on_course" if reaches(forecast, target, direction) else "at_risk"


def way(baseline: Decimal, amount: Decimal, target: Decimal) -> Decimal:
    """The share of the way from baseline to target that an amount has come, from 0 to 1, either direction.

    Where there is no way to go (the target is the baseline) only the target itself is all of it.
    """
    if target == baseline:
        return Decimal(amount == target)
    return min(max((amount - baseline) / (target - baseline), Decimal(0)), Decimal(1))


def margin(amount: Decimal, target: Decimal, direction: str) -> Decimal:
    """By how much an amount is better than its target; worse is below 0."""
    return amount - target if direction == "up" else target - amount


def target_year(years: Mapping[int, Decimal], as_of: date) -> int:
    """The year whose target a day is judged by: its own or the next that has one, else the last of all."""
    coming = [year for year in years if year >= as_of.year]
    return min(coming) if coming else max(years)


def month_end(year: int, month: int) -> date:
    """The last day of a month; months beyond 12 run into the years after."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def last_period(period: str, today: date) -> date:
    """The last day of the latest period that is over: its value is due."""
    months = PERIODS[period]
    past = today.month if month_end(today.year, today.month) == today else today.month - 1
    whole = past - past % months
    return month_end(today.year, whole) if whole else date(today.year - 1, 12, 31)


def next_period(period: str, today: date) -> date:
    """The last day of the period that follows the latest one that is over."""
    last = last_period(period, today)
    return month_end(last.year, last.month + PERIODS[period])


def lands_as(role: str, may_submit: bool) -> str:
    """The state in which an entered value is kept: staff prepare for their lead, unless allowed."""
    return "draft" if role == "staff" and not may_submit else "submitted"


def check_entry(
    period_end: date, value: Decimal | None, forecast: Decimal | None, cause: str, target: Decimal,
    direction: str, year: int, today: date,
) -> dict[str, str]:  # fmt: skip
    """What is wrong with a value as entered, by field: it is past, and a shortfall has a cause."""
    wrong = {}
    if period_end > today:
        wrong["period_end"] = _("Enter a day that is over, not after %(day)s", day=dmy(today))
    elif period_end < FIRST_DAY or period_end != month_end(period_end.year, period_end.month):
        wrong["period_end"] = _("Enter the last day of a month, from %(day)s on", day=dmy(FIRST_DAY))
    if value is None and forecast is None:
        wrong["value"] = _("Enter what was reached, or a forecast")
    elif not reaches(value, target, direction):
        over = today > date(year, 12, 31)
        if forecast is None and not over:
            wrong["forecast"] = _(
                "Enter the forecast for the end of %(year)s: the target is not reached", year=year
            )
        elif not cause and (over or not reaches(forecast, target, direction)):
            wrong["cause_text"] = _("Enter the cause: the target is missed, or will be by the forecast")
    return wrong
