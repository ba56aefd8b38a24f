"""The preview of the next runs: what would be said to whom, and nothing is written by looking."""

from datetime import timedelta

import pytest

from tests.reminders.ledger import AFTERNOON, TEN, a_run, form, reader, set_letter
from tests.reminders.office import (
    NEXT_MONDAY,
    OFFICE,
    OWED,
    clock_shows,
    id_of,
    row_counts,
    set_person,
    seven,
)
from tests.tasks.reading import words_of
from tracker import database
from tracker.mail.actions import enqueue
from tracker.mail.catcher import opened
from tracker.mail.message import Words
from tracker.reminders.actions import make_run
from tracker.reminders.daily.actions import make_daily
from tracker.reminders.ledger.coming import coming
from tracker.reminders.ledger.preview import preview

pytestmark = pytest.mark.usefixtures("province")
SUNDAY = seven(NEXT_MONDAY) - timedelta(days=1)


def body_of(html: str) -> str:
    """The words of a letter's HTML; its styles stand elsewhere before it is sent."""
    return words_of(html.partition("<body")[2].partition(">")[2])


async def test_looking_at_the_next_runs_writes_nothing() -> None:
    """No row of any table, whatever is looked at; the worker finds everything still to be done."""
    await a_run()
    browser = await reader("giamsat", SUNDAY)
    await browser.get("/letters")
    before = await row_counts()
    person = await id_of("stnmt.lanhdao")
    for path in ("/letters/next", "/letters/next?kind=daily", f"/letters/next/overdue/{person}",
                 f"/letters/next/overdue/{person}/html"):  # fmt: skip
        assert (await browser.get(path)).status_code == 200, path
    assert await row_counts() == before
    assert await make_run(NEXT_MONDAY, seven(NEXT_MONDAY)) is not None


async def test_the_next_weekly_run_is_what_is_then_made() -> None:
    """The same people with the same tasks, those left out for the same reasons, the same words."""
    await a_run()
    await set_person("sgddt.lanhdao", email="")
    clock_shows(SUNDAY)
    found = await coming(SUNDAY)
    shown = await preview(found[0], found, SUNDAY)
    told = {one.person.username: [reason.code for reason in one.why.shown] for one in shown.told}
    assert set(told) == {*OFFICE, *OWED[NEXT_MONDAY]} - {"sgddt.lanhdao"}
    assert told["stnmt.lanhdao"][:3] == OWED[NEXT_MONDAY]["stnmt.lanhdao"]
    person = await id_of("stnmt.lanhdao")
    browser = await reader(at=SUNDAY)
    page = words_of((await browser.get(f"/letters/next/overdue/{person}")).text)
    frame = (await browser.get(f"/letters/next/overdue/{person}/html")).text
    await make_run(NEXT_MONDAY, seven(NEXT_MONDAY))
    made = opened(
        "",
        await database.value("SELECT content FROM letter WHERE id = $1", await set_letter("stnmt.lanhdao")),
    )
    assert made.subject in page
    assert words_of(made.text) in page
    assert body_of(made.html) == body_of(frame)
    (run,) = await database.rows("SELECT id FROM reminder_run WHERE key = 'overdue/2024-W46'")
    kept = await database.rows(
        "SELECT outcome, count(*) AS n FROM reminder_owed WHERE run = $1 GROUP BY outcome", run["id"]
    )
    counts = {one["outcome"]: one["n"] for one in kept}
    assert counts["letter"] == len(shown.told)
    assert counts["no_address"] == len(shown.left_out_as("no_address")) == 1
    assert counts["nothing_due"] == len(shown.left_out_as("nothing_due"))


