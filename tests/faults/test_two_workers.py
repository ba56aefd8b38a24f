"""Several workers at once, in real processes: one run, each letter once."""

from collections import Counter
from datetime import date, timedelta
from functools import partial

import pytest

from tests.mail.scripted import Script
from tests.reminders.office import (
    MONDAY,
    OFFICE,
    OWED,
    clock_shows,
    relay,
    seven,
    states,
    weekly,
    weekly_runs,
    written,
)
from tests.reminders.worker_process import until, workers
from tracker import clock, database, settings
from tracker.doors.remind import remind

pytestmark = pytest.mark.usefixtures("province")
EVERYBODY = len(OFFICE) + len(OWED[MONDAY])
SUMMER = date(2025, 6, 30)  # a Monday on which everything open is overdue: a letter for most agencies


async def all_sent() -> bool:
    """Whether there are letters and every one has left."""
    return set(await states()) == {"sent"}


async def test_workers_that_start_together_send_nothing_twice() -> None:
    """Three processes born in the same moment, ten minutes into the Monday run's hour."""
    ten_past = seven(SUMMER) + timedelta(minutes=10)
    async with relay(Script(after=0.01)) as script, workers(3, ten_past) as started:
        await until(all_sent, "the last letter")
        for one in started:
            one.tell_to_stop()
        assert [await one.ended() for one in started] == [0, 0, 0]
    assert await weekly_runs() == ["overdue/2025-W27"]
    assert len(weekly(script)) == len(await written()) > 15
    assert set(Counter(who for who, _ in script.taken).values()) == {1}
    assert script.most_open <= 3 * settings.current().smtp_lines
    turns = await database.rows("SELECT done_at FROM job_run WHERE job = 'overdue_letters'")
    assert [one["done_at"] is not None for one in turns] == [True]


async def test_a_worker_and_an_operator_send_nothing_twice() -> None:
    """``tracker remind`` in the middle of a worker's own Monday run."""
    clock_shows(seven(SUMMER) + timedelta(minutes=10))
    async with relay(Script(after=0.02)) as script, workers(1, clock.now()):
        await until(partial(_sent, 1), "the first letter")
        said = await remind(SUMMER, dry_run=False)
        await until(all_sent, "the last letter")
    assert "had been made" in said
    assert set(Counter(who for who, _ in script.taken).values()) == {1}


async def _sent(n: int) -> bool:
    return (await states()).get("sent", 0) >= n


async def test_a_second_worker_later_finds_nothing_to_say() -> None:
    """Another day of the same week: it cleans up the night's rest and sends no letter."""
    async with relay(Script()) as script:
        async with workers(1, seven(MONDAY)):
            await until(partial(_sent, EVERYBODY), "the run")
        async with workers(1, seven(MONDAY + timedelta(days=2))):
            await until(partial(_cleaned, 2), "the second night's cleaning")
    assert len(weekly(script)) == EVERYBODY
    assert await weekly_runs() == ["overdue/2024-W45"]


async def _cleaned(times: int) -> bool:
    return bool(
        await database.value(
            "SELECT count(*) = $1 FROM job_run WHERE job = 'cleaning' AND done_at IS NOT NULL", times
        )
    )
