"""The arithmetic of charts on paper, in millimetres; ``templates/reports/bar.html`` draws them."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.tasks.rules import LIFE_CYCLE, Figures
from tracker.web.charts import FILL, INK, stacked
from tracker.words import number

WIDTH, HEIGHT = 164.0, 8.0  # as wide as the text
SIZE = 3.8  # of letters: 10,8 pt
GAP = 0.5
COLUMNS = (0.0, 0.35, 0.66)  # of the legend, as parts of the width


@dataclass(frozen=True)
class Block:
    """A filled rectangle with a number or a name."""

    bucket: str
    x: float
    y: float
    width: float
    height: float
    label: str = ""
    step: float = 1.8

    @property
    def fill(self) -> str:
        return FILL[self.bucket]

    @property
    def ink(self) -> str:
        return INK[self.bucket]

    @property
    def middle(self) -> float:
        """Where the number stands."""
        return self.x + self.width / 2

    @property
    def room(self) -> float:
        """How wide the number's clear ground on a hatched block is."""
        return SIZE * (0.55 * len(self.label) + 0.6)

    @property
    def hatch(self) -> str:
        """Slanting lines over awaiting, for eyes and printers that tell no colours apart.

        They are drawn one by one: a tiled pattern shows its seams on paper.
        """
        if self.bucket != "awaiting":
            return ""
        lines, start, bottom = [], self.step / 2 - self.height, self.y + self.height
        while start < self.width:
            low, high = max(0.0, -start), min(self.height, self.width - start)
            x = self.x + start
            lines.append(f"M{x + low:.2f} {bottom - low:.2f}L{x + high:.2f} {bottom - high:.2f}")
            start += self.step
        return "".join(lines)


@dataclass(frozen=True)
class Bar:
    """A stacked bar with its legend and what it says in words."""

    title: str
    blocks: list[Block]
    legend: list[Block]
    width: float = WIDTH
    height: float = HEIGHT
    size: float = SIZE

    @property
    def full_height(self) -> float:
        """The bar and the two rows of its legend."""
        return round(self.height + self.size * 3.5, 2)


def stacked_bar(figures: Figures, name: Callable[[str], str], title: str) -> Bar:
    """The five buckets in one bar, a task's life from left to right, with a legend that counts."""
    legend = [
        Block(
            bucket,
            x=COLUMNS[place % 3] * WIDTH,
            y=HEIGHT + SIZE * (0.75 + 1.55 * (place // 3)),
            width=SIZE * 1.3,
            height=SIZE,
            label=f"{name(bucket)}: {number(figures.count(bucket))}",
            step=1.3,
        )
        for place, bucket in enumerate(LIFE_CYCLE)
    ]
    return Bar(title, _blocks(figures), legend)


def _blocks(figures: Figures) -> list[Block]:
    found = []
    for segment in stacked(figures):
        width = max(WIDTH * segment.width / 100 - GAP, 0.2)
        label = number(segment.count)
        fits = len(label) * SIZE * 0.55 < width
        x = WIDTH * segment.x / 100 + GAP / 2
        found.append(Block(segment.bucket, x, 0.0, width, HEIGHT, label if fits else ""))
    return found
