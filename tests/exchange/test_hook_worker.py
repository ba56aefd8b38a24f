"""A worker tells other systems by itself, every ten seconds and every morning."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.exchange.receiver import a_hook, outbox
from tests.tasks.reading import NOON
from tracker import clock, schedule, settings
from tracker.exchange.hooks.rules import OVERDUE
from tracker.ticks import Worker

pytestmark = pytest.mark.usefixtures("province")
SEVEN = clock.at(date(2024, 11, 6), 7)
DAY = timedelta(days=1)


async def test_a_worker_tells_once_a_day_at_seven_on_days_off_too() -> None:
    """Before seven nothing, then one batch however many workers look; on a Sunday as well."""
    hook = await a_hook("https://192.0.2.1/", events=[OVERDUE], at=NOON - DAY)
    sunday = clock.at(date(2024, 11, 10), 7)
    for moment, expected in (
        (SEVEN - timedelta(minutes=1), 0),
        (SEVEN, 1),
        (SEVEN + timedelta(hours=9), 1),
        (sunday - timedelta(minutes=1), 1),  # nobody was awake for three days: those batches are not told
        (sunday, 2),
    ):
        freeze_at(moment)
        await asyncio.gather(*(schedule.call_hooks(Worker(f"w{n}")) for n in range(2)))
        found = [one["key"] for one in await outbox(hook)]
        assert len(found) == expected, (moment, found)


def freeze_at(moment: datetime) -> None:
    """Let it be a moment."""
    settings.override(clock_offset=(moment - datetime.now(UTC)).total_seconds() + 1)
