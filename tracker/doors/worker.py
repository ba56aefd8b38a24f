"""The worker's door: goes through the timetable until told to stop."""

import asyncio
import os
import secrets
import signal
import socket
import time
from contextlib import suppress

import structlog

from tracker.schedule import TIMETABLE
from tracker.ticks import Worker

WATCH_SECONDS = 15.0  # how often the worker looks whether it still ticks
SLEPT_SECONDS = 60.0  # without a tick for so long it is woken
BEAT_SECONDS = 60.0

log = structlog.get_logger(__name__)


async def run_worker(stop: asyncio.Event) -> None:
    """Work through the timetable until ``stop`` is set; the database must be connected.

    Letters go to the relay that the settings name at that moment. On stopping, a letter under way is
    finished and marked, and no lease is left behind.
    """
    worker = Worker(_name())
    worker.start(TIMETABLE)
    log.info("worker_started", owner=worker.owner, timetable={entry.name: entry.when for entry in TIMETABLE})
    beat_at = time.monotonic()
    try:
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), WATCH_SECONDS)
            if worker.wake(SLEPT_SECONDS):
                log.warning("worker_woken", owner=worker.owner)
            if time.monotonic() - beat_at >= BEAT_SECONDS:
                beat_at = time.monotonic()
                log.info("worker_alive", owner=worker.owner)
    finally:
        await worker.stop()
        log.info("worker_stopped", owner=worker.owner)


async def work_until_told() -> None:
    """Work until SIGTERM or SIGINT: what ``tracker worker`` does."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        await run_worker(stop)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


def _name() -> str:
    """This worker among others: machine, process, and a number, for a process may be born again."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}:{secrets.token_hex(3)}"
