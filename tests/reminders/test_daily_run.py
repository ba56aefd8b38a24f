"""The day's run on the province's records: told once, to whoever it concerns then, at most a letter a day."""

from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest

from tests.reminders.days import away, choose, keys_of, leave, morning, somebody, told
from tests.reminders.office import MONDAY, NEXT_MONDAY, id_of, set_person, seven, written
from tracker.clock import at
from tracker.database import execute, row, value
from tracker.reminders.actions import make_run, withdraw_from_closed_accounts
from tracker.reminders.daily.actions import make_daily
from tracker.reminders.daily.queries import daily_plan, due_daily
from tracker.reminders.opening import Held
from tracker.reminders.queries import due_run
from tracker.tasks import actions
from tracker.tasks.actions.stopping import Paper, resume, suspend

pytestmark = pytest.mark.usefixtures("province")
THURSDAY, FRIDAY = date(2024, 11, 7), date(2024, 11, 8)
CODE, HEAD, STAFF = "CQS-07", "stttt.lanhdao", "stttt.chuyenvien1"
MEMBER = "bcd.truongban"


@pytest.fixture(autouse=True)
async def _caught_up(province: object) -> None:
    """Everybody has read what there was until Wednesday evening; one task is STTTT's to be carried out."""
    await execute(
        """UPDATE task SET lead_agency = (SELECT agency FROM person WHERE username = $2), responsible = NULL,
               state = 'in_progress', due_on = '2025-03-31', progressed_at = $3, changed_at = $3
           WHERE code = $1""",
        CODE, HEAD, at(date(2024, 11, 6), 9),
    )  # fmt: skip
    await make_run(MONDAY, at(date(2024, 11, 6), 22))
    await make_daily(at(date(2024, 11, 6), 23))
    await execute("UPDATE letter SET state = 'sent', sent_at = created_at")


async def due(day: date, code: str = CODE) -> str:
    """The task is due on a day; the start of the keys of what is told before it."""
    await execute("UPDATE task SET due_on = $2 WHERE code = $1", code, day)
    number = await value("SELECT id FROM task WHERE code = $1", code)
    return f"before/{number}/{day}"


async def test_steps_are_told_once_and_a_changed_deadline_arms_them_anew() -> None:
    """Three days before, once; put off, silence; then again before the new one."""
    first = await due(date(2024, 11, 10))
    await morning(THURSDAY)
    assert "Còn 3 ngày đến hạn" in await told(HEAD)
    assert {f"{first}/3"} <= await keys_of(HEAD)
    assert {f"{first}/7"} <= await keys_of(HEAD, "gone")
    second = await due(date(2024, 11, 15))
    await morning(FRIDAY)
    assert {f"{second}/7"} <= await keys_of(HEAD)
    before = await value("SELECT count(*) FROM reminder_said")
    assert await make_daily(at(FRIDAY, 9)) is None
    assert await value("SELECT count(*) FROM reminder_said") == before


async def before(day: date) -> list[str]:
    """The steps before the task's deadline that anybody is owed on a day."""
    plan = await daily_plan(seven(day))
    things = [one for told in plan.owed.values() for one in told if one.code == CODE]
    return [one.key.rsplit("/", 1)[1] for one in things if one.key.startswith("before/")]


async def test_whoever_is_done_hears_nothing_of_a_deadline() -> None:
    """Suspended, then submitted: no reminder; the control is the same task under way."""
    await due(date(2024, 11, 10))
    office, head, noon = await somebody("vpub.dieuphoi1"), await somebody(HEAD), at(date(2024, 11, 6), 12)
    assert await before(THURSDAY) == ["3"]
    paper = Paper("Chờ quy định mới.", "12/UBND", date(2024, 11, 6))
    await suspend(office, CODE, None, paper, noon)
    assert await before(THURSDAY) == []
    await resume(office, CODE, None, paper, noon)
    assert await before(THURSDAY) == ["3"]
    submission = actions.Submission(actions.Report("Xong", 100), "9/BC-STTTT", date(2024, 11, 6))
    await actions.submit(head, CODE, None, submission, noon)
    assert await before(THURSDAY) == []


