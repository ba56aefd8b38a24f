"""The worker's ticks: none is lost, none stops another, and all end well."""

import asyncio
import time
from contextvars import ContextVar
from datetime import datetime, timedelta

from structlog.testing import capture_logs

from tests.reminders.office import (
    working,
)
from tracker import clock
from tracker.schedule import TIMETABLE
from tracker.ticks import Entry, Worker

_mark: ContextVar[str] = ContextVar("mark", default="")


def test_the_timetable_can_be_read() -> None:
    """Each line has a name, a time in words and a tick of at most 20 seconds."""
    names = [entry.name for entry in TIMETABLE]
    assert {"occurrences", "overdue_letters", "daily_letters", "delivery", "cleaning", "anchor"} <= set(names)
    assert len(names) == len(set(names))
    assert all(entry.when and 1 <= entry.seconds <= 20 for entry in TIMETABLE)


async def test_one_failure_stops_neither_its_own_entry_nor_another() -> None:
    """An entry that always fails is told of and tried again at each tick, and the others go on."""
    seen: list[str] = []

    async def fail(_: Worker) -> None:
        seen.append("failed")
        raise ZeroDivisionError

    async def go_on(_: Worker) -> None:
        seen.append("worked")

    with capture_logs() as told:
        async with working(Entry("a", "", 1, fail), Entry("b", "", 1, go_on)):
            await asyncio.sleep(2.4)
    assert seen.count("failed") >= 2
    assert {(one["event"], one["entry"]) for one in told} == {("entry_failed", "a")}
    assert seen.count("worked") >= 2


async def test_each_tick_starts_from_an_empty_context() -> None:
    """What one tick leaves in a context variable, such as a transaction, the next never sees."""
    seen: list[str] = []
    _mark.set("of whoever started the worker")

    async def leave_a_mark(_: Worker) -> None:
        seen.append(_mark.get())
        _mark.set("of the tick before")

    async with working(Entry("a", "", 1, leave_a_mark)):
        await asyncio.sleep(2.4)
    assert set(seen) == {""}
    assert len(seen) >= 2


async def test_work_that_takes_long_is_not_begun_twice() -> None:
    """Ticks that come meanwhile are let go; the entry goes on afterwards."""
    begun: list[float] = []

    async def slow(_: Worker) -> None:
        begun.append(time.monotonic())
        await asyncio.sleep(1.5)

    async with working(Entry("a", "", 1, slow)):
        await asyncio.sleep(3.2)
    assert 2 <= len(begun) <= 3
    assert begun[1] - begun[0] >= 1.5


async def test_a_loop_that_stood_still_misses_nothing() -> None:
    """The library's usual grace of one second would drop the tick; ours comes late instead."""
    seen: list[float] = []

    async def note(_: Worker) -> None:
        seen.append(time.monotonic())

    async with working(Entry("a", "", 3, note)):
        await asyncio.sleep(0.2)
        time.sleep(4.5)  # noqa: ASYNC251  (the fault: something blocks the loop across the tick)
        blocked_until = time.monotonic()
        await asyncio.sleep(0.4)
    assert any(moment >= blocked_until for moment in seen)


async def test_a_machine_whose_clock_was_set_back_still_ticks() -> None:
    """The scheduler waits for a time of day that is now a day away: the worker wakes it."""
    seen: list[str] = []

    async def note(_: Worker) -> None:
        seen.append("tick")

    async with working(Entry("a", "", 1, note)) as worker:
        await asyncio.sleep(0.2)
        (job,) = worker._ticks.get_jobs()
        job.modify(next_run_time=datetime.now(clock.HANOI) + timedelta(days=1))
        await asyncio.sleep(1.5)
        asleep = len(seen)
        assert worker.wake(after_seconds=1.0)
        await asyncio.sleep(0.3)
        assert not worker.wake(after_seconds=60.0)
    assert (asleep, len(seen)) == (1, 2)


async def test_stopping_waits_for_what_is_under_way() -> None:
    """It ends by itself, and nothing begins after."""
    seen: list[str] = []

    async def slow(_: Worker) -> None:
        seen.append("begun")
        await asyncio.sleep(0.5)
        seen.append("ended")

    async with working(Entry("a", "", 1, slow)):
        await asyncio.sleep(0.1)
    await asyncio.sleep(1.5)
    assert seen == ["begun", "ended"]


async def test_stopping_does_not_wait_for_ever() -> None:
    """Work that does not end within the grace is cancelled."""

    async def stuck(_: Worker) -> None:
        await asyncio.Event().wait()

    worker = Worker("test")
    worker.start((Entry("a", "", 1, stuck),))
    await asyncio.sleep(0.1)
    started = time.monotonic()
    await worker.stop(grace_seconds=0.3)
    assert time.monotonic() - started < 2
