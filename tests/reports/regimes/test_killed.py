"""A worker killed at any point of its turn leaves the whole of a step or none; the next one completes it."""

import asyncio
import multiprocessing
import os
import signal
from datetime import date, datetime
from typing import Any

import pytest
from asyncpg.connection import Connection

from tests.reports.kept.desk import actor
from tests.reports.regimes.desk import MORNING, a_regime, only, reports, written
from tracker import settings
from tracker.clock import at
from tracker.database import rows, value
from tracker.database.engine import GuardedTransaction, connected
from tracker.reports.kept import freezing
from tracker.reports.regimes.worker import turn
from tracker.settings import Settings

pytestmark = pytest.mark.usefixtures("province")
LATER = at(date(2024, 11, 20), 9)
# The statement after whose answer to die; "": at the end of the transaction, before or after its commit.
POINTS = {
    "draft begun": "INSERT INTO report ",
    "history told": "INSERT INTO history ",
    "letters written": "INSERT INTO letter ",
    "outcomes noted": "INSERT INTO report_told ",
    "about to be committed": "",
    "committed": "",
}
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["pytest", "tests.faults.mortals", "tests.reports.regimes.test_killed"])


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _lay(point: str) -> None:
    """Wrap the seams of this process: no product code knows of it."""
    begins = POINTS[point]

    def after(name: str) -> None:
        whole = getattr(Connection, name)

        async def wrapped(self: Any, *args: Any, **named: Any) -> Any:
            answer = await whole(self, *args, **named)
            if begins and " ".join(args[0].split()).startswith(begins):
                _die()
            return answer

        setattr(Connection, name, wrapped)

    for name in ("fetchval", "fetchrow", "fetch", "execute", "executemany"):
        after(name)
    commit = GuardedTransaction.commit

    async def committing(self: GuardedTransaction) -> None:
        if point == "about to be committed":
            _die()
        await commit(self)
        if point == "committed":
            _die()

    GuardedTransaction.commit = committing


def _live(kept: Settings, point: str, now: datetime) -> None:
    settings._override = kept

    async def work() -> None:
        async with connected(kept.database_url, 2):
            _lay(point)
            await turn(now)

    asyncio.run(work())


async def _killed(point: str, now: datetime) -> None:
    child = _forks.Process(target=_live, args=(settings.current(), point, now))
    child.start()
    await asyncio.to_thread(child.join, 60)
    assert child.exitcode == -signal.SIGKILL


async def _message_ids(kind: str) -> dict[str, str]:
    return {who: str(letter["Message-ID"]) for who, (letter, _) in (await written(kind)).items()}


@pytest.mark.parametrize("point", [one for one in POINTS if one != "outcomes noted"])
async def test_the_draft_and_its_letters_are_there_together(point: str) -> None:
    """None or all after the death; after the next turn one draft and one letter to each of the office, under
    the name that a first try that was committed gave it."""
    await only(await a_regime())
    await _killed(point, MORNING)
    office = await value("SELECT count(*) FROM person WHERE role = 'office' AND disabled_at IS NULL")
    there = await _message_ids("report_draft")
    assert (len(await reports()), len(there)) == ((1, office) if point == "committed" else (0, 0))
    await turn(MORNING)
    after = await _message_ids("report_draft")
    assert (len(await reports()), len(after)) == (1, office)
    assert there.items() <= after.items()


@pytest.mark.parametrize("point", ["letters written", "outcomes noted", "about to be committed", "committed"])
async def test_the_committee_is_told_as_a_whole_and_once(point: str) -> None:
    """None or all after the death; after the next turn every member has one letter and one line."""
    await only(await a_regime())
    await turn(MORNING)
    (draft,) = [one["id"] for one in await reports()]
    await freezing.freeze(await actor(), int(str(draft)), 1, LATER)
    await _killed(point, LATER)
    there = await _message_ids("report_frozen")
    members = await value("SELECT count(*) FROM person WHERE role = 'member' AND disabled_at IS NULL")
    assert len(there) == (members if point == "committed" else 0)
    await turn(LATER)
    after = await _message_ids("report_frozen")
    assert len(after) == members
    assert there.items() <= after.items()
    assert len(await rows("SELECT FROM report_told WHERE outcome = 'letter'")) == members