async def test_what_is_no_courtesy_always_comes() -> None:
    """Declined: the larger steps are noted as not wanted; the last one comes, and with no way to stop it."""
    await choose(HEAD, "before", False)
    key = await due(FRIDAY + timedelta(days=3))  # Monday: Thursday is four days before
    await morning(THURSDAY)
    assert {f"{key}/7"} <= await keys_of(HEAD, "not_wanted")
    await morning(FRIDAY)
    assert {f"{key}/1"} <= await keys_of(HEAD)
    assert "/letters/stop/" not in await told(HEAD)


async def test_a_courtesy_alone_can_be_stopped_at_one_click() -> None:
    """Headers of RFC 8058 and the link in both parts, when nothing in the letter is a duty."""
    await execute("UPDATE task SET responsible = $2 WHERE code = $1", CODE, await id_of(STAFF))
    await due(date(2024, 11, 14))
    await morning(THURSDAY)
    content = await value("SELECT content FROM letter WHERE person = $1 ORDER BY id DESC", await id_of(STAFF))
    message = message_from_bytes(content, policy=policy.default)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/letters/stop/" in message["List-Unsubscribe"]
    assert "/letters/stop/" in await told(STAFF)
    assert "Còn 7 ngày đến hạn" in await told(STAFF)


async def test_who_is_away_is_written_to_through_the_substitute() -> None:
    """One letter holds both persons' things and says for whom; back again, nothing is told twice."""
    await execute("UPDATE task SET responsible = $2 WHERE code = $1", CODE, await id_of(STAFF))
    key = await due(date(2024, 11, 10))
    await actions.ask_explanation(await somebody(MEMBER), "CQS-04", None, "Vì sao chậm?", at(THURSDAY, 6))
    await away(STAFF, HEAD, THURSDAY, THURSDAY)
    await morning(THURSDAY)
    name = await value("SELECT full_name FROM person WHERE username = $1", STAFF)
    text = await told(HEAD)
    assert f"thay {name}" in text
    assert "Vì sao chậm?" in text
    kept = await row("SELECT person, told FROM reminder_said WHERE key = $1", f"{key}/3")
    assert kept is not None
    assert (kept["person"], kept["told"]) == (await id_of(STAFF), await id_of(HEAD))
    assert await told(STAFF) == ""
    await morning(FRIDAY)
    assert "Còn 2 ngày đến hạn" in await told(STAFF)  # Sunday's last step falls on Friday
    assert (await told(STAFF)).count(f"{CODE} ·") == 1
    again = "SELECT told FROM reminder_said WHERE key = $1 AND person = $2"
    assert await value(again, f"{key}/3", await id_of(STAFF)) == await id_of(HEAD)


async def test_the_weeks_letter_goes_to_the_substitute_too() -> None:
    """The absent one's outcome is that letter; the substitute reads both lists in one."""
    await away("stnmt.chuyenvien2", "stnmt.lanhdao", NEXT_MONDAY, NEXT_MONDAY + timedelta(days=4))
    await due(NEXT_MONDAY - timedelta(days=3), "CQS-06")
    await make_run(NEXT_MONDAY, seven(NEXT_MONDAY))
    assert (await written())["stnmt.chuyenvien2"] == ["CQS-06"]
    letters = await row(
        """SELECT count(DISTINCT o.letter) AS letters, max(l.person) AS reader FROM reminder_owed AS o
           JOIN letter AS l ON l.id = o.letter
           JOIN reminder_run AS r ON r.id = o.run
           WHERE r.key = 'overdue/2024-W46' AND o.person IN ($1, $2)""",
        await id_of("stnmt.chuyenvien2"), await id_of("stnmt.lanhdao"),
    )  # fmt: skip
    assert letters == {"letters": 1, "reader": await id_of("stnmt.lanhdao")}
    text = await told("stnmt.lanhdao", "overdue")
    for part in ("TTHC-02", "CQS-06", "thay Lục Bích Trâm", "gửi thay cả người vắng mặt: Lục Bích Trâm"):
        assert part in text


