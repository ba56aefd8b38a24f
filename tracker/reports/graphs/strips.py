"""Bars of five buckets on paper, in millimetres: one alone, or agencies on one scale. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.reports.charts import Block
from tracker.reports.content import Group
from tracker.tasks.rules import BUCKETS, LIFE_CYCLE, Figures

GAP = 0.5


@dataclass(frozen=True)
class Strip:
    """A named bar and where its row begins."""

    name: str
    figures: Figures
    y: float
    blocks: tuple[Block, ...]


def blocks(
    figures: Figures, x: float, y: float, height: float, per_task: float, gap: float = 0
) -> tuple[Block, ...]:
    """One bar, a task's life from left to right; ``per_task`` is the width of a task."""
    found, at = [], x
    for bucket in LIFE_CYCLE:
        width = figures.count(bucket) * per_task
        if width:
            label = str(figures.count(bucket))
            found.append(Block(bucket, at + gap / 2, y, max(width - gap, 0.2), height, label))
        at += width
    return tuple(found)


def whole(figures: Figures, width: float, height: float) -> tuple[Block, ...]:
    """The bar of all tasks, as wide as the page."""
    return blocks(figures, 0, 0, height, width / (figures.total or 1), GAP)


def ranked(groups: Sequence[Group], most: int) -> tuple[list[Group], list[Group]]:
    """The agencies to be shown, the most overdue and then the largest first, and the rest."""
    ordered = sorted(groups, key=lambda group: (-group.figures.overdue, -group.figures.total))
    return ordered[:most], ordered[most:]


def added(groups: Sequence[Group]) -> Figures:
    """The figures of several agencies together."""
    return Figures.of({name: sum(group.figures.count(name) for group in groups) for name in BUCKETS})


def strips(
    shown: Sequence[tuple[str, Figures]], *, left: float, width: float, row: float
) -> tuple[Strip, ...]:
    """Bars under one another, beginning ``left`` of the drawing, the largest ``width`` wide."""
    per_task = width / max((figures.total for _, figures in shown), default=1)
    return tuple(
        Strip(name, figures, n * row, blocks(figures, left, n * row + row * 0.12, row * 0.76, per_task))
        for n, (name, figures) in enumerate(shown)
    )
