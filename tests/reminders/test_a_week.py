"""One week of a small province, told in order: who got which letter on which day, and why."""

from datetime import date, timedelta

import pytest

from tests.mail.reports import postfix
from tests.mail.scripted import Script
from tests.reminders.office import relay
from tests.reminders.small_province import FINANCE, HOME_AFFAIRS, Province, a_small_province
from tests.tasks.reading import words_of
from tests.web.site import Browser, made
from tracker import clock, database, settings
from tracker.mail.bounces.actions import take_in
from tracker.reminders.rulebook.absences import Absence, note
from tracker.tasks import actions
from tracker.tasks.actions import Report, Submission
from tracker.tasks.actions.deadlines import Document
from tracker.tasks.actions.refusing import Reassignment, reassign, refuse

MONDAY = date(2024, 11, 11)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))
NOBODY_LISTENS = "smtp://127.0.0.1:9"
SEEN = Report("Đã xong dự thảo.", 80)


@pytest.mark.usefixtures("database")
async def test_a_week() -> None:
    """From Monday's overdue letters to Friday's look into the ledger."""
    async with relay(Script()) as script:
        province = await a_small_province(script)
        await before(province)
        await monday(province)
        await tuesday(province)
        await wednesday(province)
        await thursday(province)
        await friday(province)


async def before(province: Province) -> None:
    """Two tasks are late, one is due on Thursday, two have time; on Friday the office assigned a sixth."""
    await province.task("LATE-10", HOME_AFFAIRS, date(2024, 11, 1), "binh")
    await province.task("LATE-3", FINANCE, date(2024, 11, 8))
    await province.task("THURSDAY", HOME_AFFAIRS, THURSDAY, "binh")
    await province.task("RESULT", HOME_AFFAIRS, date(2024, 12, 20), "giang")
    await province.task("LONGER", FINANCE, date(2024, 11, 29))
    await province.task("UNWANTED", FINANCE, date(2024, 12, 31), at=clock.at(date(2024, 11, 8), 16))


async def monday(province: Province) -> None:
    """At seven everybody reads what is overdue and theirs, and beside it whatever else the day brings."""
    assert await province.worker(clock.at(MONDAY, 6, 59)) == {}
    assert await province.worker(clock.at(MONDAY, 7)) == {
        # Bình answers for a task ten days late, and for one that is due in three days.
        "binh": ["before THURSDAY", "overdue LATE-10"],
        # An is Bình's head: after seven days a head is told as well.
        "an": ["late LATE-10", "overdue LATE-10"],
        # Finance has named nobody for its late task, so its head Chi answers; and she got a new one.
        "chi": ["assign UNWANTED", "overdue LATE-3"],
        # The office reads the whole province in one letter.
        "dung": ["overdue LATE-10", "overdue LATE-3"],
        # Minh of the committee asked for none, Giang has nothing late: no letter.
    }
    # In the course of the day: Minh wants to know why; Chi refuses one task and asks for time for another;
    # An submits Giang's result.
    await actions.ask_explanation(province.minh, "LATE-10", None, "Vì sao chậm?", clock.at(MONDAY, 9))
    await refuse(province.chi, "UNWANTED", None, "Không thuộc chức năng.", clock.at(MONDAY, 10))
    await actions.request_extension(
        province.chi, "LONGER", None, "Chờ hướng dẫn.", date(2024, 12, 20), clock.at(MONDAY, 11)
    )
    result = Submission(SEEN, "12/QĐ-SNV", MONDAY)
    await actions.submit(province.an, "RESULT", None, result, clock.at(MONDAY, 16))
    assert await province.worker(clock.at(MONDAY, 17)) == {}  # at most one letter a day


