"""The Monday run when something is down: every letter leaves, normally once, never with another id."""

import random
from collections import Counter
from datetime import date, timedelta
from email import message_from_bytes

import pytest

from tests.mail.scripted import HANG, Script
from tests.reminders.office import (
    MONDAY,
    OFFICE,
    OWED,
    clock_shows,
    id_of,
    relay,
    runs,
    seven,
    states,
    weekly,
    weekly_runs,
    written,
)
from tests.reminders.worker_process import leases_end, until, workers
from tracker import clock, database, settings
from tracker.reminders.actions import make_run
from tracker.schedule import deliver_letters, write_overdue_letters
from tracker.ticks import Worker

pytestmark = pytest.mark.usefixtures("province")
EVERYBODY = len(OFFICE) + len(OWED[MONDAY])
SUMMER = date(2025, 6, 30)  # a Monday on which everything open is overdue: a letter for most agencies
NOBODY_LISTENS = "smtp://127.0.0.1:9"


async def all_sent() -> bool:
    """Whether there are letters of the week and each reminder has left; those about reports leave later."""
    waiting = await database.value(
        r"SELECT count(*) FROM letter WHERE state IN ('ready', 'sending') AND kind NOT LIKE 'report\_%'"
    )
    return set(await states()) == {"sent"} and not waiting


def ids(script: Script, recipient: str) -> set[tuple[str, str]]:
    """The Message-ID and Date of each copy somebody got."""
    messages = map(message_from_bytes, script.taken_by(recipient))
    return {(one["Message-ID"], one["Date"]) for one in messages}


async def test_a_worker_that_was_down_on_monday_sends_on_tuesday() -> None:
    """It starts on Tuesday at 09:00: everybody gets this week's letter, judged on Tuesday, once."""
    async with relay(Script()) as script, workers(1, clock.at(date(2024, 11, 5), 9)):
        await until(all_sent, "Tuesday's letters")
    assert len(weekly(script)) == EVERYBODY
    assert await weekly_runs() == ["overdue/2024-W45"]
    assert await database.value("SELECT on_day FROM reminder_run ORDER BY id LIMIT 1") == date(2024, 11, 5)


async def test_a_worker_that_starts_before_seven_sends_nothing_yet() -> None:
    """Negative control: the same worker on Monday at 06:00 only cleans up."""
    async with relay(Script()) as script, workers(1, clock.at(MONDAY, 6)):
        await until(_cleaned, "the cleaning")
    assert script.lines == 0
    assert await runs() == []


async def _cleaned() -> bool:
    return bool(await database.value("SELECT count(*) FROM job_run WHERE done_at IS NOT NULL"))


async def test_a_relay_that_was_down_for_the_run_gets_everything_once() -> None:
    """Down from 07:00 until 10:00 of the third day, the worker looking every few seconds; then back."""
    settings.override(smtp_url=NOBODY_LISTENS)
    worker, moment = Worker("worker"), seven(MONDAY)
    clock_shows(moment)
    await write_overdue_letters(worker)
    while moment < seven(MONDAY) + timedelta(days=2, hours=3):
        clock_shows(moment)
        await deliver_letters(worker)
        await write_overdue_letters(worker)
        moment += timedelta(minutes=random.Random(moment.timestamp()).randint(1, 60))
    assert await states() == {"ready": EVERYBODY}
    async with relay(Script()) as script:
        for minutes in range(10):
            clock_shows(moment + timedelta(minutes=minutes))
            await deliver_letters(worker)
    assert await states() == {"sent": EVERYBODY}
    assert len({who for who, _ in script.taken}) == len(script.taken) == EVERYBODY
    assert script.most_open <= settings.current().smtp_lines
    assert await database.value("SELECT max(tries) FROM letter") <= 80


async def test_a_relay_that_comes_back_under_a_running_worker_gets_everything_once() -> None:
    """The same in a real process: no restart, no hand needed."""
    script = Script()
    async with relay(script):
        pass  # the port is known now, and nobody listens on it
    async with workers(1, seven(MONDAY)):
        await until(_tried, "the first try")
        assert await states() == {"ready": EVERYBODY}
        async with relay(script):
            await database.execute("UPDATE letter SET next_try_at = created_at")  # a minute later
            await until(all_sent, "the letters")
    assert len({who for who, _ in weekly(script)}) == len(weekly(script)) == EVERYBODY


async def _tried() -> bool:
    return bool(await database.value("SELECT count(*) FROM letter WHERE trouble <> '' AND state = 'ready'"))


