"""Where the lines of an indicator's chart run: time along, values up, the target across. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

DRAWN = 1000  # units across the stretched inner drawing
PARTS = 4  # stretches of the scale


@dataclass(frozen=True)
class Mark:
    """A point of a chart: its amount, and its place in per cent along and in units down."""

    amount: Decimal
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """The line of values, the way to the forecast, the target's height, the scale, the years."""

    path: str
    last: Mark
    ahead: str  # path from the last value to the forecast; empty without one
    forecast: Mark | None
    target_y: float
    ticks: list[tuple[Decimal, float]]
    years: list[tuple[int, float]]


def chart(
    points: Sequence[tuple[date, Decimal]],
    forecast: Decimal | None,
    target: Decimal,
    until: date,
    height: int,
) -> Chart | None:
    """The chart of values over time up to ``until``, where the forecast lies; None without a value."""
    if not points:
        return None
    amounts = [amount for _, amount in points] + [target] + ([forecast] if forecast is not None else [])
    low, step = scale(min(amounts), max(amounts))
    first, last = points[0][0], max(points[-1][0], until)
    days = (last - first).days or 1

    def along(day: date) -> float:
        return 100 * (day - first).days / days

    def down(amount: Decimal) -> float:
        return float(height - height * (amount - low) / (PARTS * step))

    def path(places: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{DRAWN * x / 100:.1f},{y:.1f}" for x, y in places)

    places = [(along(day), down(amount)) for day, amount in points]
    end = Mark(points[-1][1], *places[-1])
    then = None
    if forecast is not None and until > points[-1][0]:
        then = Mark(forecast, along(until), down(forecast))
    openings = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    return Chart(
        path=path(places),
        last=end,
        ahead=path([(end.x, end.y), (then.x, then.y)]) if then else "",
        forecast=then,
        target_y=down(target),
        ticks=[(low + n * step, height - height * n / PARTS) for n in range(PARTS + 1)],
        years=[(day.year, along(day)) for day in openings if first <= day <= last],
    )


def scale(lowest: Decimal, highest: Decimal) -> tuple[Decimal, Decimal]:
    """Where a scale of four equal stretches begins, and how long each is: 1 to 5 of a power of ten.

    It holds both ends; it begins at 0 unless values lie below.
    """
    low = min(lowest, Decimal(0))
    span = max(highest - low, Decimal("0.0001"))
    for power in count(span.adjusted() - 2):
        for unit in ("1", "1.5", "2", "2.5", "5"):
            step = Decimal(unit).scaleb(power)
            begin = (low / step).to_integral_value(rounding="ROUND_FLOOR") * step
            if begin + PARTS * step >= highest:
                return begin, step
    raise AssertionError  # powers never end
