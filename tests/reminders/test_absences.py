"""Promises about the account's cards on letters: which ones come, and who stands in for whom."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from tests.reminders.reading import chosen, lines_about
from tests.tasks.moving import form_of
from tests.tasks.reading import a_user, main_of, words_of
from tests.web.site import Browser
from tracker.database import execute, rows, value
from tracker.database.engine import Engine
from tracker.reminders.rulebook.queries import substitutes

LETTERS, AWAY, BACK = "/account/letters", "/account/absences", "/account/absences/end"
TODAY = date(2024, 11, 6)


async def number(username: str) -> int:
    """An account's number."""
    return int(await value("SELECT id FROM person WHERE username = $1", username))


def typed(first: date, last: date, substitute: int, **more: Any) -> dict[str, Any]:
    """The form of an absence as filled in."""
    boxes = {
        f"{name}_{box}": str(getattr(day, box))
        for name, day in (("from_on", first), ("until_on", last))
        for box in ("day", "month", "year")
    }
    return {**boxes, "substitute": str(substitute), **more}


async def noted(browser: Browser, said: dict[str, Any]) -> httpx.Response:
    """Open the account page, fill in the form of an absence, send it."""
    hidden = form_of((await browser.get("/account")).text, AWAY)
    return await browser.post(AWAY, data={**hidden, **said})


async def test_a_person_chooses_what_is_a_courtesy_and_sees_what_is_a_duty(province: Engine) -> None:
    """Each change is kept and is a line of history; the same choice again is none; duties have no box."""
    officer, who = await a_user("stttt.chuyenvien1"), await number("stttt.chuyenvien1")
    page = await main_of(officer, "/account")
    said = words_of(page)
    assert "Tin để biết, không yêu cầu xử lý" in said
    assert "Việc cần xử lý: được giao, bị trả lại" in said
    assert "Ban Chỉ đạo về nhiệm vụ quá hạn" not in said
    assert page.count('name="wanted"') == page.count(" checked") == 2
    for _ in range(2):
        hidden = form_of((await officer.get("/account")).text, LETTERS)
        assert (await officer.post(LETTERS, data={**hidden, "wanted": "before"})).status_code == 303
    assert await chosen(who) == {"news": False}
    assert await lines_about(who) == [("choose_letters", "Hứa Đăng Khoa", {"news": [True, False]})]
    assert (await main_of(officer, "/account")).count(" checked") == 1


async def test_a_member_asks_for_the_summary_and_the_others_have_no_card(province: Engine) -> None:
    """Opt-in; what a role is not offered cannot be chosen by hand; auditor and administrator get nothing."""
    member, who = await a_user("bcd.truongban"), await number("bcd.truongban")
    page = await main_of(member, "/account")
    assert "Bản tóm tắt hằng tuần cho Ban Chỉ đạo" in page
    assert AWAY not in page
    hidden = form_of(page, LETTERS)
    refused = await member.post(LETTERS, data={**hidden, "wanted": ["committee", "before"]})
    assert refused.status_code == 422
    assert await chosen(who) == {}
    await member.post(LETTERS, data={**hidden, "wanted": ["committee", "news"]})
    assert await chosen(who) == {"committee": True}
    for username in ("giamsat", "quantri"):
        browser = await a_user(username)
        assert LETTERS not in await main_of(browser, "/account")
        assert (await browser.fill(LETTERS)).status_code == 404


async def test_an_absence_is_noted_shown_and_taken_back(province: Engine) -> None:
    """The colleague is written to on those days and on no other; a double click notes it once."""
    officer, who = await a_user("stttt.chuyenvien1"), await number("stttt.chuyenvien1")
    head, last = await number("stttt.lanhdao"), TODAY + timedelta(days=6)
    hidden = form_of((await officer.get("/account")).text, AWAY)
    for _ in range(2):
        answer = await officer.post(AWAY, data={**hidden, **typed(TODAY, last, head)})
        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert await substitutes(TODAY) == await substitutes(last) == {who: head}
    assert await substitutes(TODAY - timedelta(days=1)) == await substitutes(last + timedelta(days=1)) == {}
    said = words_of(await main_of(officer, "/account"))
    assert "06/11/2024–12/11/2024 Đang vắng Đỗ Nhật Tín thay" in said
    absence = await value("SELECT id FROM person_absence")
    for _ in range(2):
        assert (await officer.fill(BACK, {"absence": str(absence)})).status_code == 303
    assert await substitutes(TODAY) == {}
    assert "Đang vắng" not in await main_of(officer, "/account")
    assert [(verb, changes) for verb, _name, changes in await lines_about(who)] == [
        ("away", {"away_from": [None, "2024-11-06"], "away_until": [None, "2024-11-12"],
                  "substitute": [None, "Đỗ Nhật Tín"]}),
        ("back", {"away_from": ["2024-11-06", None], "away_until": ["2024-11-12", None]}),
    ]  # fmt: skip


