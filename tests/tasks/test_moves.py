"""Promises about the moves of a task's page: each by whom it belongs to, from the first to the last."""

from typing import Any

import pytest

from tests.tasks.moving import REPORT, RESULT, forced, lines_of, moved, opened, send, task
from tests.tasks.reading import a_user, main_of, words_of
from tracker.database import execute, value
from tracker.database.engine import Engine

NEW = "TCBM-18"  # assigned to the city on the day before, not accepted yet
LATE = "CQS-04"  # led by STTTT, in progress, overdue since the day


async def test_a_task_goes_all_the_way(province: Engine) -> None:
    """Accepted, reported on, submitted, returned, submitted again, confirmed; each step in the timeline."""
    head, office = "tptn.lanhdao", "vpub.dieuphoi1"
    for who, verb, said, state in (
        (head, "accept", {}, "accepted"),
        ("tptn.chuyenvien1", "progress", REPORT, "in_progress"),
        (head, "submit", RESULT, "submitted"),
        (office, "confirm", {"decision": "return", "reason": "Thiếu chữ ký."}, "returned"),
        (head, "submit", {**RESULT, "text": "Đã bổ sung chữ ký."}, "submitted"),
        (office, "confirm", {"decision": "confirm", "reason": ""}, "confirmed"),
    ):
        answer = await moved(who, NEW, verb, said)
        assert (answer.status_code, answer.headers.get("Location")) == (303, f"/tasks/{NEW}"), verb
        assert (await task(NEW))["state"] == state
    html = await main_of(await a_user(office), f"/tasks/{NEW}")
    shown = words_of(html)
    for words in ("Tiếp nhận nhiệm vụ", "Trả lại để bổ sung", "Thiếu chữ ký.", "Đã bổ sung chữ ký.",
                  "Xác nhận hoàn thành", "Hoàn thành đúng hạn", "12/QĐ-UBND ngày 05/11/2024"):  # fmt: skip
        assert words in shown, words
    assert 'name="decision"' not in html
    assert await lines_of(NEW) == 7


async def test_what_was_saved_is_said_on_the_next_page(province: Engine) -> None:
    """A green bar names the thing, once."""
    browser = await a_user("stttt.lanhdao")
    await send(browser, LATE, "progress", {**REPORT, "percent": "75"})
    first = await browser.get(f"/tasks/{LATE}")
    assert "Đã lưu cập nhật tiến độ 75% của nhiệm vụ CQS-04." in first.text
    assert "Đã lưu cập nhật" not in (await browser.get(f"/tasks/{LATE}")).text


async def test_a_clock_set_back_does_not_put_a_move_before_the_last(province: Engine) -> None:
    """The task was changed in the future: the next move has that moment, not an earlier one."""
    await execute("UPDATE task SET changed_at = changed_at + interval '1 year' WHERE code = $1", LATE)
    last = (await task(LATE))["changed_at"]
    assert (await moved("stttt.lanhdao", LATE, "submit", RESULT)).status_code == 303
    assert (await task(LATE))["submitted_at"] == last


async def test_a_report_keeps_what_hinders_unless_it_is_changed(province: Engine) -> None:
    """The details stand in the form as last said; what is sent is what is kept."""
    browser = await a_user("stttt.lanhdao")
    html = (await browser.get(f"/tasks/{LATE}")).text
    before = await task(LATE)
    assert before["difficulties"] in html.partition('name="difficulties"')[2][:600]
    said = {**REPORT, "difficulties": before["difficulties"], "cause_kind": "objective", "cause_text": "Bão.",
            "difficulty_kind": "resources", "forecast": "Trước 30/11/2024"}  # fmt: skip
    await send(browser, LATE, "progress", said)
    after = await task(LATE)
    kept = {name: after[name] for name in said if name not in {"text", "percent"}}
    assert kept == {name: said[name] for name in kept}
    assert (after["progress_note"], after["percent"]) == (REPORT["text"], 60)
    assert await value("SELECT cause_text FROM progress_update ORDER BY id DESC LIMIT 1") == "Bão."


async def test_a_submission_keeps_the_report_and_counts_as_whole(province: Engine) -> None:
    """Percent becomes 100; difficulties and causes stay on record."""
    before = await task(LATE)
    await moved("stttt.lanhdao", LATE, "submit", RESULT)
    after = await task(LATE)
    assert (after["percent"], after["result_number"]) == (100, "12/QĐ-UBND")
    for name in ("difficulties", "cause_kind", "cause_text", "proposal"):
        assert after[name] == before[name]