async def test_monday_has_one_letter_with_everything() -> None:
    """The overdue letter carries the things of the day; whoever has nothing overdue gets a daily letter."""
    await due(NEXT_MONDAY + timedelta(days=1))
    await morning(NEXT_MONDAY)
    text = await told(HEAD, "overdue")
    assert text.index("CQS-04") < text.index("Việc khác hôm nay") < text.index(CODE)
    assert (
        await value(
            "SELECT count(*) FROM letter WHERE person = $1 AND created_at >= $2",
            await id_of(HEAD),
            seven(NEXT_MONDAY),
        )
        == 1
    )
    twice = await value(
        """SELECT count(*) FROM (SELECT FROM letter WHERE hanoi_day(created_at) = $1
           GROUP BY person HAVING count(*) > 1) AS found""",
        NEXT_MONDAY,
    )
    assert twice == 0
    assert await value(
        "SELECT count(*) FROM letter WHERE kind = 'daily' AND hanoi_day(created_at) = $1", NEXT_MONDAY
    )
    await morning(NEXT_MONDAY + timedelta(days=1))
    assert CODE not in await told(HEAD, day=NEXT_MONDAY)


async def test_escalation_that_the_weeks_letter_tells_is_not_repeated() -> None:
    """Noted as said with it, shown once; on another day it is a line of the daily letter."""
    await execute("UPDATE task SET responsible = $2 WHERE code = $1", CODE, await id_of(STAFF))
    await due(NEXT_MONDAY - timedelta(days=7))
    await morning(NEXT_MONDAY)
    assert (await told(HEAD, "overdue")).count(f"{CODE} ·") == 1
    assert [
        key for key in await keys_of(HEAD) if key.startswith("late/") and key.endswith("/2024-11-04/head")
    ]
    await due(THURSDAY)
    await morning(NEXT_MONDAY + timedelta(days=3))
    assert "Quá hạn 7 ngày" in await told(HEAD)


async def test_a_task_handed_over_is_not_owed_by_the_old_agency() -> None:
    """A letter that waits tells it no more: noted as gone there, told to the new agency."""
    key = await due(date(2024, 11, 10))
    await morning(THURSDAY, sent=False)
    assert f"{key}/3" in await keys_of(HEAD)
    await execute(
        """UPDATE task SET lead_agency = (SELECT id FROM agency WHERE code = 'SNV'), changed_at = $2
           WHERE code = $1""",
        CODE, at(THURSDAY, 9),
    )  # fmt: skip
    await morning(FRIDAY)
    assert f"{key}/3" in await keys_of(HEAD, "gone")
    assert CODE not in await told(HEAD)
    assert CODE in await told("snv.lanhdao")
    assert await value("SELECT state FROM letter WHERE person = $1 AND created_at = $2",
                       await id_of(HEAD), seven(THURSDAY)) == "superseded"  # fmt: skip


async def test_who_lost_their_post_after_the_run_gets_no_letter() -> None:
    """Closed, or moved by a reorganisation: the letter that waits is withdrawn; the others stay."""
    await due(date(2024, 11, 10))
    await execute("UPDATE task SET responsible = $1 WHERE code = 'CQS-06'", await id_of("stnmt.chuyenvien1"))
    await due(date(2024, 11, 10), "CQS-06")
    await morning(THURSDAY, sent=False)
    waiting = await value("SELECT count(*) FROM letter WHERE state = 'ready'")
    await set_person(HEAD, disabled_at=seven(THURSDAY))
    await execute(
        """INSERT INTO history (kind, object_id, verb, at, actor_name, actor_agency, changes)
           VALUES ('person', $1, 'move', $2, '', '', '{"agency": [1, 2]}')""",
        await id_of("stnmt.chuyenvien1"), at(THURSDAY, 8),
    )  # fmt: skip
    assert await withdraw_from_closed_accounts() == 2
    assert await value("SELECT count(*) FROM letter WHERE state = 'ready'") == waiting - 2
    assert await withdraw_from_closed_accounts() == 0


async def test_a_letter_that_rests_holds_up_the_next_day_too() -> None:
    """The week's letter still waits on Tuesday: no second one beside it; when it has left, all is told."""
    await due(NEXT_MONDAY + timedelta(days=1), "CQS-08")
    await morning(NEXT_MONDAY, sent=False)
    await actions.ask_explanation(await somebody(MEMBER), CODE, None, "Khi nào xong?", at(NEXT_MONDAY, 9))
    tuesday = NEXT_MONDAY + timedelta(days=1)
    plan = await daily_plan(seven(tuesday))
    assert {one.why for one in plan.left_out if one.person == await id_of(HEAD)} == {"letter_today"}
    await morning(tuesday)
    assert "Khi nào xong?" not in await told(HEAD)
    await morning(tuesday + timedelta(days=1))
    assert "Khi nào xong?" in await told(HEAD)


