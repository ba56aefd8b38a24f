"""Promises about moves in the daily letter: each is told once to whom it concerns, and to nobody else."""

import asyncio
from datetime import date, datetime

import pytest

from tests.reminders.days import somebody
from tracker.clock import at
from tracker.database import execute, rows, value
from tracker.database.engine import Engine
from tracker.mail.catcher import opened
from tracker.reminders.daily.actions import make_daily
from tracker.reminders.daily.queries import daily_plan, due_daily
from tracker.reminders.daily.rules import CONCERNS, SILENT
from tracker.tasks import actions
from tracker.tasks.queries.undoing import told
from tracker.tasks.rules import MOVES

DAY = date(2024, 11, 7)  # a Thursday
MORNING = at(DAY, 7, 1)
LATE = "CQS-04"  # led by STTTT


async def letters() -> dict[str, str]:
    """The text of each daily letter that waits, by the username it goes to."""
    found = await rows(
        """SELECT p.username, l.content FROM letter l JOIN person p ON p.id = l.person
           WHERE l.kind = 'daily' AND l.state = 'ready'"""
    )
    return {one["username"]: text_of(one["content"]) for one in found}


def text_of(content: bytes) -> str:
    """The plain part of a letter."""
    return opened("", content).text


@pytest.fixture
async def quiet(province: Engine) -> None:
    """The province after everybody has read what there was until the evening before."""
    await make_daily(at(date(2024, 11, 6), 23))
    await execute("UPDATE letter SET state = 'sent', sent_at = created_at")


def test_every_move_is_told_or_silent_by_decision() -> None:
    """A new verb without a decision fails here; so does one decided twice."""
    assert set(CONCERNS) | SILENT == {*MOVES, "assign"}
    assert not set(CONCERNS) & SILENT


async def test_a_return_is_told_to_the_lead_agency(quiet: None) -> None:
    """With who, why and what to do; not to the office that returned it, nor to other agencies."""
    await actions.return_(await somebody("vpub.dieuphoi1"), "TTHC-08", None, "Thiếu <b>chữ ký</b>.",
                          at(date(2024, 11, 7), 6))  # fmt: skip
    made = await make_daily(MORNING)
    lead = await value("SELECT lead_agency FROM task WHERE code = 'TTHC-08'")
    heads = {
        one["username"]
        for one in await rows("SELECT username FROM person WHERE agency = $1 AND role = 'lead'", lead)
    }
    said = await letters()
    assert made is not None
    assert set(said) >= heads
    assert "chữ ký" not in said.get("vpub.dieuphoi1", "")
    for words in (
        "việc cần làm",
        "TTHC-08",
        "Thiếu <b>chữ ký</b>.",
        "Bổ sung và trình lại",
    ):
        assert any(words in text for text in said.values()), words
    content = await value(
        "SELECT content FROM letter WHERE kind = 'daily' AND person = (SELECT id FROM person"
        " WHERE username = 'stttt.lanhdao') ORDER BY id DESC LIMIT 1"
    )
    html = opened("", content).html
    assert "<b>chữ ký</b>" not in html
    assert "&lt;b&gt;chữ ký" in html


async def test_what_is_settled_meanwhile_is_not_told(quiet: None) -> None:
    """Returned and submitted again before the morning: only the office hears, of the submission."""
    office, lead = await somebody("vpub.dieuphoi1"), await somebody("stttt.lanhdao")
    code = await value(
        """SELECT t.code FROM task t JOIN person p ON p.agency = t.lead_agency
           WHERE t.state = 'submitted' AND p.username = 'stttt.lanhdao' ORDER BY t.id LIMIT 1"""
    )
    await actions.return_(office, code, None, "Bổ sung.", at(DAY, 5))
    submission = actions.Submission(actions.Report("Đã bổ sung", 100), "9/BC-STTTT", date(2024, 11, 6))
    await actions.submit(lead, code, None, submission, at(DAY, 6))
    await make_daily(MORNING)
    said = await letters()
    assert "stttt.lanhdao" not in said
    assert code in said["vpub.dieuphoi1"]
    assert await value("SELECT count(*) FROM reminder_said WHERE outcome = 'gone' AND key LIKE 'line/%'") > 0


async def test_a_move_taken_back_is_not_told(quiet: None) -> None:
    """An undone line concerns nobody; nor does one whose letter has left let itself be undone."""
    from tracker.tasks.actions.undoing import undo

    office = await somebody("vpub.dieuphoi1")
    await actions.return_(office, "TTHC-08", None, "Nhầm.", at(DAY, 6))
    line = await value("SELECT max(id) FROM history")
    assert not await told(line)
    await undo(office, "TTHC-08", None, at(DAY, 6, 5))
    await make_daily(MORNING)
    assert not any("Nhầm." in text for text in (await letters()).values())


