"""How long tasks have been overdue or have waited, in bands of days. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.reports.series import Band

OVERDUE_BANDS = (Band(1, 7, 0), Band(8, 15, 0), Band(16, 30, 0), Band(31, 90, 0), Band(91, None, 0))
# What was submitted today waits since 0 days.
AWAITING_BANDS = (Band(0, 7, 0), *OVERDUE_BANDS[1:])


def banded(bands: tuple[Band, ...], ages: Iterable[tuple[int, int]]) -> tuple[Band, ...]:
    """The bands with how many tasks lie in each, told by an age in days and how many have it."""
    counts = [0] * len(bands)
    for age, tasks in ages:
        place = next((n for n, band in enumerate(bands) if band.most is None or age <= band.most), -1)
        counts[place] += tasks
    return tuple(Band(b.least, b.most, n) for b, n in zip(bands, counts, strict=True))


@dataclass(frozen=True)
class Bar:
    """A band's bar: how wide it is, in per cent of the room for bars."""

    band: Band
    width: float


def bars(bands: tuple[Band, ...]) -> list[Bar]:
    """The bars of the bands on one scale, the longest filling the room."""
    most = max((band.count for band in bands), default=0) or 1
    return [Bar(band, 100 * band.count / most) for band in bands]


def counted(bands: tuple[Band, ...], over: int = 0) -> int:
    """How many tasks lie in the bands that begin beyond ``over`` days."""
    return sum(band.count for band in bands if band.least > over)


def slanting(width: int, height: int, step: int = 7) -> str:
    """The path of slanting lines over a drawing: the awaiting bucket's mark where colours do not print.

    The lines are drawn one by one, as a tiled pattern shows its seams on paper; what lies beyond the bar
    is cut off by the drawing that holds it.
    """
    return "".join(f"M{x} {height}L{x + height} 0" for x in range(step // 2 - height, width, step))
