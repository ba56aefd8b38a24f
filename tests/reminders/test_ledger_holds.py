"""Holding a run back: nobody is written to until the office releases it, and everybody sees who did what."""

from datetime import timedelta

import pytest

from tests.reminders.days import morning
from tests.reminders.ledger import TEN, a_run, form, reader
from tests.reminders.office import MONDAY, NEXT_MONDAY, clock_shows, id_of, runs, seven
from tests.tasks.reading import words_of
from tests.web.site import Browser
from tracker import database
from tracker.reminders.queries import due_run
from tracker.schedule import write_overdue_letters
from tracker.ticks import Worker

pytestmark = pytest.mark.usefixtures("province")
KEY = "overdue/2024-W45"
WHY = "Chờ đính chính <số liệu> của Sở Nội vụ"


async def pressed(browser: Browser, verb: str, key: str = KEY, reason: str = WHY) -> tuple[int, str]:
    """Fill in the form that holds or releases a run; the status and the words of the answer."""
    hidden = await form(browser, "/letters", "/letters/hold")
    said = {**hidden, "key": key, **({"reason": reason} if verb == "hold" else {})}
    answer = await browser.post(f"/letters/{verb}", data=said)
    return answer.status_code, words_of(answer.text)


async def test_a_held_run_is_not_made_until_it_is_released() -> None:
    """The worker passes its hour by; released after it, it is made at the next look."""
    browser = await reader(at=seven(MONDAY) - timedelta(hours=1))
    assert (await pressed(browser, "hold"))[0] == 303
    clock_shows(seven(MONDAY) + timedelta(minutes=1))
    assert await due_run(seven(MONDAY) + timedelta(minutes=1)) is None
    await write_overdue_letters(Worker("test"))
    assert await runs() == []
    said = words_of((await (await reader("giamsat")).get("/letters")).text)
    name = await database.value("SELECT full_name FROM person WHERE username = 'vpub.dieuphoi1'")
    assert f"{name}, Văn phòng Ủy ban nhân dân tỉnh giữ lại lúc 04/11/2024 06:00" in said
    assert "Chờ đính chính &lt;số liệu&gt; của Sở Nội vụ" in said
    browser = await reader("vpub.dieuphoi2", at=TEN)
    assert (await pressed(browser, "release"))[0] == 303
    await write_overdue_letters(Worker("test"))
    assert await runs() == [KEY]
    assert "Đang giữ lại" not in words_of((await browser.get("/letters")).text)


async def test_holding_and_releasing_are_lines_of_history() -> None:
    """One line each, with who, when, which run and why; a form sent twice has one effect."""
    browser = await reader(at=seven(MONDAY) - timedelta(hours=1))
    hidden = await form(browser, "/letters", "/letters/hold")
    for _ in range(2):
        answer = await browser.post("/letters/hold", data={**hidden, "key": KEY, "reason": WHY})
        assert answer.status_code == 303
    await pressed(browser, "release")
    lines = await database.rows("SELECT * FROM history WHERE kind = 'reminder_hold' ORDER BY id")
    assert [(one["verb"], one["text"], one["actor"]) for one in lines] == [
        ("hold", WHY, await id_of("vpub.dieuphoi1")), ("release", "", await id_of("vpub.dieuphoi1")),
    ]  # fmt: skip
    assert KEY in lines[0]["changes"]
    assert "Giữ lại lần gửi thư" in words_of((await (await reader("giamsat")).get("/history")).text)


async def test_a_run_that_was_made_or_is_not_the_next_cannot_be_held() -> None:
    """Refused with a sentence, the reason still typed; a reason is needed."""
    await a_run()
    browser = await reader()
    status, said = await pressed(browser, "hold")
    assert (status, "đã lập lúc 04/11/2024 07:00, không giữ lại được nữa" in said) == (422, True)
    for key in ("overdue/2024-W52", "overdue/x", "daily/2025-01-01", "x"):
        status, said = await pressed(browser, "hold", key)
        assert (status, "sắp tới" in said) == (422, True), key
    status, said = await pressed(browser, "hold", "overdue/2024-W46", " ")
    assert (status, "Nhập lý do giữ lại lần gửi" in said) == (422, True)
    assert await database.value("SELECT count(*) FROM reminder_hold") == 0