async def test_the_next_daily_run_is_what_is_then_made() -> None:
    """Who is told of what on an ordinary day, and each letter as it then leaves."""
    await a_run()
    await make_daily(seven(NEXT_MONDAY) - timedelta(days=7))
    at = seven(NEXT_MONDAY) - timedelta(days=6)
    now = at - timedelta(hours=1)
    found = await coming(now)
    (daily,) = [one for one in found if one.kind == "daily"]
    assert (daily.key, daily.moment, daily.due) == ("daily/2024-11-05", at, False)
    shown = await preview(daily, found, now)
    assert shown.told
    browser = await reader(at=now)
    pages = {
        one.person.id: words_of((await browser.get(f"/letters/next/daily/{one.person.id}")).text)
        for one in shown.told
    }
    await make_daily(at)
    made = await database.rows("SELECT person, content FROM letter WHERE key LIKE 'daily/2024-11-05/%'")
    assert {one["person"] for one in made} == set(pages)
    for one in made:
        letter = opened("", one["content"])
        assert letter.subject in pages[one["person"]]


async def test_on_the_day_of_the_weeks_letters_its_readers_get_no_second_one() -> None:
    """The preview of that day's daily run leaves them to the weekly one, unless that is held."""
    await a_run()
    clock_shows(SUNDAY)
    found = await coming(SUNDAY)
    weekly, daily = [await preview(one, found, SUNDAY) for one in found]
    assert daily.coming.judged_on == weekly.coming.judged_on == NEXT_MONDAY
    assert not {one.person.id for one in weekly.told} & {one.person.id for one in daily.told}


async def test_a_person_who_would_get_none_has_no_letter_to_look_at() -> None:
    """Nobody of that number, somebody who is owed nothing, another kind of run: not there."""
    await a_run()
    browser = await reader(at=SUNDAY)
    nothing = await id_of("stc.lanhdao")
    for path in (f"/letters/next/overdue/{nothing}", "/letters/next/overdue/9999", "/letters/next/x/1",
                 f"/letters/next/overdue/{nothing}/html", "/letters/next?kind=x"):  # fmt: skip
        assert (await browser.get(path)).status_code == 404, path


async def test_a_run_whose_hour_has_come_is_judged_today_and_a_held_one_says_so() -> None:
    """Released on Wednesday it would tell of what became overdue since Monday."""
    browser = await reader(at=AFTERNOON)
    hidden = await form(browser, "/letters", "/letters/hold")
    await browser.post("/letters/hold", data={**hidden, "key": "overdue/2024-W45", "reason": "Chờ <b>"})
    later = TEN + timedelta(days=2)
    clock_shows(later)
    html = (await (await reader("giamsat", later)).get("/letters/next")).text
    assert "đang giữ lại lần gửi này: Chờ &lt;b&gt;" in html
    assert "CQS-04" in html


async def test_whoever_read_a_letter_today_is_shown_when_the_weeks_letter_leaves() -> None:
    """Released after the day's letter: the week's waits for the next morning there, as it then does."""
    at = seven(NEXT_MONDAY)
    await a_run()
    await database.execute("UPDATE letter SET state = 'sent', sent_at = $1, tries = 1", TEN)
    who = await id_of("stnmt.lanhdao")
    await enqueue(
        key=f"daily/2024-11-11/{who}", kind="daily", person_id=who, to_name="X",
        to_address="x@tayninh.example", words=Words("Thư", "Thư", "<p>Thư</p>"), at=at,
    )  # fmt: skip
    await database.execute("UPDATE letter SET state = 'sent', sent_at = $1 WHERE kind = 'daily'", at)
    now = at + timedelta(hours=1)
    found = await coming(now)
    shown = await preview(found[0], found, now)
    leaves = {one.person.username: one.leaves for one in shown.told}
    assert leaves == {**dict.fromkeys(leaves), "stnmt.lanhdao": at + timedelta(days=1)}
    said = words_of((await (await reader(at=now)).get("/letters/next")).text)
    assert said.count("ngày đó đã nhận thư khác; thư này gửi lúc 12/11/2024 07:00") == 1
    await make_run(NEXT_MONDAY, now)
    letter = await set_letter("stnmt.lanhdao")
    asked = "SELECT next_try_at FROM letter WHERE id = $1"
    assert await database.value(asked, letter) == leaves["stnmt.lanhdao"]
