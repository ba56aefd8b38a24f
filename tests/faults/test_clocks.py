"""Clocks that jump, a loop that stands still, workers that sleep for days: the week is told once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.mortals import Orders, crew, warm_up
from tests.faults.points import nowhere
from tests.mail.scripted import Script
from tests.reminders.office import (
    MONDAY,
    NEXT_MONDAY,
    OFFICE,
    OWED,
    clock_shows,
    relay,
    runs,
    seven,
    states,
    weekly_runs,
    written,
)
from tests.reminders.worker_process import until, workers
from tests.side_by_side import open_folder
from tracker import clock, database, settings
from tracker.doors.remind import remind
from tracker.schedule import deliver_letters, write_overdue_letters
from tracker.ticks import Worker

pytestmark = pytest.mark.usefixtures("province")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
WEDNESDAY = date(2024, 11, 6)
NOBODY_LISTENS = "smtp://127.0.0.1:9"


def everybody(day: date) -> int:
    """How many are owed a letter by the run of a day."""
    return len(OFFICE) + len(OWED[day])


async def work(moment: datetime) -> None:
    """What a worker does when its clock shows a moment."""
    clock_shows(moment)
    await write_overdue_letters(Worker("worker"))
    await deliver_letters(Worker("worker"))


async def all_sent() -> bool:
    """Whether there are letters and every one has left."""
    return set(await states()) == {"sent"}


async def test_a_clock_a_day_ahead_and_back_says_nothing_twice() -> None:
    """On Monday at 06:00 it shows Tuesday for a while: the week is told then, and not on Monday again."""
    async with relay(Script()) as script:
        await work(seven(MONDAY + DAY))
        for hours in range(72):
            await work(seven(MONDAY) + timedelta(hours=hours))
    assert await runs() == ["overdue/2024-W45"]
    assert set(Counter(who for who, _ in script.taken).values()) == {1}
    assert await states() == {"sent": len(script.taken)}


async def test_letters_that_a_clock_ahead_wrote_leave_when_it_comes_to_their_hour() -> None:
    """Written under Tuesday's clock with the relay down; the clock goes back: nobody is missed on Tuesday."""
    settings.override(smtp_url=NOBODY_LISTENS)
    await work(seven(MONDAY + DAY))
    async with relay(Script()) as script:
        await work(seven(MONDAY))
        assert script.taken == []
        await work(seven(MONDAY + DAY) + timedelta(minutes=2))
    assert await runs() == ["overdue/2024-W45"]
    assert len({who for who, _ in script.taken}) == len(script.taken) == everybody(MONDAY)


async def test_a_clock_a_week_ahead_and_back_holds_the_week_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The present week waits for somebody who looks; by hand it is made; the coming week is told once."""
    async with relay(Script()) as script:
        await work(seven(NEXT_MONDAY))
        ahead = len(script.taken)
        capsys.readouterr()
        await work(seven(MONDAY))
        said = capsys.readouterr()
        assert "run_held" in said.out + said.err
        assert await runs() == ["overdue/2024-W46"]
        await remind(MONDAY, dry_run=False)
        for hours in range(24):
            await work(seven(NEXT_MONDAY) + timedelta(hours=hours))
        assert len(script.taken) == ahead + everybody(MONDAY)
        await work(seven(NEXT_MONDAY + WEEK))
    assert await runs() == ["overdue/2024-W46", "overdue/2024-W45", "overdue/2024-W47"]
    assert await states() == {"sent": len(script.taken)}


async def test_a_worker_that_was_down_until_wednesday_tells_wednesdays_truth_once() -> None:
    """CQS-04 turned overdue on Wednesday: its head hears of it in this week's letter; nobody twice."""
    async with relay(Script()) as script, workers(2, clock.at(WEDNESDAY, 9)):
        await until(all_sent, "Wednesday's letters")
    assert await weekly_runs() == ["overdue/2024-W45"]
    assert await database.value("SELECT on_day FROM reminder_run WHERE kind = 'overdue'") == WEDNESDAY
    assert (await written())["stttt.lanhdao"] == ["CQS-04"]
    assert await states() == {"sent": everybody(WEDNESDAY)}
    copies = Counter(content for _, content in script.taken)
    assert set(copies.values()) == {1}


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where workers leave their notes."""
    with open_folder() as found:
        yield found


async def test_loops_that_stand_still_across_seven_miss_nothing(folder: Path) -> None:
    """Two real workers whose loops are held from before 07:00 until after it: then each letter, once."""
    warm_up()
    opens = seven(MONDAY)
    clock_shows(opens - timedelta(seconds=4))
    async with relay(Script()) as script:
        entries, until_then = ("overdue_letters", "delivery"), opens + timedelta(seconds=2)
        orders = Orders(settings.current(), nowhere(folder), entries, blocked_until=until_then)
        async with crew(2, orders) as found:
            await found.until(all_sent, "the letters")
            held = found.blocked()
    assert len(held) == 2
    assert all(began < opens < ended for began, ended in held)
    made = await database.value("SELECT made_at FROM reminder_run WHERE kind = 'overdue'")
    assert min(ended for _, ended in held) <= made
    assert len({who for who, _ in script.taken}) == len(script.taken) == everybody(MONDAY)
