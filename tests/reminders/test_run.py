"""The week's run on the province's own records: who is told of what, once, in one transaction."""

import asyncio
import json
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.reminders.office import (
    MONDAY,
    NEXT_MONDAY,
    OFFICE,
    OVERDUE,
    OWED,
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
from tracker.reminders.queries import plan_for
from tracker.tasks.queries import figures

pytestmark = pytest.mark.usefixtures("province")


def everybody(day: date) -> dict[str, list[str]]:
    """Who must be told of what, the office included."""
    return {**dict.fromkeys(OFFICE, OVERDUE[day]), **OWED[day]}


async def letter_of(username: str) -> tuple[EmailMessage, str]:
    """Somebody's newest letter, and its plain text."""
    content = await database.value(
        "SELECT content FROM letter WHERE person = $1 ORDER BY id DESC LIMIT 1", await id_of(username)
    )
    message = message_from_bytes(content, policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return message, str(body.get_content())


@pytest.mark.parametrize("day", list(OWED))
async def test_everybody_gets_what_is_theirs_and_nobody_else_anything(day: date) -> None:
    """Worked out by hand from the seeds: persons responsible, heads, and the office, worst first."""
    made = await make_run(day, seven(day))
    assert await written() == everybody(day)
    assert made is not None
    assert made.letters == len(everybody(day))
    assert await states() == {"ready": made.letters}


async def test_a_letter_and_the_figures_agree() -> None:
    """The overdue tasks a run tells of are the overdue figure of that day."""
    for day in OWED:
        plan = await plan_for(day, date(2024, 11, 6))
        assert len(plan.overdue) == plan.province.overdue == len(OVERDUE[day])
        assert sum(found.overdue for found in plan.agencies.values()) == len(OVERDUE[day])
    assert (await figures(1, date(2024, 11, 6))).total == plan.province.total


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


async def test_a_letter_says_what_is_late_by_how_much_and_what_to_do() -> None:
    """In Vietnamese, with the day it was judged on, days late and links; nothing of other agencies."""
    await make_run(MONDAY, seven(MONDAY))
    message, text = await letter_of("stnmt.lanhdao")
    assert "2 nhiệm vụ" in str(message["Subject"])
    assert "04/11/2024" in str(message["Subject"])
    for said in ("TTHC-02", "TTHC-10", "35 ngày", "20 ngày", "http://tracker.test/tasks/TTHC-02"):
        assert said in text
    assert "TCC-05" not in text
    assert "CQS-06" not in text


async def test_the_office_reads_the_whole_province_by_severity() -> None:
    """All four tasks, and how many are 15 and 30 days late."""
    await make_run(MONDAY, seven(MONDAY))
    _, text = await letter_of("vpub.dieuphoi1")
    for said in (*OVERDUE[MONDAY], "Từ 30 ngày trở lên", "Từ 15 đến 29 ngày"):
        assert said in text


async def test_a_late_run_is_judged_on_the_day_it_is_made() -> None:
    """A worker that slept until Wednesday tells of what became overdue since, and says Wednesday."""
    wednesday = date(2024, 11, 6)
    await make_run(wednesday, seven(wednesday))
    assert await runs() == ["overdue/2024-W45"]
    message, _ = await letter_of("stttt.lanhdao")
    assert "06/11/2024" in str(message["Subject"])


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
        patched.setattr(actions, "_record", fail)
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


async def test_who_was_disabled_gets_none() -> None:
    """A disabled head, person responsible or office person is owed nothing; the head hears instead."""
    for username in ("sgddt.lanhdao", "stnmt.chuyenvien2", "vpub.dieuphoi3"):
        await set_person(username, disabled_at=seven(MONDAY))
    await make_run(MONDAY, seven(MONDAY))
    told = await written()
    assert set(told) == {"vpub.dieuphoi1", "vpub.dieuphoi2", "stnmt.lanhdao"}
    assert told["stnmt.lanhdao"] == ["TTHC-02", "TTHC-10", "CQS-06"]
    assert not {"sgddt.lanhdao", "stnmt.chuyenvien2"} & set(await written("nothing_due"))


async def test_who_is_disabled_after_the_run_gets_none_either() -> None:
    """The letter that has not left yet stays; the others go; the record says why."""
    await make_run(MONDAY, seven(MONDAY))
    await set_person("sgddt.lanhdao", disabled_at=seven(MONDAY))
    assert await withdraw_from_closed_accounts() == 1
    assert await states() == {"ready": 5, "superseded": 1}
    assert await withdraw_from_closed_accounts() == 0


async def test_a_task_that_was_handed_over_is_its_new_owners() -> None:
    """To another person of the agency, and to another agency: who had it hears nothing."""
    await database.execute(
        "UPDATE task SET responsible = $1 WHERE code = 'CQS-06'", await id_of("stnmt.chuyenvien1")
    )
    await database.execute(
        """UPDATE task SET lead_agency = (SELECT id FROM agency WHERE code = 'STC'), responsible = $1,
               changed_at = $2 WHERE code = 'TCC-05'""",
        await id_of("stc.chuyenvien1"),
        seven(date(2024, 11, 6)),
    )
    day = date(2024, 11, 8)
    await make_run(day, seven(day))
    told = await written()
    assert "sgddt.lanhdao" not in told
    assert "stnmt.chuyenvien2" not in told
    assert told["stnmt.chuyenvien1"] == ["CQS-06"]
    assert told["stc.chuyenvien1"] == told["stc.lanhdao"] == ["TCC-05"]


async def test_a_person_responsible_who_left_the_agency_is_not_told() -> None:
    """Moved to another agency with the name still on the task: the head is told instead."""
    await database.execute(
        """UPDATE person SET agency = (SELECT id FROM agency WHERE code = 'STC')
           WHERE username = 'stnmt.chuyenvien2'"""
    )
    await make_run(MONDAY, seven(MONDAY))
    assert (await written())["stnmt.lanhdao"] == ["TTHC-02", "TTHC-10", "CQS-06"]
    assert "stnmt.chuyenvien2" not in await written()


async def test_an_office_person_who_is_responsible_gets_one_letter() -> None:
    """The summary holds their tasks too."""
    await database.execute(
        """UPDATE task SET responsible = $1, lead_agency = (SELECT id FROM agency WHERE code = 'VPUB')
           WHERE code = 'TCC-05'""",
        await id_of("vpub.dieuphoi1"),
    )
    await make_run(MONDAY, seven(MONDAY))
    assert (
        await database.value("SELECT count(*) FROM letter WHERE person = $1", await id_of("vpub.dieuphoi1"))
        == 1
    )


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


async def test_a_run_of_a_past_day_tells_what_was_true_then() -> None:
    """Of the 11th of September 2023 with the responsible person of that day, whoever it is today."""
    handed_over = date(2023, 9, 11)
    await database.execute("UPDATE standing SET due_on = '2023-01-01' WHERE task = $1", await _task("CQS-06"))
    before = await plan_for(handed_over - timedelta(days=1), MONDAY)
    after = await plan_for(handed_over, MONDAY)
    names = [
        next(person.username for person in plan.people if person.id == task["responsible"])
        for plan in (before, after)
        for task in plan.overdue
        if task["code"] == "CQS-06"
    ]
    assert names == ["stnmt.chuyenvien1", "stnmt.chuyenvien2"]


async def _task(code: str) -> int:
    return int(await database.value("SELECT id FROM task WHERE code = $1", code))


async def test_letters_are_written_in_their_readers_language() -> None:
    """English for who asked for it, Vietnamese for the others."""
    await set_person("sgddt.lanhdao", language="en")
    await make_run(MONDAY, seven(MONDAY))
    english, _ = await letter_of("sgddt.lanhdao")
    vietnamese, _ = await letter_of("stnmt.lanhdao")
    assert "overdue" in str(english["Subject"])
    assert "quá hạn" in str(vietnamese["Subject"])


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
