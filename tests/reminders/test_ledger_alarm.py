"""The alarm: whoever is owed a letter and was not served by noon is told of, until they are."""

from datetime import timedelta

import pytest

from tests.reminders.ledger import TEN, a_run, all_sent, form, reader, sent, set_letter
from tests.reminders.office import MONDAY, NEXT_MONDAY, clock_shows, id_of, set_person, seven
from tests.tasks.reading import words_of
from tracker import database
from tracker.clock import at
from tracker.mail.catcher import opened
from tracker.reminders.actions import make_run
from tracker.reminders.ledger.alarm import alarm, ripe
from tracker.reminders.ledger.rules import alarm_is_ripe
from tracker.schedule import alarm_of_letters
from tracker.ticks import Worker

pytestmark = pytest.mark.usefixtures("province")
NOON = at(MONDAY, 12)
MINUTE = timedelta(minutes=1)


async def alarmed() -> list[str]:
    """The letters to administrators, as text."""
    found = await database.rows("SELECT content FROM letter WHERE kind = 'alarm' ORDER BY id")
    return [opened("", one["content"]).text for one in found]


async def test_before_noon_nobody_is_alarmed_and_after_it_everybody_counts() -> None:
    """Six letters wait; one has left, one failed, one came back, one has no address."""
    await set_person("sgddt.lanhdao", email="")
    await a_run()
    await sent("vpub.dieuphoi1")
    await set_letter("vpub.dieuphoi2", state="failed", trouble="550 5.1.1 không có người này")
    await sent("vpub.dieuphoi3")
    await set_letter("vpub.dieuphoi3", bounced_at=TEN)
    assert await alarm(NOON - MINUTE) is None
    found = await alarm(NOON)
    assert found is not None
    assert found.standings == {"failed": 1, "bounced": 1, "no_address": 1, "waiting": 2}
    assert found.said == ("550 5.1.1 không có người này",)


async def test_the_alarm_stands_on_the_ledger_and_on_the_offices_page_of_work() -> None:
    """In red, each part with its list; the auditor reads it too, a head of an agency nothing of it."""
    await a_run()
    await all_sent()
    await set_letter("vpub.dieuphoi2", state="failed", sent_at=None)
    for username, path in (
        ("vpub.dieuphoi1", "/letters"), ("giamsat", "/letters"), ("vpub.dieuphoi1", "/my-work"),
    ):  # fmt: skip
        html = (await (await reader(username, NOON)).get(path)).text
        assert 'role="alert"' in html, path
        assert "ến 12:00 ngày 04/11/2024 chưa gửi được đủ" in words_of(html)
        assert 'href="/letters/runs/overdue/2024-W45?outcome=failed">1 thư không gửi được' in html
    for username, path, when in (
        ("stnmt.lanhdao", "/my-work", NOON), ("vpub.dieuphoi1", "/my-work", NOON - MINUTE),
    ):  # fmt: skip
        html = (await (await reader(username, when)).get(path)).text
        assert "chưa gửi được đủ" not in html


async def test_an_alarm_goes_away_by_itself() -> None:
    """Sent again, the account closed, or nothing of what was owed left to do: each alone is enough."""
    await a_run()
    await all_sent()
    first = await set_letter("stnmt.lanhdao", state="failed", sent_at=None)
    assert await alarm(NOON) is not None
    browser = await reader(at=NOON)
    hidden = await form(browser, f"/letters/{first}", f"/letters/{first}/resend")
    assert (await browser.post(f"/letters/{first}/resend", data=hidden)).status_code == 303
    waiting = await alarm(NOON)
    assert waiting is not None
    assert waiting.standings == {"waiting": 1}
    await sent("stnmt.lanhdao", NOON)
    assert await alarm(NOON) is None
    await set_letter("stnmt.lanhdao", bounced_at=NOON)
    assert await alarm(NOON) is not None
    await set_person("stnmt.lanhdao", disabled_at=NOON)
    assert await alarm(NOON) is None
    await set_person("stnmt.lanhdao", disabled_at=None)
    await database.execute(
        "UPDATE task SET due_on = '2025-06-30', changed_at = $1 WHERE code IN ('TTHC-02', 'TTHC-10')", NOON
    )
    assert await alarm(NOON) is None


