"""Lines to the relay side by side: bounded, opened while it goes well, each letter still sent once."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import asyncpg
import psutil
import pytest

from tests.bench.sink import sink
from tests.mail.outbox import MONDAY, kept, later, letter, relay_at, states
from tests.mail.scripted import HANG, Script, relay_playing
from tracker import clock, database, schedule, settings
from tracker.mail import delivery
from tracker.mail.delivery import deliver_all
from tracker.mail.message import Words
from tracker.mail.rules import GIVE_UP_TRIES
from tracker.ticks import Worker

pytestmark = pytest.mark.usefixtures("database")

LINE = "<tr><td>Rà soát thủ tục hành chính</td><td>Quá hạn 12 ngày</td></tr>"
LONG = Words("20 nhiệm vụ quá hạn", "Rà soát thủ tục\n" * 60, f"<table>{LINE * 200}</table>")
PACE = 100  # letters a second that a Monday needs; measured at 300 to 500 on two quiet cores ...
BUSY_PACE = 25  # ... and at 60 beside eight others: on a busy machine only the work itself can be held to it


async def many(count: int, **how: Any) -> None:
    """So many letters, each to somebody else."""
    async with database.transaction():
        for n in range(count):
            await letter(f"person{n}", **how)


async def until(there: Callable[[], bool]) -> None:
    """Wait for something that happens beside us, at most five seconds."""
    for _ in range(500):
        if there():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


async def test_lines_share_the_letters_and_none_is_sent_twice() -> None:
    """Three lines at most, each letter once, marked before its line takes the next."""
    await many(60)
    script = Script(after=0.005)
    async with relay_playing(script) as port:
        done = await deliver_all(relay_at(port), "worker", MONDAY, lines=3)
    assert (done.sent, done.trouble, script.lines, script.most_open) == (60, "", 3, 3)
    assert Counter(who for who, _ in script.taken) == {f"person{n}@so.example": 1 for n in range(60)}
    assert set((await states()).values()) == {"sent"}


async def test_a_relay_in_trouble_costs_one_letter_its_turn_and_not_one_a_line() -> None:
    """The first letter travels alone."""
    await many(12)
    script = Script(at_greeting=["554 not you"])
    async with relay_playing(script) as port:
        done = await deliver_all(relay_at(port), "worker", MONDAY, lines=5)
    assert (done.sent, done.later, done.trouble, script.lines) == (0, 1, "554 not you", 1)
    assert await database.value("SELECT count(*) FROM letter WHERE next_try_at > $1", MONDAY) == 1


async def test_a_relay_that_takes_fewer_lines_gets_fewer() -> None:
    """A line it refuses ends, the first goes on; its letter waits a minute, no try counted."""
    await many(40)
    script = Script(at_greeting=["250 OK", *["421 4.7.0 Too many lines from you"] * 9], after=0.01)
    async with relay_playing(script) as port:
        done = await deliver_all(relay_at(port), "worker", MONDAY, lines=4)
        assert (done.sent, done.trouble) == (40 - done.later, "")
        assert 1 <= done.later == script.lines - 1 <= 3
        assert await database.value("SELECT max(tries) FROM letter WHERE state = 'ready'") == 0
        script.at_greeting.clear()
        assert (await deliver_all(relay_at(port), "worker", later(MONDAY, 1.1))).sent == done.later
    assert set(Counter(who for who, _ in script.taken).values()) == {1}


async def test_a_line_whose_mark_fails_lets_the_others_end_their_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database lost for one mark: that is heard, and no other letter is cut between 250 and its mark."""
    await many(30)
    marked, mark = [], delivery._mark

    async def failing(given: Any, *how: Any) -> None:
        marked.append(given.id)
        if len(marked) == 10:
            raise asyncpg.InterfaceError("connection lost")
        await mark(given, *how)

    monkeypatch.setattr(delivery, "_mark", failing)
    script = Script(after=0.02)
    async with relay_playing(script) as port:
        with pytest.raises(asyncpg.InterfaceError):
            await deliver_all(relay_at(port), "worker", MONDAY, lines=3)
    found = Counter((await states()).values())
    assert found["sending"] == 1
    assert found["sent"] == len(script.taken) - 1


