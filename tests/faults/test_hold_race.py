"""The office holds a run back in the very moment in which a worker makes it: one of them was first."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.given import Actor
from tests.reminders.office import MONDAY, id_of, runs, seven
from tracker import database
from tracker.refusal import Refused
from tracker.reminders import opening
from tracker.reminders.actions import make_run
from tracker.reminders.ledger.holding import hold
from tracker.reminders.opening import Held

pytestmark = pytest.mark.usefixtures("province")
KEY = "overdue/2024-W45"
NOW = seven(MONDAY) + timedelta(seconds=10)
SECONDS = 0.5  # for the other to go as far as it can


async def press() -> str:
    """The office presses the button; what becomes of it."""
    office = Actor(await id_of("vpub.dieuphoi1"), "Điều phối", "office", 1, "Văn phòng", False, True)
    try:
        async with database.transaction():
            await hold(office, KEY, "Chờ đính chính", NOW)
    except Refused:
        return "too late"
    return "held"


async def make() -> str:
    """A worker makes the run; what becomes of it."""
    try:
        await make_run(MONDAY, NOW)
    except Held:
        return "held"
    return "made"


@pytest.mark.parametrize("statement", ["FROM reminder_hold", "INSERT INTO reminder_run"])
async def test_a_run_that_is_said_to_be_held_was_not_made(
    statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker rests right after it looked for a hold or opened the run; then the office presses."""
    there, go_on, ask = asyncio.Event(), asyncio.Event(), opening.value

    async def resting(sql: str, *args: object) -> Any:
        answer = await ask(sql, *args)
        if statement in sql:
            there.set()
            await go_on.wait()
        return answer

    monkeypatch.setattr(opening, "value", resting)
    making = asyncio.create_task(make())
    await there.wait()
    pressing = asyncio.create_task(press())
    await asyncio.sleep(SECONDS)
    go_on.set()
    made, held = await making, await pressing
    assert (made, held) in {("made", "too late"), ("held", "held")}
    assert await runs() == ([KEY] if made == "made" else [])


async def test_a_button_pressed_in_time_holds_the_run() -> None:
    """Negative control: the same two, one after the other, both ways round."""
    assert (await press(), await make(), await runs()) == ("held", "held", [])
    await database.execute("UPDATE reminder_hold SET released_at = held_at, released_by = held_by")
    assert (await make(), await press(), await runs()) == ("made", "too late", [KEY])
