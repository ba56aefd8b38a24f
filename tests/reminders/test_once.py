"""A run is made once, whole or not at all, and records what became of everybody."""

import asyncio
import json
from datetime import date, datetime

import pytest

from tests.reminders.office import (
    MONDAY,
    NEXT_MONDAY,
    OFFICE,
    everybody,
    id_of,
    row_counts,
    runs,
    set_person,
    seven,
    states,
    written,
)
from tracker import database
from tracker.reminders import actions
from tracker.reminders.actions import Made, make_run, withdraw_from_closed_accounts

pytestmark = pytest.mark.usefixtures("province")


async def test_a_run_made_twice_says_nothing_twice() -> None:
    """Also on another day of the same week: not one row more."""
    await make_run(MONDAY, seven(MONDAY))
    before = await row_counts()
    assert await make_run(MONDAY, seven(MONDAY)) is None
    assert await make_run(date(2024, 11, 8), seven(date(2024, 11, 8))) is None
    assert await row_counts() == before
    assert await make_run(NEXT_MONDAY, seven(NEXT_MONDAY)) is not None


async def test_workers_that_race_make_one_run() -> None:
    """Four at once on one database: one makes it, three learn that it is there."""
    found = await asyncio.gather(*(make_run(MONDAY, seven(MONDAY)) for _ in range(4)))
    assert [one is not None for one in found].count(True) == 1
    assert await runs() == ["overdue/2024-W45"]
    assert await written() == everybody(MONDAY)
    assert await states() == {"ready": len(everybody(MONDAY))}


async def test_a_run_that_fails_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither run nor owed nor letters: the next try makes all of it."""
    before = await row_counts()

    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(actions, "record", fail)
        with pytest.raises(ZeroDivisionError):
            await make_run(MONDAY, seven(MONDAY))
    assert await row_counts() == before
    assert await make_run(MONDAY, seven(MONDAY)) is not None


async def test_nothing_overdue_means_no_letter_and_a_record_of_it() -> None:
    """The run is there, everybody who could be owed has nothing due, the outbox is empty."""
    await database.execute(
        "UPDATE task SET due_on = '2025-12-31', due_precision = 'day' WHERE due_on < $1", MONDAY
    )
    made = await make_run(MONDAY, seven(MONDAY))
    nothing = await written("nothing_due")
    assert made == Made("overdue/2024-W45", 0, 0, len(nothing))
    assert set(OFFICE) <= set(nothing)
    assert "stnmt.lanhdao" in nothing
    assert await states() == {}


async def test_whoever_could_be_owed_and_is_not_is_recorded_too() -> None:
    """Heads and persons responsible with nothing overdue: a fact, not a gap. Members, auditors: no row."""
    await make_run(MONDAY, seven(MONDAY))
    nothing = await written("nothing_due")
    assert "syt.lanhdao" in nothing
    assert "stttt.lanhdao" in nothing  # CQS-04 is due tomorrow
    assert "snv.chuyenvien1" in nothing  # carries an open task
    assert set(nothing) & set(await written()) == set()
    roles = await database.rows(
        "SELECT DISTINCT p.role FROM reminder_owed AS o JOIN person AS p ON p.id = o.person ORDER BY p.role"
    )
    assert [one["role"] for one in roles] == ["lead", "office", "staff"]


async def test_a_person_without_an_address_is_seen_to_be_without() -> None:
    """No letter can be written; the outcome says so with the tasks; the others get theirs."""
    await set_person("stnmt.lanhdao", email="")
    await set_person("sgddt.lanhdao", email="not an address")
    made = await make_run(MONDAY, seven(MONDAY))
    assert made is not None
    assert (made.letters, made.no_address) == (4, 2)
    assert await written("no_address") == {
        "stnmt.lanhdao": ["TTHC-02", "TTHC-10"],
        "sgddt.lanhdao": ["TCC-05"],
    }


async def test_a_name_that_cannot_stand_in_a_letter_does_not_hold_up_the_others() -> None:
    """One broken record must not silence a province."""
    await set_person("stnmt.lanhdao", full_name="Lâm\r\nBcc: x@y.example")
    made = await make_run(MONDAY, seven(MONDAY))
    assert made is not None
    assert (made.letters, made.no_address) == (5, 1)


async def test_who_is_disabled_after_the_run_gets_none_either() -> None:
    """The letter that has not left yet stays; the others go; the record says why."""
    await make_run(MONDAY, seven(MONDAY))
    await set_person("sgddt.lanhdao", disabled_at=seven(MONDAY))
    assert await withdraw_from_closed_accounts() == 1
    assert await states() == {"ready": 5, "superseded": 1}
    assert await withdraw_from_closed_accounts() == 0


async def test_a_new_week_supersedes_what_has_not_left() -> None:
    """After an outage nobody gets two weeks at once, and who owes nothing any more gets none."""
    await make_run(MONDAY, seven(MONDAY))
    await database.execute("UPDATE task SET due_on = '2025-12-31' WHERE code = 'TCC-05'")
    await make_run(NEXT_MONDAY, seven(NEXT_MONDAY))
    old = await database.rows(
        "SELECT DISTINCT state FROM letter WHERE key LIKE 'overdue/2024-W45/%' ORDER BY state"
    )
    assert [one["state"] for one in old] == ["superseded"]
    assert "sgddt.lanhdao" in await written("nothing_due")


async def test_the_letters_key_names_week_and_person() -> None:
    """One key, one Message-ID for each person and week, and one Date for all."""
    at: datetime = seven(MONDAY)
    await make_run(MONDAY, at)
    found = await database.rows("SELECT key, person, message_id, created_at FROM letter ORDER BY id")
    assert [one["key"] for one in found] == [f"overdue/2024-W45/{one['person']}" for one in found]
    assert len({one["message_id"] for one in found}) == len(found)
    assert {one["created_at"] for one in found} == {at}
    owed = await database.value(
        "SELECT tasks FROM reminder_owed WHERE person = $1", await id_of("stnmt.lanhdao")
    )
    assert json.loads(owed) == ["TTHC-02", "TTHC-10"]
