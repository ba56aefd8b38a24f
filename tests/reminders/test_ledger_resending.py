"""A letter said again because somebody asked: a new letter, once, and only while it concerns its reader."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.mail.scripted import Script
from tests.reminders.ledger import AFTERNOON, HEAD, RUN, TEN, a_run, form, parsed, reader, sent, set_letter
from tests.reminders.office import MONDAY, NEXT_MONDAY, clock_shows, id_of, relay, set_person, seven
from tests.tasks.reading import words_of
from tests.web.site import Browser
from tracker import database, settings
from tracker.history.actions import record
from tracker.mail.delivery import deliver_all
from tracker.mail.relay import Relay
from tracker.reminders.actions import make_run

pytestmark = pytest.mark.usefixtures("province")
MINUTE = timedelta(minutes=1)
LINKS = re.compile(r"https?://[^\s\"]+")


async def again(browser: Browser, letter: int, hidden: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Press the button that sends a letter again; the status and the words of the answer."""
    path = f"/letters/{letter}"
    filled = dict(hidden) if hidden is not None else await form(browser, path, f"{path}/resend")
    answer = await browser.post(f"{path}/resend", data=filled)
    return answer.status_code, words_of(answer.text)


async def copies(letter: int) -> list[int]:
    """The letters that say again what one said."""
    found = await database.rows("SELECT id FROM letter WHERE resends = $1 ORDER BY id", letter)
    return [one["id"] for one in found]


async def test_a_letter_sent_again_is_a_new_one_with_the_same_words() -> None:
    """Own Message-ID, today's date, the present address; it leaves, and takes the first one's place."""
    await a_run()
    first = await set_letter(HEAD, state="failed", tries=1, trouble="5.1.1")
    await set_person(HEAD, email="moi@tayninh.example")
    browser = await reader(at=AFTERNOON)
    status, _words = await again(browser, first)
    assert status == 303
    (second,) = await copies(first)
    old, new = await parsed(first), await parsed(second)
    for kind in ("plain", "html"):
        before, after = old.get_body((kind,)), new.get_body((kind,))
        assert before is not None
        assert after is not None
        assert words_of(before.get_content()) == words_of(after.get_content())
        assert LINKS.findall(before.get_content()) == LINKS.findall(after.get_content())
    assert str(old["Subject"]) == str(new["Subject"])
    assert old["Message-ID"] != new["Message-ID"]
    assert str(old["Date"]) == "Mon, 04 Nov 2024 07:00:00 +0700"
    assert str(new["Date"]).startswith("Mon, 04 Nov 2024 15:00:")
    assert "moi@tayninh.example" in str(new["To"])
    key = await database.value("SELECT key FROM letter WHERE id = $1", second)
    assert key == f"overdue/2024-W45/{await id_of(HEAD)}/resend/1"
    async with relay(Script()) as script:
        while (await deliver_all(Relay.of(settings.current()), "test", AFTERNOON + MINUTE)).sent:
            pass
    assert "moi@tayninh.example" in str(script.taken)
    seen = words_of((await browser.get(f"{RUN}?outcome=sent")).text)
    assert "đã gửi lại; xem thư đầu" in seen
    assert "Không gửi được" not in seen


async def test_a_double_click_sends_one_letter_and_history_tells_of_it() -> None:
    """One form, one letter, one line; a second form waits until the first copy has left."""
    await a_run()
    first = await sent(HEAD)
    browser = await reader()
    hidden = await form(browser, f"/letters/{first}", f"/letters/{first}/resend")
    for _ in range(2):
        assert (await again(browser, first, hidden))[0] == 303
    (second,) = await copies(first)
    line = await database.row("SELECT * FROM history WHERE kind = 'letter'")
    assert line is not None
    assert (line["verb"], line["object_id"], line["actor"]) == (
        "resend",
        first,
        await id_of("vpub.dieuphoi1"),
    )
    status, words = await again(browser, first)
    assert (status, "đang chờ gửi, không cần gửi lại" in words) == (422, True)
    await database.execute("UPDATE letter SET state = 'sent', sent_at = $2 WHERE id = $1", second, TEN)
    assert (await again(browser, second))[0] == 303  # asked for on the copy's page: of the first all the same
    assert len(await copies(first)) == 2
    assert "Gửi lại thư" in words_of((await (await reader("giamsat")).get("/history")).text)


async def test_what_need_not_be_said_again_is_refused_with_a_sentence() -> None:
    """A closed account, no address, a letter that waits or is out of date, a task done or handed over."""
    await a_run()
    browser = await reader()
    waits = await set_letter(HEAD)
    assert "đang chờ gửi" in (await again(browser, waits))[1]
    await set_letter(HEAD, state="superseded")
    assert "đã có thư mới hơn" in (await again(browser, waits))[1]
    await set_letter(HEAD, state="failed")
    await set_person(HEAD, email="")
    assert "chưa có địa chỉ" in (await again(browser, waits))[1]
    await set_person(HEAD, email="a@tayninh.example", disabled_at=TEN)
    assert "đã đóng" in (await again(browser, waits))[1]
    await set_person(HEAD, disabled_at=None)
    moved = """UPDATE task SET lead_agency = (SELECT id FROM agency WHERE code = 'STC'), changed_at = $1
               WHERE code = 'TTHC-02'"""
    await database.execute(moved, TEN)
    extended = "UPDATE task SET due_on = '2025-06-30', changed_at = $1 WHERE code = 'TTHC-10'"
    await database.execute(extended, TEN)
    status, words = await again(browser, waits)
    assert (status, "không còn là việc người nhận phải làm" in words) == (422, True)
    assert await copies(waits) == []
    await database.execute(extended.replace("2025-06-30", "2024-10-15"), AFTERNOON)
    assert (await again(browser, waits))[0] == 303, "negative control: one task is overdue again"


async def test_a_newer_weeks_letter_takes_the_place_of_a_copy_that_waits() -> None:
    """Nobody gets last week's letter after this week's, sent again or not."""
    await a_run()
    first = await sent(HEAD)
    await again(await reader(), first)
    clock_shows(seven(NEXT_MONDAY) - timedelta(hours=1))
    await make_run(NEXT_MONDAY, seven(NEXT_MONDAY))
    (copy,) = await copies(first)
    assert await database.value("SELECT state FROM letter WHERE id = $1", copy) == "superseded"
    assert MONDAY < NEXT_MONDAY


async def test_whoever_has_another_post_now_is_not_told_what_the_former_one_was() -> None:
    """Moved to another agency: the letter named tasks of the old one."""
    await a_run()
    first = await sent(HEAD)
    browser = await reader()
    person = await id_of(HEAD)
    await record(
        "person", person, "move", AFTERNOON, actor_id=None, actor_name="", actor_agency="",
        changes={"agency": (1, 2)},
    )  # fmt: skip
    status, said = await again(browser, first)
    assert status == 422
    assert "đã đổi cơ quan hoặc vai trò" in said
    assert await copies(first) == []
