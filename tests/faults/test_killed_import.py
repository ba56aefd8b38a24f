"""An import of 500 rows whose process is killed at any point is there as a whole or not at all."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from asyncpg.connection import Connection

from tests.exchange.importing import FILE, annex, bodies_alone, counted, said, written
from tracker import settings
from tracker.database import rows, value
from tracker.database.engine import GuardedTransaction, connected
from tracker.evidence import store
from tracker.exchange.annex.model import Read
from tracker.settings import Settings

ROWS = 500
TALLY = (
    "SELECT count(*) FROM (SELECT * FROM tally WHERE change <> 0 EXCEPT SELECT * FROM tally_recount) AS odd"
)
# A point is passed when such a statement has answered so often. 500 tasks are written in three handfuls.
POINTS = {
    "tasks in the middle": ("INSERT INTO task ", 2),
    "lines of history": ("INSERT INTO history ", 2),
    "file kept": ("INSERT INTO stored_file", 1),
    "origins written": ("INSERT INTO task_origin", 1),
    "about to be committed": ("", 0),
    "committed": ("", 1),
}
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["pytest", "tests.faults.mortals", "tests.faults.test_killed_import"])


async def five_hundred() -> list[Read]:
    """Rows of the real annex, several times over: each with a place and a title of its own."""
    tasks = [one for one in await annex() if not one.skipped]
    made = [
        replace(one, row=n, item=f"{n}", code="", title=f"{one.title} ({n})")
        for n, one in enumerate((tasks * 3)[:ROWS], 1)
    ]
    assert len(made) == ROWS
    return made


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _lay(point: str) -> None:
    """Wrap the seams of this process: no product code knows of it."""
    begins, times = POINTS[point]
    passed = 0

    def after(owner: type, name: str) -> None:
        whole: Callable[..., Any] = getattr(owner, name)

        @wraps(whole)
        async def wrapped(self: Any, *args: Any, **named: Any) -> Any:
            nonlocal passed
            answer = await whole(self, *args, **named)
            if begins and " ".join(args[0].split()).startswith(begins.strip()):
                passed += 1
                if passed == times:
                    _die()
            return answer

        setattr(owner, name, wrapped)

    for name in ("fetchval", "fetchrow", "fetch", "execute", "executemany"):
        after(Connection, name)
    commit = GuardedTransaction.commit

    async def committing(self: GuardedTransaction) -> None:
        if point == "about to be committed":
            _die()
        await commit(self)
        if point == "committed":
            _die()

    GuardedTransaction.commit = committing


def _live(kept: Settings, point: str) -> None:
    settings._override = kept

    async def work() -> None:
        async with connected(kept.database_url, 2):
            outcomes = await said(await five_hundred())
            _lay(point)
            await written(outcomes)

    asyncio.run(work())


@pytest.mark.parametrize("point", POINTS)
async def test_killed_it_is_whole_or_not_there_and_the_next_completes(
    database: Any, tmp_path: Path, point: str
) -> None:
    """500 tasks or none, with the run, rows and origins to them; then the same file gives exactly 500."""
    settings.override(evidence_folder=str(tmp_path / "store"))
    await bodies_alone()
    child = _forks.Process(target=_live, args=(settings.current(), point))
    child.start()
    await asyncio.to_thread(child.join, 60)
    assert child.exitcode == -signal.SIGKILL
    wanted = ROWS if point == "committed" else 0
    assert await _there() == (wanted, wanted, wanted, wanted > 0)
    outcomes = await said(await five_hundred())
    assert counted(outcomes) == ({"same": ROWS} if wanted else {"new": ROWS})
    done = await written(outcomes)
    assert done.repeated == bool(wanted)
    assert await _there() == (ROWS, ROWS, ROWS, True)
    assert await value(TALLY) == 0
    assert store.path_of(FILE.sha256).read_bytes() == FILE.content


async def _there() -> tuple[int, int, int, bool]:
    found = await rows(
        """SELECT (SELECT count(*) FROM task) AS tasks, (SELECT count(*) FROM import_row) AS told,
                  (SELECT count(*) FROM task_origin) AS origins, (SELECT count(*) FROM import_run) AS runs"""
    )
    return found[0]["tasks"], found[0]["told"], found[0]["origins"], found[0]["runs"] == 1
