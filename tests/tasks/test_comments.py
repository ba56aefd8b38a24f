"""Promises about comments: between those who may see the task, and without moving it."""

import pytest

from tests.tasks.moving import RESULT, forced, lines_of, moved, opened, send, task
from tests.tasks.reading import a_user, main_of, words_of
from tracker.database import execute
from tracker.database.engine import Engine

CODE, HEAD, OFFICE = "CQS-04", "stttt.lanhdao", "vpub.dieuphoi1"
SAID = {"comment": "Đề nghị gửi danh sách 18 hệ thống."}


@pytest.mark.parametrize("who", [HEAD, "stttt.chuyenvien1", "syt.lanhdao", OFFICE, "bcd.truongban"])
async def test_whoever_takes_part_may_speak_and_all_of_them_read_it(province: Engine, who: str) -> None:
    """Lead agency, staff, coordinating agency, office, committee; an auditor reads it too."""
    assert (await moved(who, CODE, "comment", SAID)).status_code == 303
    for reader in (HEAD, "syt.lanhdao", OFFICE, "bcd.truongban", "giamsat"):
        assert SAID["comment"] in await main_of(await a_user(reader), f"/tasks/{CODE}"), reader


@pytest.mark.parametrize(("who", "status"), [("giamsat", 422), ("stp.lanhdao", 404), ("quantri", 404)])
async def test_others_do_not_speak(province: Engine, who: str, status: int) -> None:
    """An auditor makes no moves; for strangers the task is not there."""
    before = await lines_of(CODE)
    assert (await forced(await a_user(who), CODE, "comment", SAID)).status_code == status
    assert await lines_of(CODE) == before


async def test_a_comment_after_submission_changes_neither_state_nor_clock(province: Engine) -> None:
    """The office writes on what awaits confirmation: it awaits it still, since the same day."""
    await moved(HEAD, CODE, "submit", RESULT)
    before = await task(CODE)
    assert (await moved(OFFICE, CODE, "comment", SAID)).status_code == 303
    after = await task(CODE)
    assert {name for name in after if after[name] != before[name]} - {"changed_at"} == {"version"}
    assert after["state"] == "submitted"
    assert "Chờ xác nhận" in words_of(await main_of(await a_user(OFFICE), f"/tasks/{CODE}"))
    assert await opened(await a_user(OFFICE), CODE, "confirm")


@pytest.mark.parametrize("state", ["confirmed", "withdrawn"])
async def test_words_may_follow_the_end(province: Engine, state: str) -> None:
    """A finished or withdrawn task can still be spoken about."""
    code = "TTHC-02" if state == "withdrawn" else "CV-01"
    if state == "withdrawn":
        await execute("UPDATE task SET state = 'withdrawn', resumes_to = 'in_progress' WHERE code = $1", code)
    assert (await task(code))["state"] == state
    assert (await moved(OFFICE, code, "comment", SAID)).status_code == 303
    assert (await task(code))["state"] == state


async def test_an_empty_or_endless_comment_is_not_sent(province: Engine) -> None:
    """Named beside the field; what looks like markup is text."""
    browser = await a_user(OFFICE)
    for text, sentence in (("  ", "Nhập ý kiến"), ("x" * 2001, "Rút gọn 1 ký tự")):
        answer = await send(browser, CODE, "comment", {"comment": text})
        assert answer.status_code == 422
        assert sentence in answer.text
    await send(browser, CODE, "comment", {"comment": "<b>Gấp</b>"})
    assert "&lt;b&gt;Gấp&lt;/b&gt;" in (await browser.get(f"/tasks/{CODE}")).text


async def test_the_timeline_can_show_words_alone(province: Engine) -> None:
    """Comments, questions and explanations; a link leads there and back, on any day."""
    browser = await a_user("bcd.truongban")
    everything = await main_of(browser, "/tasks/CQS-06")
    assert 'href="/tasks/CQS-06?show=words"' in everything
    words = (await main_of(browser, "/tasks/CQS-06?show=words")).partition('id="timeline"')[2]
    timeline = words.partition("</section>")[0]
    assert [part.partition("</h3>")[0] for part in timeline.split("<h3>")[1:]] == [
        "Giải trình", "Yêu cầu giải trình", "Ý kiến",
    ]  # fmt: skip
    assert 'href="/tasks/CQS-06"' in timeline
    then = await main_of(browser, "/tasks/CQS-06?show=words&as_of=2024-01-31")
    assert "Chưa có ý kiến hoặc giải trình nào." in then
    assert 'href="/tasks/CQS-06?as_of=2024-01-31"' in then
    assert (await browser.get("/tasks/CQS-06?show=nothing-known")).status_code == 200