@pytest.mark.parametrize(
    ("who", "verbs"),
    [
        ("stttt.lanhdao", {"progress", "submit"}),
        ("stttt.chuyenvien1", {"progress"}),
        ("syt.lanhdao", set()),
        ("vpub.dieuphoi1", set()),
        ("bcd.truongban", set()),
        ("giamsat", set()),
    ],
)
async def test_only_those_who_may_find_a_form(province: Engine, who: str, verbs: set[str]) -> None:
    """The lead's people find theirs; coordinators, office, members and auditors read."""
    browser = await a_user(who)
    found = {
        verb for verb in ("accept", "progress", "submit", "confirm") if await opened(browser, LATE, verb)
    }
    assert found == verbs
    assert (await browser.get(f"/tasks/{LATE}")).status_code == 200


@pytest.mark.parametrize(
    ("who", "verb", "said", "status"),
    [
        ("syt.lanhdao", "progress", REPORT, 422),  # coordinates
        ("syt.lanhdao", "submit", RESULT, 422),
        ("stttt.chuyenvien1", "submit", RESULT, 422),  # not allowed to submit
        ("stttt.lanhdao", "confirm", {"decision": "confirm", "reason": ""}, 404),
        ("vpub.dieuphoi1", "progress", REPORT, 404),
        ("vpub.dieuphoi1", "confirm", {"decision": "confirm", "reason": ""}, 422),  # not submitted
        ("stp.lanhdao", "progress", REPORT, 404),  # neither leads nor coordinates
        ("bcd.truongban", "confirm", {"decision": "confirm", "reason": ""}, 404),
        ("giamsat", "progress", REPORT, 404),
        ("quantri", "accept", {}, 404),
    ],
)
async def test_a_move_by_others_changes_nothing(
    province: Engine, who: str, verb: str, said: dict[str, Any], status: int
) -> None:
    """A form that no page offered is refused, and what was typed is given back where the task may be seen."""
    before = (await task(LATE), await lines_of(LATE))
    answer = await forced(await a_user(who), LATE, verb, said)
    assert answer.status_code == status
    assert (await task(LATE), await lines_of(LATE)) == before
    if status == 422 and said.get("text"):
        assert said["text"] in answer.text


async def test_a_member_of_staff_submits_where_the_lead_allowed_it(province: Engine) -> None:
    """The control of the promise above: with the permission the same form is taken."""
    await execute("UPDATE person SET may_submit = true WHERE username = 'stttt.chuyenvien1'")
    assert (await moved("stttt.chuyenvien1", LATE, "submit", RESULT)).status_code == 303
    assert (await task(LATE))["state"] == "submitted"


async def test_nobody_confirms_what_they_submitted(province: Engine) -> None:
    """Not even after a change of post: no form, and a forced one is refused; a colleague confirms."""
    await moved("stttt.lanhdao", LATE, "submit", RESULT)
    await execute("UPDATE person SET role = 'office' WHERE username = 'stttt.lanhdao'")
    browser = await a_user("stttt.lanhdao")
    assert not await opened(browser, LATE, "confirm")
    answer = await forced(browser, LATE, "confirm", {"decision": "confirm", "reason": "Đủ hồ sơ."})
    assert answer.status_code == 422
    assert "Người trình không tự xác nhận" in answer.text
    assert "Đủ hồ sơ." in answer.text
    answer = await moved("vpub.dieuphoi1", LATE, "confirm", {"decision": "confirm", "reason": ""})
    assert answer.status_code == 303
    assert (await task(LATE))["state"] == "confirmed"


async def test_the_consequence_of_a_decision_is_written_under_it(province: Engine) -> None:
    """On time or late by the day of submission; returned, it is as late as it is."""
    said = words_of(await main_of(await a_user("vpub.dieuphoi1"), "/tasks/TTHC-08"))
    assert "Tính là hoàn thành đúng hạn: trình ngày 30/08/2024, hạn 31/08/2024." in said
    assert "Nhiệm vụ trở về cơ quan chủ trì, quá hạn 67 ngày (hạn 31/08/2024)." in said
    late = words_of(await main_of(await a_user("vpub.dieuphoi1"), "/tasks/CV-05"))
    assert "Tính là hoàn thành quá hạn: trình ngày 19/09/2024" in late


async def test_a_return_needs_its_reason_and_a_decision_its_choice(province: Engine) -> None:
    """Without either nothing happens and what was typed stays."""
    browser = await a_user("vpub.dieuphoi1")
    bare = await send(browser, "TTHC-08", "confirm", {"decision": "return", "reason": "  "})
    assert bare.status_code == 422
    assert "Nhập lý do trả lại" in bare.text
    assert 'value="return" checked' in bare.text
    none = await send(browser, "TTHC-08", "confirm", {"reason": "Chưa rõ."})
    assert none.status_code == 422
    assert "Chọn xác nhận hoặc trả lại" in none.text
    assert "Chưa rõ." in none.text
    assert (await task("TTHC-08"))["state"] == "submitted"