async def test_a_run_that_was_not_made_is_an_alarm_and_one_that_is_held_is_none() -> None:
    """Held, somebody knows; and where there is nothing to remind of, nobody is alarmed."""
    found = await alarm(NOON)
    assert found is not None
    assert found.made_at is None
    browser = await reader(at=NOON)
    said = words_of((await browser.get("/letters")).text)
    assert "chưa được lập, cũng không có ai giữ lại" in said
    hidden = await form(browser, "/letters", "/letters/hold")
    held = {**hidden, "key": "overdue/2024-W45", "reason": "Chờ"}
    assert (await browser.post("/letters/hold", data=held)).status_code == 303
    assert await alarm(NOON) is None
    assert await ripe(NOON) is None


async def test_at_noon_each_administrator_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """By a letter and an error in the log, with how many and why; two workers tell it once."""
    await a_run()
    await all_sent()
    await set_letter("vpub.dieuphoi2", state="failed", sent_at=None, trouble="550 5.1.1 <không>")
    clock_shows(NOON - MINUTE)
    await alarm_of_letters(Worker("one"))
    assert await alarmed() == []
    clock_shows(NOON + MINUTE)
    for owner in ("one", "two", "one"):
        await alarm_of_letters(Worker(owner))
    (text,) = await alarmed()
    assert "1 thư không gửi được" in text
    assert "550 5.1.1 <không>" in text
    person = await database.value("SELECT person FROM letter WHERE kind = 'alarm'")
    assert person == await id_of("quantri")
    assert await database.value("SELECT key FROM letter WHERE kind = 'alarm'") == f"alarm/2024-W45/{person}"


async def test_when_everybody_was_served_nobody_is_told() -> None:
    """Negative control: the turn is taken, and no letter is written."""
    await a_run()
    await all_sent()
    clock_shows(NOON + MINUTE)
    await alarm_of_letters(Worker("test"))
    assert await alarmed() == []
    outcome = await database.value("SELECT outcome FROM job_run WHERE job = 'letters_alarm'")
    assert outcome == "everybody was served"


async def test_an_administrator_reads_it_in_their_language_and_one_without_address_is_passed_over() -> None:
    """In English for who asked for it; text and HTML say the same."""
    await set_person("quantri", language="en")
    await a_run()
    clock_shows(NOON + MINUTE)
    await alarm_of_letters(Worker("test"))
    letter = opened("", await database.value("SELECT content FROM letter WHERE kind = 'alarm'"))
    assert letter.subject == "Reminder letters of week 45 of 2024: not everybody was served"
    for said in ("6 letters have yet to leave", "once a week at most"):
        assert said in letter.text
        assert said in words_of(letter.html)
    await set_person("quantri", email="")
    later = NEXT_MONDAY
    await make_run(later, seven(later))
    clock_shows(at(later, 12))
    await alarm_of_letters(Worker("test"))
    assert len(await alarmed()) == 1


def test_a_worker_that_wakes_late_makes_the_run_before_it_alarms_anybody() -> None:
    """It has an hour for the letters, unless making the run fails; awake at noon, it tells at noon."""
    late = NOON + timedelta(days=2)
    assert not alarm_is_ripe(NOON - MINUTE, NOON, None, False)
    assert alarm_is_ripe(NOON, NOON, None, False)
    assert not alarm_is_ripe(late, NOON, None, False)
    assert alarm_is_ripe(late, NOON, None, True)
    assert not alarm_is_ripe(late + MINUTE, NOON, late, False)
    assert alarm_is_ripe(late + timedelta(hours=1), NOON, late, False)


async def test_a_run_whose_making_failed_is_told_of() -> None:
    """What the timetable noted of it is enough."""
    late = NOON + timedelta(days=2)
    assert await ripe(late) is None
    await database.execute(
        """INSERT INTO job_run (job, due_at, owner, lease_until, outcome)
           VALUES ('overdue_letters', $1, 'x', $1, 'ValueError()')""",
        seven(MONDAY),
    )
    assert await ripe(late) == NOON
