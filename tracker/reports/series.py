"""What the charts beyond the stacked bar are drawn from: plain facts of a day, kept with a report. Pure."""

from dataclasses import dataclass
from datetime import date

from tracker.tasks.rules import Figures


@dataclass(frozen=True)
class Month:
    """The figures at the end of a day, and how many tasks were due by then: a point of the trend."""

    day: date
    figures: Figures
    due: int


@dataclass(frozen=True)
class Band:
    """How many tasks have been overdue, or awaiting, for ``least`` to ``most`` days; no ``most``: or more."""

    least: int
    most: int | None
    count: int


@dataclass(frozen=True)
class HeatLine:
    """One agency's tasks overdue at the end of each month, oldest first; None before it led any."""

    code: str
    name: str
    late: tuple[int | None, ...]
    short_name: str = ""


@dataclass(frozen=True)
class AreaTrend:
    """One area at the days of the trend: confirmed complete, due by then, all of its tasks."""

    code: str
    name: str
    done: tuple[int, ...]
    due: tuple[int, ...]
    total: tuple[int, ...]


@dataclass(frozen=True)
class Series:
    """What the charts beyond the stacked bar are drawn from."""

    trend: tuple[Month, ...] = ()
    overdue: tuple[Band, ...] = ()
    awaiting: tuple[Band, ...] = ()
    heat_days: tuple[date, ...] = ()
    heat: tuple[HeatLine, ...] = ()
    areas: tuple[AreaTrend, ...] = ()