async def test_what_is_wrong_with_an_absence_stands_beside_its_field(province: Engine) -> None:
    """Everything typed is kept; nothing is noted."""
    officer, me = await a_user("stttt.chuyenvien1"), await number("stttt.chuyenvien1")
    head, stranger = await number("stttt.lanhdao"), await number("syt.lanhdao")
    admin = await number("quantri")  # of the same agency, but no peer
    day = timedelta(days=1)
    for said, sentence in (
        (typed(TODAY, TODAY - day, head), "Nhập ngày cuối chưa qua"),
        (typed(TODAY + 2 * day, TODAY + day, head), "Nhập ngày cuối không trước ngày đầu"),
        (typed(TODAY, TODAY + 366 * day, head), "Nhập không quá 366 ngày"),
        (typed(TODAY, TODAY, me), "Chọn người khác"),
        (typed(TODAY, TODAY, stranger), "Chọn người thay trong cùng cơ quan"),
        (typed(TODAY, TODAY, admin), "Chọn người thay trong cùng cơ quan"),
        ({"from_on_day": "31", "from_on_month": "2", "from_on_year": "2025"}, "Nhập ngày cuối vắng mặt"),
    ):
        answer = await noted(officer, said)
        assert (answer.status_code, sentence in words_of(answer.text)) == (422, True), sentence
        assert f'value="{said["from_on_day"]}"' in answer.text
    assert await value("SELECT count(*) FROM person_absence") == 0
    await noted(officer, typed(TODAY + day, TODAY + 3 * day, head))
    answer = await noted(officer, typed(TODAY, TODAY + day, head))
    assert "Đã ghi vắng mặt từ 07/11/2024 đến 09/11/2024" in answer.text
    assert (await noted(officer, typed(TODAY, TODAY, head))).status_code == 303  # the control: a day before


async def test_a_head_notes_it_for_an_officer_and_nobody_for_others(province: Engine) -> None:
    """Whoever is ill need not sign in; other agencies' people and other heads are not there."""
    head, officer = await a_user("stttt.lanhdao"), await number("stttt.chuyenvien1")
    other, mine = await number("stttt.chuyenvien2"), await number("stttt.lanhdao")
    assert (await noted(head, typed(TODAY, TODAY, other, person=str(officer)))).status_code == 303
    assert await substitutes(TODAY) == {officer: other}
    assert "Hứa Đăng Khoa · Âu Mỹ Duyên thay" in words_of(await main_of(head, "/account"))
    stranger = await number("syt.chuyenvien1")
    assert (await noted(head, typed(TODAY, TODAY, mine, person=str(stranger)))).status_code == 404
    colleague = await a_user("stttt.chuyenvien2")
    assert (await noted(colleague, typed(TODAY, TODAY, officer, person=str(mine)))).status_code == 404
    absence = await value("SELECT id FROM person_absence")
    for username, status in (("stttt.chuyenvien2", 404), ("syt.lanhdao", 404), ("vpub.dieuphoi1", 404)):
        browser = await a_user(username)
        assert (await browser.fill(BACK, {"absence": str(absence)})).status_code == status
    assert (await (await a_user("stttt.lanhdao")).fill(BACK, {"absence": "0"})).status_code == 404
    assert await substitutes(TODAY) == {officer: other}
    assert (await head.fill(BACK, {"absence": str(absence)})).status_code == 303
    assert await substitutes(TODAY) == {}


@pytest.mark.parametrize(
    "what",
    ["disabled_at = now()", "agency = (SELECT id FROM agency WHERE code = 'SYT')", "role = 'admin'"],
)
async def test_a_substitute_who_is_none_any_more_gets_nothing(province: Engine, what: str) -> None:
    """Gone, moved or in another role: the letters go to the person away, who is told so."""
    officer, who = await a_user("stttt.chuyenvien1"), await number("stttt.chuyenvien1")
    other = await number("stttt.chuyenvien2")
    await noted(officer, typed(TODAY, TODAY, other))
    assert await substitutes(TODAY) == {who: other}
    await execute(f"UPDATE person SET {what} WHERE id = $1", other)
    assert await substitutes(TODAY) == {}
    assert "thư gửi cho chính người vắng mặt" in words_of(await main_of(officer, "/account"))


async def test_the_office_is_stood_in_for_by_the_office(province: Engine) -> None:
    """Its letters hold the whole province."""
    office = await a_user("vpub.dieuphoi1")
    peers = {one["id"] for one in await rows("SELECT id FROM person WHERE role = 'office'")}
    page = await main_of(office, "/account")
    offered = page.partition('name="substitute"')[2].partition("</select>")[0]
    assert {f'value="{one}"' in offered for one in peers} == {True}
    assert offered.count("<option") == len(peers) + 1
