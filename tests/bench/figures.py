"""Medians, 95th percentiles and the table they stand in."""

import math
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

ENOUGH_SECONDS = 3.0  # what is slow is asked less often


@dataclass(frozen=True)
class Measure:
    """How long something took, in milliseconds."""

    name: str
    samples: tuple[float, ...]

    @property
    def median(self) -> float:
        """What half of them did not exceed."""
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        """What 95 of 100 did not exceed."""
        return sorted(self.samples)[max(0, math.ceil(0.95 * len(self.samples)) - 1)]


async def timed(name: str, ask: Callable[[], Awaitable[object]], times: int = 200, warm: int = 8) -> Measure:
    """Ask one at a time: first to warm up, then to be counted, for a bounded time."""
    for _ in range(warm):
        await ask()
    samples: list[float] = []
    began = time.perf_counter()
    while len(samples) < times and (len(samples) < 5 or time.perf_counter() - began < ENOUGH_SECONDS):
        start = time.perf_counter()
        await ask()
        samples.append((time.perf_counter() - start) * 1000)
    return Measure(name, tuple(samples))


def table(found: dict[int, list[Measure]]) -> str:
    """Every measure by size: median and 95th percentile, ratios to a bare answer and to the bare template."""
    sizes = list(found)
    heads = [
        "ms, median / p95 (× hello, × same from constants)",
        *(f"{size:,}".replace(",", " ") for size in sizes),
    ]
    if len(sizes) > 1:
        heads.append(f"{sizes[-1]:,} : {sizes[1] if len(sizes) > 2 else sizes[0]:,}".replace(",", " "))
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|---:" * (len(heads) - 1) + "|"]
    for name in [measure.name for measure in found[sizes[0]]]:
        cells = [_cell(name, found[size]) for size in sizes]
        if len(sizes) > 1:
            cells.append(
                f"{_of(name, found[sizes[-1]]).median / _of(name, found[sizes[len(sizes) > 2]]).median:.1f}"
            )
        lines.append("| " + " | ".join([name, *cells]) + " |")
    return "\n".join(lines)


def _of(name: str, measures: list[Measure]) -> Measure:
    return next(measure for measure in measures if measure.name == name)


def _cell(name: str, measures: list[Measure]) -> str:
    found, hello = _of(name, measures), measures[0]
    said = f"{found.median:.1f} / {found.p95:.1f}"
    if found is hello or name.startswith(("question", "figures")):
        return said
    ratios = [f"{found.median / hello.median:.1f}"]
    twin = [other for other in measures if other.name.startswith(f"{found.name}, the same")]
    ratios += [f"{found.median / other.median:.1f}" for other in twin]
    return f"{said} ({', '.join(ratios)})"