async def test_a_cancelled_drain_leaves_no_line_behind() -> None:
    """A stop in the middle ends every line; what was under way comes back after its lease."""
    await many(9)
    script = Script(after=0.05)
    for n in range(3, 9):
        script.at_data[f"person{n}@so.example"] = [HANG]
    async with relay_playing(script) as port:
        drain = asyncio.create_task(deliver_all(relay_at(port), "worker", MONDAY, lines=3))
        await until(lambda: script.most_open == 3)
        await asyncio.sleep(0.2)
        drain.cancel()
        with pytest.raises(asyncio.CancelledError):
            await drain
        await asyncio.sleep(0.1)
        assert script.open_lines == 0
    found = Counter((await states()).values())
    assert found["sending"] == 3


async def test_a_letter_put_off_for_five_days_has_failed() -> None:
    """4xx for ever is a failure too, told with the relay's last words; a relay that is down counts no try."""
    await letter("alice")
    await database.execute("UPDATE letter SET tries = $1", GIVE_UP_TRIES - 2)
    script = Script()
    script.at_rcpt["alice@so.example"] = ["450 4.2.0 Greylisted"] * 2
    async with relay_playing(script) as port:
        assert (await deliver_all(relay_at(port), "worker", MONDAY)).later == 1
        assert (await deliver_all(relay_at(port), "worker", later(MONDAY, 61))).failed == 1
    found = await kept("alice")
    assert (found["state"], found["trouble"]) == ("failed", "given up after 124 tries: 450 4.2.0 Greylisted")


async def test_a_stopping_worker_ends_after_the_letters_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 50 letters that take 0,1 s each, no more than one a line is sent after the word; none half way."""
    await many(50)
    monkeypatch.setattr(clock, "now", lambda: later(MONDAY, 1))
    worker, script = Worker("worker"), Script(after=0.1)
    async with relay_playing(script) as port:
        settings.override(smtp_url=f"smtp://127.0.0.1:{port}", smtp_lines=3)
        tick = asyncio.create_task(schedule.deliver_letters(worker))
        await until(lambda: len(script.taken) >= 5)
        worker.stopping = True
        before = len(script.taken)
        await asyncio.wait_for(tick, 2)
    assert len(script.taken) <= before + 3
    assert Counter((await states()).values()) == {"sent": len(script.taken), "ready": 50 - len(script.taken)}


@pytest.mark.parametrize("lines", ["0", "21", "many"])
def test_the_number_of_lines_is_bounded(lines: str) -> None:
    """A relay should not be flooded, nor left without a line."""
    with pytest.raises(settings.SettingsError, match="TRACKER_SMTP_LINES"):
        settings.read({"TRACKER_SMTP_LINES": lines})


@pytest.mark.alone  # it measures time
async def test_letters_leave_at_the_pace_that_a_monday_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """500 letters of some 20 kB by one worker to a sink on this machine, memory flat.

    The pace is asked of the worker's own time, which others on the machine do not take away.
    """
    await many(100, words=LONG, week="2024-W45/first")
    monkeypatch.setattr(clock, "now", lambda: later(MONDAY, 1))
    with sink() as taken:
        settings.override(smtp_url=f"smtp://127.0.0.1:{taken.port}")
        await schedule.deliver_letters(Worker("worker"))  # what is loaded once is loaded
        await many(500, words=LONG)
        memory, started, worked = psutil.Process().memory_info().rss, time.perf_counter(), time.process_time()
        await schedule.deliver_letters(Worker("worker"))
        seconds, worked = time.perf_counter() - started, time.process_time() - worked
        grown = psutil.Process().memory_info().rss - memory
    assert (taken.letters, taken.different) == (600, 600)
    assert taken.most_lines == settings.current().smtp_lines
    assert 500 / worked >= PACE
    assert 500 / seconds >= BUSY_PACE
    assert grown < 8 * 1024 * 1024