async def test_a_run_held_back_is_made_after_its_release() -> None:
    """Not by the worker, not by hand; released on the same day and week, it is made."""
    for key in ("daily/2024-11-11", "overdue/2024-W46"):
        await execute(
            "INSERT INTO reminder_hold (run_key, reason, held_by, held_at) VALUES ($1, 'x', $2, $3)",
            key, await id_of("vpub.dieuphoi1"), seven(THURSDAY),
        )  # fmt: skip
    assert await due_run(at(NEXT_MONDAY, 8)) is None
    assert not await due_daily(at(NEXT_MONDAY, 8))
    for made in (make_run(NEXT_MONDAY, at(NEXT_MONDAY, 8)), make_daily(at(NEXT_MONDAY, 8))):
        with pytest.raises(Held):
            await made
    await execute("UPDATE reminder_hold SET released_by = held_by, released_at = $1", at(NEXT_MONDAY, 9))
    assert await due_run(at(NEXT_MONDAY, 9)) == "overdue/2024-W46"
    assert await due_daily(at(NEXT_MONDAY, 9))


async def test_a_week_released_after_the_days_letter_waits_for_the_next_morning() -> None:
    """Whoever read a letter today gets the week's on the next working day; the others at once."""
    await due(date(2024, 11, 12))
    await make_daily(seven(NEXT_MONDAY))
    await execute("DELETE FROM reminder_said WHERE told = $1", await id_of("sgddt.lanhdao"))
    await execute("DELETE FROM letter WHERE person = $1 AND kind = 'daily'", await id_of("sgddt.lanhdao"))
    await leave(seven(NEXT_MONDAY))
    await make_run(NEXT_MONDAY, at(NEXT_MONDAY, 10))
    rest = "SELECT max(next_try_at) FROM letter WHERE kind = 'overdue' AND person = $1"
    assert await value(rest, await id_of(HEAD)) == seven(NEXT_MONDAY + timedelta(days=1))
    assert await value(rest, await id_of("sgddt.lanhdao")) == at(NEXT_MONDAY, 10)


async def test_a_member_gets_the_summary_only_when_asked_for() -> None:
    """What is overdue for 30 days or more, with the province's figures; that nothing is, is recorded."""
    assert MEMBER not in {**await written(), **await written("nothing_due")}
    await choose(MEMBER, "committee", True)
    await make_run(NEXT_MONDAY, seven(NEXT_MONDAY))
    text = await told(MEMBER, "overdue")
    assert "TTHC-02" in text
    assert "CDDH-14" not in text
    assert "93/176" in text
    long = NEXT_MONDAY + timedelta(days=7)
    await execute("UPDATE task SET due_on = $1 WHERE due_on < $1", long - timedelta(days=3))
    await make_run(long, seven(long))
    assert MEMBER in await written("nothing_due")


async def test_whoever_has_no_address_is_told_when_there_is_one() -> None:
    """Noted each day as not reached; the first day with an address tells it, if it is still so."""
    await set_person(HEAD, email="")
    key = await due(date(2024, 11, 10))
    await morning(THURSDAY)
    assert f"{key}/3" in await keys_of(HEAD, "no_address")
    await set_person(HEAD, email="x@tayninh.example")
    await due(date(2024, 11, 14))
    await due(date(2024, 11, 10))
    await morning(FRIDAY)
    assert "đến hạn" in await told(HEAD)


async def test_a_days_run_held_back_is_not_told_by_the_weeks_letter_either() -> None:
    """Monday's letter holds what is overdue alone; after the release the rest is told the next morning."""
    before = await value("SELECT count(*) FROM reminder_said")
    await execute(
        "INSERT INTO reminder_hold (run_key, reason, held_by, held_at) VALUES ($1, 'x', $2, $3)",
        "daily/2024-11-11", await id_of("vpub.dieuphoi1"), at(NEXT_MONDAY, 6),
    )  # fmt: skip
    await morning(NEXT_MONDAY)
    assert await value("SELECT count(*) FROM letter WHERE key LIKE 'overdue/2024-W46/%'") > 0
    assert await value("SELECT count(*) FROM reminder_said") == before
    await execute("UPDATE reminder_hold SET released_by = held_by, released_at = $1", at(NEXT_MONDAY, 9))
    await morning(NEXT_MONDAY + timedelta(days=1))
    assert await value("SELECT count(*) FROM reminder_said") > before
