"""A worker for tests of background work, and one that dies."""

import asyncio
import multiprocessing
import os
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asyncpg.connection import Connection

from tracker import settings
from tracker.database import execute
from tracker.database.engine import connected
from tracker.reports.jobs import actions
from tracker.reports.jobs.making import turn
from tracker.settings import Settings

MORNING = datetime(2024, 11, 7, 2, 0, tzinfo=UTC)
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["pytest", "tests.reports.jobs.hands"])


@dataclass
class Hands:
    """A worker by name, told to stop when a test says so."""

    owner: str = "worker"
    stopping: bool = False


async def a_finished_work(report: int) -> None:
    """A piece of work on a report's files that has ended, with a file of its own."""
    job = await actions.enqueue("files", "Báo cáo", None, MORNING, report=report)
    await execute("UPDATE report_job SET state = 'done', finished_at = $1 WHERE id = $2", MORNING, job)
    await execute(
        """INSERT INTO report_job_file (job, name, media_type, sha256, content)
           VALUES ($1, 'thu.pdf', 'application/pdf', sha256('x'), 'x')""",
        job,
    )


async def made(at: datetime = MORNING, hands: Hands | None = None) -> None:
    """Let a worker make what was asked for."""
    await turn(hands or Hands(), lambda: at)


def _live(kept: Settings, statement: str, nth: int, at: datetime) -> None:
    settings._override = kept
    left = [nth]
    whole = Connection.execute

    async def dying(self: Any, query: str, *args: Any, **named: Any) -> Any:
        answer = await whole(self, query, *args, **named)
        if " ".join(query.split()).startswith(statement):
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
        return answer

    Connection.execute = dying  # type: ignore[method-assign]

    async def work() -> None:
        async with connected(kept.database_url, 3):
            await made(at, Hands("mortal"))

    asyncio.run(work())


async def killed(statement: str, nth: int, at: datetime = MORNING) -> None:
    """Let a worker of its own process begin, and kill it after the n-th of a kind of statement."""
    child = _forks.Process(target=_live, args=(settings.current(), statement, nth, at))
    child.start()
    await asyncio.to_thread(child.join, 90)
    assert child.exitcode == -signal.SIGKILL
