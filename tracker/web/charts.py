"""The arithmetic of the charts; ``templates/charts.html`` draws what it finds here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tracker import templating

# Order along a bar: the life of a task, overdue last. Twin of tasks.rules.LIFE_CYCLE.
ORDER = ("done_on_time", "done_late", "awaiting", "in_time", "overdue")
FILL = {
    "done_on_time": "#0f6d5e",
    "done_late": "#c97b16",
    "awaiting": "#6b3fa0",
    "in_time": "#2f93dd",
    "overdue": "#a3111a",
}
INK = {
    "done_on_time": "#ffffff",
    "done_late": "#14181f",
    "awaiting": "#ffffff",
    "in_time": "#14181f",
    "overdue": "#ffffff",
}
NARROW = 5.0  # per cent of the width under which a number only fits on a wide screen
DRAWN = 1000  # units across the stretched inner drawing of a line


class Counted(Protocol):
    """What a bar needs of figures."""

    def count(self, bucket: str, /) -> int:
        """How many tasks lie in a bucket."""
        ...


class Totals(Protocol):
    """What a line needs of figures."""

    @property
    def total(self) -> int: ...
    @property
    def done(self) -> int: ...
    @property
    def awaiting(self) -> int: ...


class Point(Protocol):
    """Figures at the end of one day."""

    @property
    def day(self) -> date: ...
    @property
    def figures(self) -> Totals: ...
    @property
    def due(self) -> int: ...


@dataclass(frozen=True)
class Segment:
    """One bucket's stretch of a bar, in per cent of the drawing's width."""

    bucket: str
    count: int
    x: float
    width: float
    labelled: bool

    @property
    def middle(self) -> float:
        """Where the number stands."""
        return self.x + self.width / 2

    @property
    def narrow(self) -> bool:
        """Whether the number must go on a small screen."""
        return self.width < NARROW


def stacked(figures: Counted, scale: int | None = None, min_label: float = 3.0) -> list[Segment]:
    """The segments of one bar; ``scale`` is the count that fills the whole width."""
    counts = [(bucket, figures.count(bucket)) for bucket in ORDER]
    full = scale or sum(count for _, count in counts) or 1
    found: list[Segment] = []
    x = 0.0
    for bucket, count in counts:
        width = 100 * count / full
        if count:
            found.append(Segment(bucket, count, x, width, width >= min_label))
        x += width
    return found


@dataclass(frozen=True)
class Line:
    """One line of the trend: its path in drawing units, its last value and that value's height."""

    path: str
    last: int
    y: float


@dataclass(frozen=True)
class Trend:
    """The lines of done, done with awaiting, due by then, and all, over one time scale."""

    done: Line
    submitted: Line
    due: Line
    total: Line
    ticks: list[tuple[int, float]]  # a count, and how far down it lies in per cent
    years: list[tuple[int, float]]  # a year, and how far along its 1 January lies in per cent


def trend_lines(points: Sequence[Point], height: int) -> Trend:
    """Where the lines of a trend run in a drawing DRAWN wide and ``height`` high."""
    top = ceiling(max((point.figures.total for point in points), default=0))
    along = _along([point.day for point in points])

    def line(values: list[int]) -> Line:
        heights = [height - height * value / top for value in values]
        path = " ".join(f"{DRAWN * x / 100:.1f},{y:.1f}" for x, y in zip(along, heights, strict=True))
        return Line(path, values[-1] if values else 0, heights[-1] if heights else float(height))

    return Trend(
        done=line([point.figures.done for point in points]),
        submitted=line([point.figures.done + point.figures.awaiting for point in points]),
        due=line([point.due for point in points]),
        total=line([point.figures.total for point in points]),
        ticks=[(top * n // 4, 100 - 25.0 * n) for n in range(5)],
        years=_years([point.day for point in points]),
    )


def ceiling(highest: int) -> int:
    """The round count at which a scale ends: the first 4, 8, 20, 40, 80, 200 … not under ``highest``."""
    unit = 4
    while True:
        for step in (1, 2, 5):
            if unit * step >= highest:
                return unit * step
        unit *= 10


def _along(days: Sequence[date]) -> list[float]:
    if len(days) < 2:
        return [0.0 for _ in days]
    whole = (days[-1] - days[0]).days or 1
    return [100 * (day - days[0]).days / whole for day in days]


def _years(days: Sequence[date]) -> list[tuple[int, float]]:
    if len(days) < 2:
        return []
    whole = (days[-1] - days[0]).days or 1
    openings = [date(year, 1, 1) for year in range(days[0].year, days[-1].year + 1)]
    placed = [(day.year, 100 * (day - days[0]).days / whole) for day in openings]
    return [(year, x) for year, x in placed if 0 <= x <= 97]


def spark_line(values: Sequence[int], total: int, width: int, height: int) -> tuple[str, float]:
    """A small line's path and how far it reaches across."""
    last = max(len(values) - 1, 1)
    top = total or 1
    places = [(width * n / last, height - height * value / top) for n, value in enumerate(values)]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places), places[-1][0] if places else 0.0


templating.provide(
    chart_stacked=stacked, chart_trend=trend_lines, chart_spark=spark_line, CHART_FILL=FILL, CHART_INK=INK
)
