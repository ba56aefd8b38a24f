"""A worker as a process of its own, to be started, killed and joined: ``python -m`` this module.

What it works with comes from the environment: database, relay and clock, as with ``tracker worker``.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from tests.reminders.office import states
from tracker import database, settings
from tracker.database import connected
from tracker.doors.worker import work_until_told
from tracker.web.log import configure

SECONDS = 60.0  # to wait for anything; a loaded machine is slow to start a process


class WorkerProcess:
    """One running worker."""

    def __init__(self, moment: datetime) -> None:
        current = settings.current()
        chosen = {
            "TRACKER_DATABASE_URL": current.database_url,
            "TRACKER_SECRET_KEY": current.secret_key,
            "TRACKER_BASE_URL": current.base_url,
            "TRACKER_SMTP_URL": current.smtp_url,
            "TRACKER_CLOCK_OFFSET": str((moment - datetime.now(UTC)).total_seconds()),
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reminders.worker_process"],
            cwd=settings.ROOT,
            env={**kept, **chosen},
            stderr=subprocess.PIPE,
        )

    def tell_to_stop(self) -> None:
        """What an operator or a service manager does."""
        self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """What the machine does when it dies."""
        self._process.kill()

    async def ended(self) -> int:
        """Wait for its end; the exit code."""
        _, said = await asyncio.to_thread(self._process.communicate, timeout=SECONDS)
        self.said = said.decode()
        return self._process.returncode


@asynccontextmanager
async def workers(count: int, moment: datetime) -> AsyncIterator[list[WorkerProcess]]:
    """Start so many workers at once; whoever is left at the end is killed."""
    found = [WorkerProcess(moment) for _ in range(count)]
    try:
        yield found
    finally:
        for one in found:
            one.kill()
            await one.ended()


async def until(true: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + SECONDS
    while not await true():
        assert time.monotonic() < ends, f"{what} did not come: {await states()}"
        await asyncio.sleep(0.02)


async def leases_end() -> None:
    """What waiting five minutes would do: a dead worker's lease is over."""
    await database.execute(
        "UPDATE letter SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'sending'"
    )


async def _work() -> None:
    configure()
    async with connected(settings.current().database_url, 3):
        await work_until_told()


if __name__ == "__main__":
    asyncio.run(_work())
