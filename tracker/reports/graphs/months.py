"""Months: their ends, sums over them, and where lines through them run. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.reports.series import AreaTrend, Month
from tracker.web.charts import ceiling

HEAT_MONTHS = 12
EDGE = 4  # per cent of the width in which a year has no room for its name
_DAY = timedelta(days=1)


def month_ends(as_of: date, most: int = HEAT_MONTHS) -> tuple[date, ...]:
    """The last ends of months up to a day, which counts when it is one itself; oldest first."""
    found: list[date] = []
    opening = (as_of + _DAY).replace(day=1)
    while len(found) < most:
        found.append(opening - _DAY)
        opening = found[-1].replace(day=1)
    return tuple(reversed(found))


def yearly(months: Sequence[Month]) -> list[Month]:
    """The last month of each year: as many rows as a page has room for."""
    return list({month.day.year: month for month in months}.values())


def summed(steps: Mapping[date, int], days: Sequence[date]) -> tuple[int, ...]:
    """What steps, given by the first day of their month, add up to at the end of each day's month."""
    return tuple(sum(n for month, n in steps.items() if month <= day) for day in days)


@dataclass(frozen=True)
class Line:
    """One line: its points in units of the drawing, its last value and that value's height."""

    points: str
    last: int
    y: float


@dataclass(frozen=True)
class Lines:
    """The lines of a trend over one scale of time and one of tasks, in a drawing ``width`` by ``height``."""

    width: float
    height: float
    done: Line
    due: Line
    total: Line
    submitted: Line
    ticks: tuple[tuple[int, float], ...]  # a count, and its height from the top
    years: tuple[tuple[int, float], ...]  # a year, and how far along its 1 January lies, in per cent


def trend_lines(months: Sequence[Month], width: float, height: float) -> Lines:
    """Where the lines of the trend run. The plan line counts the tasks that were due by then."""
    top = ceiling(max((month.figures.total for month in months), default=0))
    days = [month.day for month in months]

    def line(values: Sequence[int]) -> Line:
        return _line(values, days, top, width, height)

    return Lines(
        width,
        height,
        done=line([month.figures.done for month in months]),
        due=line([month.due for month in months]),
        total=line([month.figures.total for month in months]),
        submitted=line([month.figures.done + month.figures.awaiting for month in months]),
        ticks=tuple((top * n // 4, height * (1 - n / 4)) for n in range(1, 5)),
        years=_years(days),
    )


@dataclass(frozen=True)
class Small:
    """One area's small chart."""

    area: AreaTrend
    done: Line
    due: Line
    ground: str  # the surface under the line of what is done

    @property
    def now(self) -> tuple[int, int, int]:
        """Confirmed complete, due by now, all."""
        return self.area.done[-1], self.area.due[-1], self.area.total[-1]


def small_charts(
    areas: Sequence[AreaTrend], days: Sequence[date], width: float, height: float
) -> list[Small]:
    """The areas side by side, each on the scale of its own tasks: how far each is, not how large."""
    found = []
    for area in areas:
        top = max(*area.total, *area.due, 1)
        done = _line(area.done, days, top, width, height)
        ground = f"0,{height:.1f} {done.points} {_along(days)[-1] * width:.1f},{height:.1f}"
        found.append(Small(area, done, _line(area.due, days, top, width, height), ground))
    return found


def _line(values: Sequence[int], days: Sequence[date], top: int, width: float, height: float) -> Line:
    heights = [height * (1 - value / top) for value in values]
    points = " ".join(f"{width * x:.1f},{y:.1f}" for x, y in zip(_along(days), heights, strict=True))
    return Line(points, values[-1] if values else 0, heights[-1] if heights else height)


def _along(days: Sequence[date]) -> list[float]:
    """How far along each day lies, from 0 to 1: months of different length are not equally wide."""
    if not days:
        return []
    whole = (days[-1] - days[0]).days or 1
    return [(day - days[0]).days / whole for day in days]


def _years(days: Sequence[date]) -> tuple[tuple[int, float], ...]:
    if len(days) < 2:
        return ()
    whole = (days[-1] - days[0]).days
    opening = [date(year, 1, 1) for year in range(days[0].year, days[-1].year + 1)]
    placed = [(day.year, 100 * (day - days[0]).days / whole) for day in opening]
    return tuple((year, x) for year, x in placed if EDGE <= x <= 100 - EDGE)