async def test_a_relay_down_over_the_next_monday_gets_the_new_week_only() -> None:
    """Nobody reads two weeks at once: the old letters are superseded, and that can be seen."""
    await make_run(MONDAY, seven(MONDAY))
    clock_shows(seven(MONDAY + timedelta(days=7)))
    async with relay(Script()) as script:
        worker = Worker("worker")
        await write_overdue_letters(worker)
        await deliver_letters(worker)
    assert await states() == {"sent": len(await written()), "superseded": EVERYBODY}
    assert set(Counter(who for who, _ in script.taken).values()) == {1}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_worker_killed_while_sending_loses_no_letter(seed: int) -> None:
    """Killed at any moment of its run; another finishes. Second copies at most of the letters under way."""
    dice = random.Random(seed)
    async with relay(Script(after=0.03)) as script:
        async with workers(1, seven(SUMMER)) as (victim,):
            wanted = dice.randint(1, 12)
            await until(lambda: _taken(script, wanted), "a letter under way")
            victim.kill()
            await victim.ended()
        assert (await states()).get("ready", 0) > 0
        await leases_end()
        async with workers(1, seven(SUMMER) + timedelta(minutes=6)):
            await until(all_sent, "the rest")
    copies = Counter(who for who, _ in script.taken)
    assert len(copies) == await database.value(r"SELECT count(*) FROM letter WHERE kind NOT LIKE 'report\_%'")
    under_way = settings.current().smtp_lines  # one letter on each line
    assert sorted(copies.values())[:-under_way] == [1] * (len(copies) - under_way)
    assert max(copies.values()) <= 2
    assert all(len(ids(script, who)) == 1 for who in copies)


async def _taken(script: Script, n: int) -> bool:
    return len(script.taken) >= n


async def test_a_second_copy_has_the_first_ones_id_and_date() -> None:
    """Killed after the relay took a letter and before it said so: the one window, made certain."""
    script = Script()
    head = "stnmt.lanhdao@tayninh.example"
    script.at_data[head] = [HANG]
    async with relay(script):
        async with workers(1, seven(MONDAY)) as (victim,):
            await until(lambda: _taken_by(script, head), "the letter in the window")
            await until(_alone_under_way, "the other letters, taken and recorded")
            victim.kill()
            await victim.ended()
        await leases_end()
        async with workers(1, seven(MONDAY) + timedelta(minutes=6)):
            await until(all_sent, "the rest")
    first, second = script.taken_by(head)
    assert first == second
    assert len(ids(script, head)) == 1
    assert len(weekly(script)) == EVERYBODY + 1


async def _taken_by(script: Script, who: str) -> bool:
    return bool(script.taken_by(who))


async def _alone_under_way() -> bool:
    return await states() == {"sent": EVERYBODY - 1, "sending": 1}


async def test_a_worker_that_died_keeps_its_letter_until_its_lease_ends() -> None:
    """Nobody sends it a second time while the first sender may still be alive."""
    await make_run(MONDAY, seven(MONDAY))
    await database.execute(
        """UPDATE letter SET state = 'sending', lease_owner = 'dead',
               lease_until = clock_timestamp() + interval '5 minutes' WHERE person = $1""",
        await id_of("stnmt.lanhdao"),
    )
    clock_shows(seven(MONDAY) + timedelta(minutes=1))
    async with relay(Script()) as script:
        await deliver_letters(Worker("worker"))
        assert await states() == {"sending": 1, "sent": EVERYBODY - 1}
        await leases_end()
        await deliver_letters(Worker("worker"))
    assert await states() == {"sent": EVERYBODY}
    assert len(script.taken) == EVERYBODY


async def test_a_worker_told_to_stop_finishes_what_is_under_way() -> None:
    """SIGTERM in mid-delivery: it ends with 0, no letter is in the air, no lease is left."""
    async with relay(Script(after=0.1)) as script:
        async with workers(1, seven(SUMMER)) as (told,):
            await until(lambda: _taken(script, 2), "a letter under way")
            told.tell_to_stop()
            assert await told.ended() == 0
        found = await states()
        assert found["ready"] > 0
        assert found == {"ready": found["ready"], "sent": len(script.taken)}
        async with workers(1, seven(SUMMER) + timedelta(minutes=1)):
            await until(all_sent, "the rest")
    assert set(Counter(who for who, _ in script.taken).values()) == {1}
