"""Turns at a job: one worker does an instant of it, another takes over when that one dies."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.reminders.office import MONDAY, seven
from tracker import database
from tracker.reminders.jobs import LEASE, REST, take_turn

pytestmark = pytest.mark.usefixtures("database")
DUE = seven(MONDAY)


class Diary:
    """Work that notes who did it."""

    def __init__(self) -> None:
        self.done: list[str] = []

    async def turn(self, owner: str, due_at: Any = DUE, fail: bool = False) -> bool:
        async def work() -> str:
            if fail:
                raise ZeroDivisionError
            self.done.append(owner)
            await asyncio.sleep(0.01)
            return f"done by {owner}"

        return await take_turn("cleaning", due_at, owner, DUE, work)


async def kept() -> dict[str, Any]:
    """The newest turn."""
    found = await database.row(
        "SELECT *, lease_until - clock_timestamp() AS left FROM job_run ORDER BY id DESC LIMIT 1"
    )
    assert found is not None
    return found


async def lease_ends() -> None:
    """As long as it takes for every lease to end."""
    await database.execute("UPDATE job_run SET lease_until = clock_timestamp() WHERE done_at IS NULL")


async def test_an_instant_of_a_job_is_done_once() -> None:
    """By whoever comes first, with its outcome; the next instant is a turn of its own."""
    diary = Diary()
    assert await diary.turn("alice")
    assert not await diary.turn("bob")
    assert not await diary.turn("alice")
    assert ((await kept())["outcome"], (await kept())["done_at"]) == ("done by alice", DUE)
    assert await diary.turn("bob", DUE + timedelta(days=1))
    assert diary.done == ["alice", "bob"]


async def test_of_workers_that_race_one_has_the_turn() -> None:
    """Eight at once on one database."""
    diary = Diary()
    found = await asyncio.gather(*(diary.turn(f"worker{n}") for n in range(8)))
    assert found.count(True) == len(diary.done) == 1


async def test_a_turn_that_failed_is_taken_again_after_a_rest() -> None:
    """The trouble is heard and noted; nobody hammers; after a minute anybody may."""
    diary = Diary()
    with pytest.raises(ZeroDivisionError):
        await diary.turn("alice", fail=True)
    found = await kept()
    assert found["done_at"] is None
    assert found["outcome"] == "ZeroDivisionError()"
    assert timedelta(0) < found["left"] <= REST
    assert not await diary.turn("bob")
    await lease_ends()
    assert await diary.turn("bob")


async def test_a_worker_that_died_is_taken_over_when_its_lease_ends() -> None:
    """Not before; and when it comes back it cannot mark the turn as its own."""
    diary, started, go_on = Diary(), asyncio.Event(), asyncio.Event()

    async def work() -> str:
        started.set()
        await go_on.wait()
        return "done by the dead"

    slow = asyncio.create_task(take_turn("cleaning", DUE, "slow", DUE, work))
    await started.wait()
    assert timedelta(0) < (await kept())["left"] <= LEASE
    assert not await diary.turn("bob")
    await lease_ends()
    assert await diary.turn("bob")
    go_on.set()
    await slow
    assert (await kept())["outcome"] == "done by bob"


async def test_a_worker_that_is_stopped_leaves_no_lease() -> None:
    """Cancelled in the middle: the next worker need not wait."""
    diary, started = Diary(), asyncio.Event()

    async def work() -> str:
        started.set()
        await asyncio.Event().wait()
        return "never"

    stopped = asyncio.create_task(take_turn("cleaning", DUE, "alice", DUE, work))
    await started.wait()
    stopped.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopped
    assert (await kept())["left"] <= timedelta(0)
    assert await diary.turn("bob")