async def test_nothing_is_told_twice(quiet: None) -> None:
    """The run is made once a day, by one of two workers; the next day tells only what is new."""
    await actions.comment(await somebody("stttt.lanhdao"), LATE, None, "Chào", at(DAY, 5))
    await actions.ask_explanation(await somebody("bcd.truongban"), LATE, None, "Vì sao chậm?", at(DAY, 6))
    line = await value("SELECT max(id) FROM history")
    runs = await asyncio.gather(make_daily(MORNING), make_daily(MORNING))
    assert sorted(one is None for one in runs) == [False, True]
    assert "Vì sao chậm?" in (await letters())["stttt.lanhdao"]
    assert await told(line)
    await execute("UPDATE letter SET state = 'sent', sent_at = created_at")
    await make_daily(at(date(2024, 11, 8), 7, 1))
    assert "stttt.lanhdao" not in await letters()


async def test_a_letter_that_did_not_leave_is_written_anew(quiet: None) -> None:
    """The relay was down for a day: one letter tells both days, the older one is superseded."""
    member = await somebody("bcd.truongban")
    await actions.ask_explanation(member, LATE, None, "Câu hỏi một", at(DAY, 6))
    await make_daily(MORNING)
    await actions.ask_explanation(member, LATE, None, "Câu hỏi hai", at(DAY, 9))
    await make_daily(at(date(2024, 11, 8), 7, 1))
    text = (await letters())["stttt.lanhdao"]
    assert "Câu hỏi một" in text
    assert "Câu hỏi hai" in text
    asked = """SELECT count(*) FROM letter l JOIN person p ON p.id = l.person
               WHERE p.username = 'stttt.lanhdao' AND l.kind = 'daily' AND l.state = $1"""
    assert (await value(asked, "ready"), await value(asked, "superseded")) == (1, 1)


async def test_at_most_one_letter_a_day(quiet: None) -> None:
    """Whoever gets the overdue letter today reads the rest there; what comes later waits for the next."""
    from tracker.reminders.actions import make_run

    monday = date(2024, 11, 11)
    member = await somebody("bcd.truongban")
    await actions.ask_explanation(member, LATE, None, "Vì sao chậm?", at(monday, 6, 59))
    await make_run(monday, at(monday, 7))
    weekly = await value(
        """SELECT content FROM letter AS l JOIN person AS p ON p.id = l.person
           WHERE p.username = 'stttt.lanhdao' AND l.kind = 'overdue'"""
    )
    assert "Việc khác hôm nay" in text_of(weekly)
    assert "Vì sao chậm?" in text_of(weekly)
    await actions.ask_explanation(member, LATE, None, "Còn gì nữa?", at(monday, 7))
    await make_daily(at(monday, 7, 1))
    assert "stttt.lanhdao" not in await letters()
    await execute("UPDATE letter SET state = 'sent', sent_at = $1 WHERE kind = 'overdue'", at(monday, 7, 2))
    await make_daily(at(date(2024, 11, 12), 7, 1))
    tuesday = (await letters())["stttt.lanhdao"]
    assert "Còn gì nữa?" in tuesday
    assert "Vì sao chậm?" not in tuesday


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at(DAY, 6, 59), False),
        (at(DAY, 7), True),
        (at(date(2024, 11, 9), 9), False),  # a Saturday
        (at(date(2025, 1, 29), 9), False),  # Tết
    ],
)
async def test_daily_letters_go_out_on_working_days_at_seven(quiet: None, now: datetime, due: bool) -> None:
    """Not before the hour, not on a day off."""
    from tracker.reminders.calendar import fill_calendar

    await fill_calendar(2024, 2025)
    assert await due_daily(now) is due


async def test_a_first_start_does_not_tell_of_years_ago(province: Engine) -> None:
    """Lines older than two weeks are told to nobody."""
    plan = await daily_plan(MORNING)
    moves = [thing.at for things in plan.owed.values() for thing in things if thing.at]
    assert moves
    assert min(moves) > at(date(2024, 10, 23), 0)
    later = await daily_plan(at(date(2025, 3, 3), 7))
    assert not [thing for things in later.owed.values() for thing in things if thing.at]


async def test_a_question_is_due_when_its_answer_is(quiet: None) -> None:
    """What is asked for has the day by which it was asked for, not the task's deadline."""
    await actions.ask_explanation(await somebody("bcd.truongban"), LATE, None, "Vì sao chậm?", at(DAY, 6))
    await execute("UPDATE explanation SET answer_by = '2024-11-12' WHERE answered_at IS NULL")
    await make_daily(MORNING)
    assert "Giải trình (hạn 12/11/2024)" in (await letters())["stttt.lanhdao"]
