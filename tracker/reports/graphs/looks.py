"""How charts are lent to templates: their arithmetic, and how they look on screen and on paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tracker import templating
from tracker.reports.graphs.ages import bars, slanting
from tracker.reports.graphs.heat import ever_late, shaded
from tracker.reports.graphs.months import small_charts, trend_lines, yearly
from tracker.reports.series import Band
from tracker.words import _, decree_day, dmy

MILLIMETRE = 96 / 25.4  # CSS pixels


@dataclass(frozen=True)
class Look:
    """How wide a drawing's stretched inside is, and how large and in what its words are set.

    On screen a drawing takes any width: its inside is stretched and its strokes are not. What draws PDFs
    knows no such strokes, so ``width`` is there the width as drawn; lengths are CSS pixels.
    """

    width: float = 1000
    size: float = 13
    font: str = "Inter, sans-serif"
    day: Callable[[date], str] = dmy


SCREEN = Look()
PROJECTED = Look(size=19)  # read from the back of a room


def paper(millimetres: float, points: float, font: str = "Inter") -> Look:
    """The look of a chart that stands so wide on paper, with words of so many points."""
    return Look(round(millimetres * MILLIMETRE, 1), round(points * 4 / 3, 1), font, decree_day)


def band_name(band: Band) -> str:
    """A band of days in words."""
    if band.most is None:
        return _("over %(n)s days", n=band.least - 1)
    if not band.least:
        return _("up to %(n)s days", n=band.most)
    return _("%(least)s to %(most)s days", least=band.least, most=band.most)


templating.provide(
    graph_trend=trend_lines,
    graph_areas=small_charts,
    graph_bars=bars,
    graph_hatch=slanting,
    graph_heat=shaded,
    graph_late=ever_late,
    graph_band=band_name,
    graph_years=yearly,
    graph_paper=paper,
)
