"""What happens by itself: the real timetable on the province's records."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

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
    working,
)
from tracker import clock, database
from tracker.doors.worker import run_worker
from tracker.reminders.actions import make_run
from tracker.schedule import TIMETABLE, clean, deliver_letters, write_overdue_letters
from tracker.ticks import Entry, Worker

EVERYBODY = len(OFFICE) + len(OWED[MONDAY])


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Wait until something is so; fail when it does not come."""
    ends = time.monotonic() + seconds
    while not await true():
        assert time.monotonic() < ends, "it did not come in time"
        await asyncio.sleep(0.05)


def quick() -> tuple[Entry, ...]:
    """The real timetable, looking at the clock every second; the daily letter has tests of its own."""
    return tuple(replace(entry, seconds=1) for entry in TIMETABLE if entry.name != "daily_letters")


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
    assert len(script.taken) == await database.value("SELECT count(*) FROM letter WHERE state = 'sent'")
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
        await database.execute(
            """INSERT INTO import_draft (person, programme, file_name, file_sha256, content, at)
               VALUES ($1, (SELECT id FROM programme ORDER BY id LIMIT 1), 'x', $2, 'x', $3)""",
            person, bytes(32), now - timedelta(days=4 * days),
        )  # fmt: skip
    await clean(Worker("a"))
    tables = ("session", "sign_in_attempt", "form_key", "import_draft")
    assert [await database.value(f"SELECT count(*) FROM {t}") for t in tables] == [1, 1, 1, 1]
    await clean(Worker("b"))
    found = await database.rows("SELECT due_at, outcome FROM job_run WHERE job = 'cleaning'")
    assert [(one["due_at"], one["outcome"]) for one in found] == [
        (clock.at(MONDAY, 2, 30), "1 sessions, 1 guesses, 1 forms, 1 half done")
    ]
