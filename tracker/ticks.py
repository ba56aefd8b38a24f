"""The ticks of a worker: it goes through a timetable until told to stop."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from tracker import clock

STOP_SECONDS = 45.0  # longer than one letter may take

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Entry:
    """A line of the timetable. Every few ``seconds`` the work decides from the clock if it is due."""

    name: str
    when: str
    seconds: int
    work: Callable[["Worker"], Awaitable[None]]


class Worker:
    """Goes through the timetable until told to stop; any number of workers may.

    The scheduler is a mere tick: it knows neither hours nor weeks, and may run late. What is due is
    decided from the database and the (possibly shifted) clock each time.
    """

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.stopping = False
        self._under_way: set[asyncio.Task[None]] = set()
        self._looked_at = time.monotonic()
        # The library tells of each tick that found its work still going on: that is how it should be.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._ticks = AsyncIOScheduler(
            timezone=clock.HANOI,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self, timetable: tuple[Entry, ...]) -> None:
        """Begin; every entry looks at the clock at once."""
        for entry in timetable:
            self._ticks.add_job(
                self._tick, "interval", args=[entry], id=entry.name, seconds=entry.seconds,
                next_run_time=datetime.now(clock.HANOI),
            )  # fmt: skip
        self._ticks.start()

    def wake(self, after_seconds: float) -> bool:
        """Start the ticks anew when there was none for so long; whether that was needed.

        The library waits for a time of day: when the machine's clock is set back a day, it would
        sleep for a day.
        """
        if time.monotonic() - self._looked_at < after_seconds:
            return False
        for job in self._ticks.get_jobs():
            job.modify(next_run_time=datetime.now(clock.HANOI))
        self._ticks.wakeup()
        return True

    async def stop(self, grace_seconds: float = STOP_SECONDS) -> None:
        """Begin nothing more, let what is under way end, and only then leave."""
        self.stopping = True
        self._ticks.pause()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=grace_seconds)
        left = [work for work in self._under_way if work.cancel()]
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0)  # the ticks that waited for the work end first
        self._ticks.shutdown(wait=False)
        await asyncio.sleep(0)

    async def _tick(self, entry: Entry) -> None:
        self._looked_at = time.monotonic()
        if self.stopping:
            return
        # An empty context: a transaction left behind by one tick can never reach the next.
        work = asyncio.create_task(self._safely(entry), context=Context())
        self._under_way.add(work)
        work.add_done_callback(self._under_way.discard)
        await asyncio.wait([work])

    async def _safely(self, entry: Entry) -> None:
        try:
            await entry.work(self)
        except Exception:
            log.exception("entry_failed", entry=entry.name, owner=self.owner)