async def tuesday(province: Province) -> None:
    """What others did on Monday is read on Tuesday, by those whom it asks for something."""
    assert await province.worker(clock.at(TUESDAY, 7)) == {
        "an": ["ask_explanation LATE-10"],
        "binh": ["ask_explanation LATE-10"],
        "dung": ["refuse UNWANTED", "request_extension LONGER", "submit RESULT"],
    }
    # An explains; the office returns the result, grants the time, gives the refused task to home affairs.
    # Bình will be away until Friday, and Giang stands in.
    document = Document("34/UBND-NC", TUESDAY)
    await actions.explain(province.an, "LATE-10", None, "Chờ ý kiến của bộ.", clock.at(TUESDAY, 9))
    await actions.return_(province.dung, "RESULT", None, "Thiếu phụ lục.", clock.at(TUESDAY, 10))
    await actions.grant_extension(
        province.dung, "LONGER", None, date(2024, 12, 20), "Đồng ý.", clock.at(TUESDAY, 11), document
    )
    to = Reassignment(HOME_AFFAIRS, "Đúng chức năng.", "35/UBND-NC", TUESDAY)
    await reassign(province.dung, "UNWANTED", None, to, clock.at(TUESDAY, 14))
    async with database.transaction():
        away = Absence(province.binh.id, province.giang.id, WEDNESDAY, FRIDAY)
        await note(province.an, away, clock.at(TUESDAY, 15))


async def wednesday(province: Province) -> None:
    """The relay is down in the morning. At three it is back, and the morning's letters leave, each once."""
    there = settings.current().smtp_url
    settings.override(smtp_url=NOBODY_LISTENS)
    assert await province.worker(clock.at(WEDNESDAY, 7)) == {}
    assert await province.worker(clock.at(WEDNESDAY, 11)) == {}
    settings.override(smtp_url=there)
    assert await province.worker(clock.at(WEDNESDAY, 15)) == {
        # Home affairs has a result to better and a task more.
        "an": ["reassign UNWANTED", "return RESULT"],
        # Giang answers for the result, and reads in Bình's place that his task is due tomorrow.
        "giang": ["before THURSDAY", "return RESULT"],
        # Chi has her time. Of the task that finance lost she hears nothing.
        "chi": ["grant_extension LONGER"],
        "minh": ["explain LATE-10"],
    }
    assert "thay binh" in province.words_to("giang")
    # Minh stops such letters by the button of the mail program; it asks for no sign-in. Chi's mailbox is
    # full for good. An takes the new task on and hands it to Giang; Minh asks Chi about the late one.
    stop = str(province.letter_to("minh")["List-Unsubscribe"]).strip().strip("<>")
    await _one_click(stop)
    ours = str(province.letter_to("chi")["Message-ID"])
    bounce = postfix("chi@tayninh.example", ours, said="550 5.2.2 Mailbox full", status="5.2.2")
    assert await take_in(bounce, clock.at(WEDNESDAY, 16))
    await actions.accept(province.an, "UNWANTED", None, clock.at(WEDNESDAY, 16))
    await actions.hand_over(
        province.an, "UNWANTED", None, province.giang.id, "Giao xử lý.", clock.at(WEDNESDAY, 16, 5)
    )
    await actions.ask_explanation(province.minh, "LATE-3", None, "Vì sao?", clock.at(WEDNESDAY, 17))


async def _one_click(address: str) -> None:
    answer = await Browser(made()).post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200


async def thursday(province: Province) -> None:
    """The worker sleeps all day; nobody reads anything. Chi saw the question in the system and explains."""
    await actions.explain(province.chi, "LATE-3", None, "Đã trình.", clock.at(THURSDAY, 10))


async def friday(province: Province) -> None:
    """The worker wakes at nine and says what is still so; then Trà, who audits, reads the ledger."""
    assert await province.worker(clock.at(FRIDAY, 9)) == {
        # Giang was made responsible. Chi is not asked what she has explained, Minh has stopped such news, and
        # Bình's deadline passed on Thursday: it comes with Monday's letter.
        "giang": ["hand_over UNWANTED"],
    }
    browser = await province.browser("tra", clock.at(FRIDAY, 10))
    week = words_of((await browser.get("/letters/runs/overdue/2024-W46")).text)
    for name in ("binh", "an", "chi", "dung", "giang"):
        assert name in week
    wednesdays = await browser.get("/letters/runs/daily/2024-11-13?outcome=bounced")
    assert "chi@tayninh.example" in wednesdays.text
    fridays = words_of((await browser.get("/letters/runs/daily/2024-11-15")).text)
    assert "minh" in fridays
    assert (await browser.get("/letters/runs/daily/2024-11-14")).status_code == 404
    # In the whole week nobody got two letters on a day, and no letter left twice.
    doubled = await database.rows(
        """SELECT person FROM letter WHERE state = 'sent'
           GROUP BY person, hanoi_day(sent_at) HAVING count(*) > 1"""
    )
    assert doubled == []
    assert len(set(province.script.taken)) == len(province.script.taken)
