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


async def timed(
    name: str, ask: Callable[[], Awaitable[object]], times: int = 200, warm: int = 8
) -> Measure:
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
