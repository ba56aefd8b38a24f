"""The heat map of agencies and months: shades with their numbers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.reports.series import HeatLine

# From none to most. Ink keeps 4.5:1 on each; on black and white paper they are five greys.
SHADES = ("#ffffff", "#f7dcd9", "#eba9a3", "#b83a36", "#8c0f17")
INKS = ("#4a5462", "#14181f", "#14181f", "#ffffff", "#ffffff")
MOST_LINES = 30  # of a page; the table beside it has all


@dataclass(frozen=True)
class Cell:
    """One agency's overdue tasks at the end of a month; None before it led any."""

    count: int | None
    shade: str
    ink: str


@dataclass(frozen=True)
class Row:
    """One agency's cells."""

    line: HeatLine
    cells: tuple[Cell, ...]


def shaded(lines: Sequence[HeatLine], most: int = MOST_LINES) -> list[Row]:
    """The agencies that are, or were, most overdue, the worst at the last month's end first."""
    top = max((n for line in lines for n in line.late if n), default=0)
    ordered = sorted(lines, key=lambda line: (-(line.late[-1] or 0), -sum(n or 0 for n in line.late)))
    return [Row(line, tuple(_cell(n, top) for n in line.late)) for line in ordered[:most]]


def ever_late(lines: Sequence[HeatLine]) -> list[HeatLine]:
    """The agencies with an overdue task at the end of any of the months: what paper has room for."""
    return [line for line in lines if any(line.late)]


def level(count: int, top: int) -> int:
    """Which shade a count gets, from 0 for none to 4, where ``top`` is the highest count."""
    return -(-4 * count // top) if count else 0


def _cell(count: int | None, top: int) -> Cell:
    step = level(count or 0, top)
    return Cell(count, SHADES[step], INKS[step])
