"""One step of the Monday run in a process of its own: it says what it did, the time, its peak of memory.

``busy`` are the seconds that this process computed; the rest it waited for the database or the relay.
"""

import asyncio
import json
import re
import sys
import time
from datetime import date
from pathlib import Path

from tracker import clock, settings
from tracker.database import value
from tracker.database.engine import connected
from tracker.reminders.actions import make_run
from tracker.schedule import deliver_letters
from tracker.ticks import Worker


async def _write() -> int:
    made = await make_run(_today(), clock.now())
    return made.letters if made else 0


async def _deliver() -> int:
    await deliver_letters(Worker("bench"))
    return int(await value("SELECT count(*) FROM letter WHERE sent_at >= $1", clock.at(_today(), 0)))


STEPS = {"write": _write, "deliver": _deliver}


def _today() -> date:
    return clock.day_of(clock.now())


def _peak() -> float:
    """The most memory this process ever held, in megabytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


async def _act(step: str) -> None:
    async with connected(settings.current().database_url, 5):
        started, busy = time.perf_counter(), time.process_time()
        letters = await STEPS[step]()
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
    print(json.dumps({"letters": letters, "seconds": seconds, "busy": busy, "peak": _peak()}))


if __name__ == "__main__":
    asyncio.run(_act(sys.argv[1]))
