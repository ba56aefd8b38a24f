"""Workers as processes of their own that may die at a point, forked from one that has everything imported.

A worker that starts from nothing spends more on its imports than on two hundred letters; a fork is as mortal.
"""

import asyncio
import multiprocessing
import os
import random
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from tests.faults.liars import tell
from tests.faults.points import Death, lay
from tracker import clock, database, settings
from tracker.database.engine import connected
from tracker.schedule import TIMETABLE
from tracker.settings import Settings
from tracker.ticks import Entry, Worker
from tracker.web.log import configure

SECONDS = 40.0  # to wait for anything
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["pytest", "tests.faults.mortals"])


@dataclass(frozen=True)
class Orders:
    """What a worker is to do.

    ``late``: seconds before it begins; ``lie``: a fault of its own, see liars; ``blocked_until``: the moment
    up to which something holds its event loop.
    """

    settings: Settings
    death: Death
    entries: tuple[str, ...]
    late: float = 0.0
    lie: str = ""
    blocked_until: datetime | None = None


class Crew:
    """Workers on one database, some of which are to die."""

    def __init__(self, orders: list[Orders]) -> None:
        self.folder = orders[0].death.folder
        self.processes = [_forks.Process(target=_live, args=(one,)) for one in orders]
        for process in self.processes:
            process.start()

    def dead(self) -> dict[int, str]:
        """Who died where."""
        notes = {int(path.stem.partition("-")[2]): path.read_text() for path in self.folder.glob("died-*")}
        ended = {one.pid: one.exitcode for one in self.processes if one.pid and one.exitcode is not None}
        return {pid: notes.get(pid, f"of itself, with {code}") for pid, code in ended.items()}

    async def until(self, true: Callable[[], Awaitable[bool]], what: str) -> None:
        """Wait until something is so."""
        ends = time.monotonic() + SECONDS
        while not await true():
            assert time.monotonic() < ends, f"{what} did not come; dead: {self.dead()}\n{self.said()}"
            await asyncio.sleep(0.03)

    def blocked(self) -> list[tuple[datetime, datetime]]:
        """From when until when each loop was held."""
        notes = [path.read_text().split() for path in self.folder.glob("blocked-*")]
        return [(datetime.fromisoformat(began), datetime.fromisoformat(ended)) for began, ended in notes]

    def said(self) -> str:
        """The last words of each."""
        return "\n".join(path.read_text()[-1500:] for path in sorted(self.folder.glob("said-*")))

    async def end(self) -> None:
        """Whoever is left is killed."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            await asyncio.to_thread(process.join)
            process.close()


@asynccontextmanager
async def crew(count: int, orders: Orders, seed: int = 0) -> AsyncIterator[Crew]:
    """So many workers that begin at about the same time."""
    dice = random.Random(seed)
    found = Crew([replace(orders, late=dice.uniform(0, 0.2)) for _ in range(count)])
    try:
        yield found
    finally:
        await found.end()


async def leases_of(pids: set[int]) -> set[str]:
    """Whose letters these workers held when they died; their leases, and those of their turns, end now."""
    names = [str(pid) for pid in pids]
    held = await database.rows(
        """UPDATE letter SET lease_until = clock_timestamp() - interval '1 second'
           WHERE state = 'sending' AND split_part(lease_owner, ':', 2) = ANY ($1) RETURNING recipient""",
        names,
    )
    await database.execute(
        """UPDATE job_run SET lease_until = clock_timestamp() - interval '1 second'
           WHERE done_at IS NULL AND split_part(owner, ':', 2) = ANY ($1)""",
        names,
    )
    return {one["recipient"] for one in held}


def _live(orders: Orders) -> None:
    """The whole life of a worker."""
    log = os.open(orders.death.folder / f"said-{os.getpid()}", os.O_CREAT | os.O_WRONLY, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.stdout = sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings._override = orders.settings
    configure()
    lay(orders.death)
    tell(orders.lie)
    time.sleep(orders.late)
    asyncio.run(_work(orders))


async def _work(orders: Orders) -> None:
    timetable = tuple(replace(entry, seconds=1) for entry in TIMETABLE if entry.name in orders.entries)
    assert len(timetable) == len(orders.entries), orders.entries
    if orders.blocked_until:
        timetable += (Entry("block", "", 3600, partial(_block, orders)),)
    async with connected(settings.current().database_url, 3):
        worker = Worker(f"{socket.gethostname()[:20]}:{os.getpid()}:1")
        worker.start(timetable)
        await asyncio.Event().wait()


async def _block(orders: Orders, _: Worker) -> None:
    """What a long calculation in the wrong place does; the note says from when until when."""
    began = clock.now()
    while orders.blocked_until and clock.now() < orders.blocked_until:
        time.sleep(0.1)  # noqa: ASYNC251  (the fault)
    (orders.death.folder / f"blocked-{os.getpid()}").write_text(
        f"{began.isoformat()} {clock.now().isoformat()}"
    )


def warm_up() -> None:
    """Have everything imported once, so that a worker begins when it is told to."""
    first = _forks.Process(target=len, args=("",))
    first.start()
    first.join()
    first.close()