async def test_of_two_who_hold_a_run_one_is_told_that_somebody_was_first() -> None:
    """And whoever releases what is not held any more learns it too."""
    browser = await reader()
    assert (await pressed(browser, "hold", "overdue/2024-W45"))[0] == 303
    status, said = await pressed(await reader("vpub.dieuphoi2"), "hold")
    assert (status, "Người khác vừa giữ lại" in said) == (409, True)
    assert (await pressed(browser, "release"))[0] == 303
    assert (await pressed(browser, "release"))[0] == 409
    assert (await pressed(browser, "hold"))[0] == 303, "held once more"


async def test_the_next_runs_follow_the_calendar() -> None:
    """A Monday off moves the week's letters, a week that is off as a whole is passed over; days off too."""
    await a_run()
    await database.execute(
        """INSERT INTO holiday (on_day, works, name) SELECT d::date, 'off', 'Nghỉ'
           FROM generate_series('2024-11-11'::date, '2024-11-18'::date, '1 day') AS d"""
    )
    browser = await reader(at=seven(NEXT_MONDAY) - timedelta(days=2, hours=-5))
    said = words_of((await browser.get("/letters")).text)
    assert "tuần 47 năm 2024 · thứ Ba 19/11/2024 07:00" in said
    assert "Thư hằng ngày, 19/11/2024 · thứ Ba 19/11/2024 07:00" in said


async def test_a_hold_that_nobody_released_stays_on_the_page_until_it_is_ended() -> None:
    """Its day over, its run is not made any more; the next day's tells what is owed; ended, nothing leaves.

    Negative control: before, and once it is ended, the page names no hold.
    """
    tuesday, thursday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)
    await morning(MONDAY)
    await morning(tuesday)
    browser = await reader(at=seven(tuesday) + timedelta(hours=8))
    assert "giữ lại lúc" not in words_of((await browser.get("/letters")).text)
    assert (await pressed(browser, "hold", "daily/2024-11-06"))[0] == 303
    said = words_of((await browser.get("/letters")).text)
    assert "Giữ đến khi cho gửi tiếp, lâu nhất đến hết ngày 06/11/2024" in said
    for day in (tuesday + timedelta(days=1), thursday):
        await morning(day)
    assert await runs() == [KEY, "daily/2024-11-04", "daily/2024-11-05", "daily/2024-11-07"]
    letters = await database.value("SELECT count(*) FROM letter")
    browser = await reader(at=seven(thursday) + timedelta(hours=2))
    for username, forms in (("vpub.dieuphoi1", 1), ("giamsat", 0)):
        html = (await (await reader(username, seven(thursday) + timedelta(hours=2))).get("/letters")).text
        said = words_of(html)
        assert "Thư hằng ngày, 06/11/2024 · Đã giữ đến hết hạn" in said
        assert "Đã hết hạn ngày 06/11/2024 mà chưa cho gửi tiếp" in said
        assert html.count('value="daily/2024-11-06"') == forms
    assert (await pressed(browser, "release", "daily/2024-11-06"))[0] == 303
    assert "giữ lại lúc" not in words_of((await browser.get("/letters")).text)
    await morning(thursday, 10)
    assert await database.value("SELECT count(*) FROM letter") == letters


async def test_a_weeks_hold_lasts_through_its_sunday() -> None:
    """On Monday the next week's run is made, which tells what is still overdue; the old hold is listed."""
    browser = await reader(at=seven(MONDAY) - timedelta(hours=1))
    assert (await pressed(browser, "hold"))[0] == 303
    assert "lâu nhất đến hết ngày 10/11/2024" in words_of((await browser.get("/letters")).text)
    for day in (NEXT_MONDAY - timedelta(days=1), NEXT_MONDAY):
        await morning(day)
    assert [key for key in await runs() if key.startswith("overdue/")] == ["overdue/2024-W46"]
    said = words_of((await (await reader(at=seven(NEXT_MONDAY) + timedelta(hours=1))).get("/letters")).text)
    assert "Thư quá hạn hằng tuần, tuần 45 năm 2024 · Đã giữ đến hết hạn" in said
