"""What happens by itself: ticks that never stop, work that is decided from the clock, a clean stop."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from tests.mail.scripted import Script
from tests.reminders.office import (
    MONDAY,
    OFFICE,
    OWED,
    clock_shows,
    id_of,
    relay,
    runs,
    set_person,
    seven,
    states,
)
from tracker import clock, database
from tracker.doors.worker import run_worker
from tracker.reminders.actions import make_run
from tracker.schedule import TIMETABLE, Entry, Worker, clean, deliver_letters, write_overdue_letters

EVERYBODY = len(OFFICE) + len(OWED[MONDAY])
_mark: ContextVar[str] = ContextVar("mark", default="")


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Wait until something is so; fail when it does not come."""
    ends = time.monotonic() + seconds
    while not await true():
        assert time.monotonic() < ends, "it did not come in time"
        await asyncio.sleep(0.05)


@asynccontextmanager
async def working(*entries: Entry) -> AsyncIterator[Worker]:
    """A worker that goes through these entries for the length of a block."""
    worker = Worker("test")
    worker.start(entries)
    try:
        yield worker
    finally:
        await worker.stop()


def quick() -> tuple[Entry, ...]:
    """The real timetable, looking at the clock every second."""
    return tuple(replace(entry, seconds=1) for entry in TIMETABLE)


def test_the_timetable_can_be_read() -> None:
    """Each line has a name, a time in words and a tick of at most 20 seconds."""
    assert [entry.name for entry in TIMETABLE] == ["overdue_letters", "delivery", "cleaning"]
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


@pytest.mark.usefixtures("province")
async def test_at_seven_on_monday_the_letters_are_written_and_sent() -> None:
    """A worker that is awake: nothing until 07:00, then the run at once, each letter once."""
    clock_shows(seven(MONDAY) - timedelta(seconds=3))
    async with relay(Script()) as script, working(*quick()):
        await asyncio.sleep(1.5)
        assert await runs() == []
        await until(lambda: _sent(EVERYBODY))
    assert await runs() == ["overdue/2024-W45"]
    assert len(script.taken) == EVERYBODY


async def _sent(n: int) -> bool:
    return await states() == {"sent": n}


@pytest.mark.usefixtures("province")
async def test_the_whole_worker_works_until_it_is_told_to_stop() -> None:
    """As the commands run it: a late start makes the week's run at once and delivers it."""
    clock_shows(clock.at(date(2024, 11, 5), 9))
    stop = asyncio.Event()
    async with relay(Script()) as script:
        worker = asyncio.create_task(run_worker(stop))
        await until(lambda: _sent(EVERYBODY))
        stop.set()
        await asyncio.wait_for(worker, 5)
    assert len(script.taken) == EVERYBODY
    found = await database.row("SELECT outcome, done_at FROM job_run WHERE job = 'overdue_letters'")
    assert found is not None
    assert found["outcome"].startswith(f"{EVERYBODY} letters, 0 without address")


@pytest.mark.usefixtures("province")
async def test_a_worker_stopped_while_sending_leaves_no_letter_in_the_air() -> None:
    """The handful under way is finished; what is left waits for the next worker, unleased."""
    clock_shows(seven(date(2025, 6, 30)))
    async with relay(Script(after=0.05)) as script:
        async with working(*quick()):
            await until(lambda: _more_than_sent(2))
        assert set(await states()) == {"ready", "sent"}
        assert (await states())["sent"] == len(script.taken)
        assert await database.value("SELECT count(*) FROM letter WHERE lease_until IS NOT NULL") == 0


async def _more_than_sent(n: int) -> bool:
    return (await states()).get("sent", 0) > n


@pytest.mark.usefixtures("province")
async def test_a_letter_to_a_closed_account_does_not_leave() -> None:
    """Written on Monday, account closed, relay back: the others go, that one stays."""
    await make_run(MONDAY, seven(MONDAY))
    await set_person("sgddt.lanhdao", disabled_at=seven(MONDAY))
    clock_shows(seven(MONDAY) + timedelta(hours=1))
    async with relay(Script()) as script:
        await deliver_letters(Worker("test"))
    assert await states() == {"sent": EVERYBODY - 1, "superseded": 1}
    assert not script.taken_by("sgddt.lanhdao@tayninh.example")


@pytest.mark.usefixtures("province")
async def test_a_run_is_written_once_however_often_a_worker_looks() -> None:
    """Two workers, three looks each."""
    clock_shows(seven(MONDAY))
    for _ in range(3):
        await asyncio.gather(write_overdue_letters(Worker("a")), write_overdue_letters(Worker("b")))
    assert await runs() == ["overdue/2024-W45"]
    assert await states() == {"ready": EVERYBODY}


@pytest.mark.usefixtures("province")
async def test_cleaning_forgets_what_has_ended_and_keeps_the_rest() -> None:
    """Sessions over, forms sent long ago, old guesses go; living ones stay; once a night."""
    now = clock.at(MONDAY, 3)
    clock_shows(now)
    person = await id_of("giamsat")
    for n, hours in enumerate((-1, 1)):
        await database.execute(
            """INSERT INTO session (person, token_hash, created_at, seen_at, expires_at)
               VALUES ($1, $2, $3, $3, $4)""",
            person, bytes([n]) * 32, now - timedelta(hours=12), now + timedelta(hours=hours),
        )  # fmt: skip
    for days in (2, 0):
        await database.execute(
            "INSERT INTO sign_in_attempt (username, address, at) VALUES ('x', 'y', $1)",
            now - timedelta(days=days),
        )
        await database.execute(
            """INSERT INTO form_key (key, person, purpose, digest, location, created_at)
               VALUES (gen_random_uuid(), $1, 'x', 'x', 'x', $2)""",
            person, now - timedelta(days=10 * days),
        )  # fmt: skip
    await clean(Worker("a"))
    left = [
        await database.value(f"SELECT count(*) FROM {t}") for t in ("session", "sign_in_attempt", "form_key")
    ]
    assert left == [1, 1, 1]
    await clean(Worker("b"))
    found = await database.rows("SELECT due_at, outcome FROM job_run WHERE job = 'cleaning'")
    assert [(one["due_at"], one["outcome"]) for one in found] == [
        (clock.at(MONDAY, 2, 30), "1 sessions, 1 guesses, 1 forms")
    ]
