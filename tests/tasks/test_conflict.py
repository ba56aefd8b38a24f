"""Promises about two people and one task: nothing overwritten, nothing typed lost, texts side by side."""

import re

import pytest

from tests.tasks.moving import REPORT, RESULT, form_of, lines_of, moved, opened, send, task
from tests.tasks.reading import a_user, words_of
from tests.web.site import Browser
from tracker.database.engine import Engine

CODE = "CQS-04"
PATH = f"/tasks/{CODE}/progress"
FIRST = {**REPORT, "text": "Của người khác.", "percent": "76", "proposal": "Cấp thêm kinh phí."}
MINE = {**REPORT, "text": "Của tôi.", "percent": "74", "forecast": "Trước 31/12/2024"}


async def both(second: dict[str, str], verb: str = "progress") -> tuple[Browser, dict[str, str], str]:
    """Somebody opens the form, a colleague saves first, then theirs is sent: browser, form, answer."""
    browser = await a_user("stttt.lanhdao")
    hidden = await opened(browser, CODE, verb)
    before = await task(CODE)
    same = {name: before[name] for name in ("difficulties", "cause_kind", "cause_text")}
    assert (await moved("stttt.chuyenvien1", CODE, "progress", {**FIRST, **same})).status_code == 303
    said = {**hidden, **second}
    if verb == "progress":
        said |= {**same, "proposal": before["proposal"]}
    answer = await browser.post(f"/tasks/{CODE}/{verb}", data=said)
    assert answer.status_code == 409
    return browser, said, answer.text


async def test_yours_theirs_and_what_it_was_stand_side_by_side(province: Engine) -> None:
    """409: who saved, when, which version; each field changed by both with its three texts."""
    before, lines = await task(CODE), await lines_of(CODE)
    _, _, html = await both(MINE)
    said = words_of(html)
    assert "Chưa ghi đè gì. Nội dung vừa nhập còn nguyên." in said
    version = before["version"]
    assert f"Hứa Đăng Khoa (Sở Thông tin và Truyền thông) lưu bản {version + 1} lúc 06/11/2024" in said
    assert f"mở ở bản {version}" in said
    assert "Cần chọn (2)" in said
    for text in ("Của tôi.", "Của người khác.", before["progress_note"], "74%", "76%", "71%"):
        assert text in said
    yours = re.findall(r'name="choice_(\w+)" value="yours" checked', html)
    assert yours == ["text", "percent"]
    assert (await lines_of(CODE), (await task(CODE))["progress_note"]) == (lines + 1, "Của người khác.")


async def test_what_only_one_changed_is_put_together(province: Engine) -> None:
    """My forecast and their proposal are merged already, each with its source; nothing else is listed."""
    _, _, html = await both(MINE)
    rows = [words_of(row) for row in html.partition('id="h-merged"')[2].split('<tr role="row">')[2:]]
    assert len(rows) == 2
    assert rows[0].startswith("Ước thực hiện")
    assert "Trước 31/12/2024" in rows[0]
    assert "Vừa nhập" in rows[0]
    assert rows[1].startswith("Kiến nghị")
    assert "Cấp thêm kinh phí." in rows[1]
    assert "Hứa Đăng Khoa" in rows[1]


@pytest.mark.parametrize(
    ("choice", "note", "percent"),
    [
        ({"choice_text": "yours", "choice_percent": "yours"}, "Của tôi.", 74),
        ({"choice_text": "theirs", "choice_percent": "theirs"}, "Của người khác.", 76),
        (
            {"choice_text": "theirs", "choice_percent": "yours", "merge_text": "Của cả hai."},
            "Của cả hai.",
            74,
        ),
    ],
)
async def test_the_choice_is_what_is_saved(
    province: Engine, choice: dict[str, str], note: str, percent: int
) -> None:
    """As version n + 2, with both merged fields; the page that showed the conflict carries all it needs."""
    browser, _, html = await both(MINE)
    version = (await task(CODE))["version"]
    answer = await browser.post(PATH, data={**form_of(html, PATH), **choice})
    assert answer.status_code == 303
    saved = await task(CODE)
    assert (saved["progress_note"], saved["percent"], saved["version"]) == (note, percent, version + 1)
    assert (saved["forecast"], saved["proposal"]) == ("Trước 31/12/2024", "Cấp thêm kinh phí.")


async def test_another_conflict_shows_the_page_again(province: Engine) -> None:
    """A third save in between: compared afresh with what stands then."""
    browser, _, html = await both(MINE)
    assert (
        await moved("stttt.chuyenvien2", CODE, "progress", {**FIRST, "text": "Của người thứ ba."})
    ).is_redirect
    answer = await browser.post(
        PATH, data={**form_of(html, PATH), "choice_text": "theirs", "choice_percent": "yours"}
    )
    assert answer.status_code == 409
    said = words_of(answer.text)
    assert "Âu Mỹ Duyên" in said
    assert "Của người thứ ba." in said
    assert "74%" in said
    last = await browser.post(PATH, data={**form_of(answer.text, PATH), "choice_percent": "yours"})
    assert last.status_code == 303
    assert (await task(CODE))["progress_note"] == "Của người thứ ba."


async def test_a_joined_text_too_long_comes_back_to_be_shortened(province: Engine) -> None:
    """422 with the text in its box and the version the conflict was settled at."""
    browser, _, html = await both(MINE)
    answer = await browser.post(PATH, data={**form_of(html, PATH), "merge_text": "ô" * 2001})
    assert answer.status_code == 422
    assert "ô" * 2001 in answer.text
    hidden = form_of(answer.text, PATH)
    assert hidden["version"] == str((await task(CODE))["version"])


async def test_a_submission_meets_a_report_saved_meanwhile(province: Engine) -> None:
    """The text must be chosen; number and day of the document are merged and kept."""
    browser, _, html = await both(RESULT, "submit")
    assert "Cần chọn (1)" in words_of(html)
    form = form_of(html, f"/tasks/{CODE}/submit")
    assert {name: form[name] for name in RESULT} == RESULT
    answer = await browser.post(f"/tasks/{CODE}/submit", data={**form, "choice_text": "yours"})
    assert answer.status_code == 303
    saved = await task(CODE)
    assert (saved["state"], saved["result_number"], saved["proposal"]) == (
        "submitted", "12/QĐ-UBND", "Cấp thêm kinh phí.",
    )  # fmt: skip


async def test_the_same_text_from_both_is_no_conflict_of_texts(province: Engine) -> None:
    """Nothing to choose: the page says so and sends the newer version."""
    browser, _, html = await both({**MINE, "text": FIRST["text"], "percent": FIRST["percent"]})
    assert "Không có nội dung phải chọn" in words_of(html)
    assert 'name="choice_' not in html
    assert (await browser.post(PATH, data=form_of(html, PATH))).status_code == 303


async def test_a_decision_taken_meanwhile_leaves_the_text_to_copy(province: Engine) -> None:
    """Confirmed by a colleague: no form any more, who and when, and the reason typed."""
    browser = await a_user("vpub.dieuphoi1")
    hidden = await opened(browser, "TTHC-08", "confirm")
    await moved("vpub.dieuphoi2", "TTHC-08", "confirm", {"decision": "confirm", "reason": ""})
    said = {**hidden, "decision": "return", "reason": "Thiếu phụ lục."}
    answer = await browser.post("/tasks/TTHC-08/confirm", data=said)
    text = words_of(answer.text)
    assert answer.status_code == 409
    assert "Nhiệm vụ này đã được xác nhận hoàn thành." in text
    assert "Trần Nhật Minh" in text
    assert re.search(r"<textarea[^>]*readonly>Thiếu phụ lục.</textarea>", answer.text)
    assert 'action="/tasks/TTHC-08/' not in answer.text
    assert (await task("TTHC-08"))["state"] == "confirmed"


async def test_a_report_after_a_submission_leaves_the_text_to_copy(province: Engine) -> None:
    """A colleague submitted; even a report with mistakes is given back whole."""
    browser = await a_user("stttt.chuyenvien1")
    hidden = await opened(browser, CODE, "progress")
    await moved("stttt.lanhdao", CODE, "submit", RESULT)
    for spoiled in ({}, {"percent": "x"}):
        answer = await browser.post(PATH, data={**hidden, **MINE, **spoiled})
        assert answer.status_code == 409
        assert "Nhiệm vụ này đang chờ xác nhận" in answer.text
        assert "Của tôi.</textarea>" in answer.text


async def test_a_decision_on_a_newer_submission_is_asked_again(province: Engine) -> None:
    """Returned and submitted anew since: the office sees what happened and decides on what stands now."""
    browser = await a_user("vpub.dieuphoi1")
    hidden = await opened(browser, "TTHC-08", "confirm")
    await moved("vpub.dieuphoi2", "TTHC-08", "confirm", {"decision": "return", "reason": "Sai số văn bản."})
    await moved("stttt.lanhdao", "TTHC-08", "submit", RESULT)
    answer = await browser.post(
        "/tasks/TTHC-08/confirm", data={**hidden, "decision": "confirm", "reason": "Đủ."}
    )
    text = words_of(answer.text)
    assert answer.status_code == 409
    assert "Sai số văn bản." in text
    assert "Tính là hoàn thành quá hạn: trình ngày 06/11/2024, hạn 31/08/2024." in text
    assert "Đủ." in answer.text
    again = {**form_of(answer.text, "/tasks/TTHC-08/confirm"), "decision": "confirm", "reason": "Đủ."}
    assert (await browser.post("/tasks/TTHC-08/confirm", data=again)).status_code == 303
    assert (await task("TTHC-08"))["state"] == "confirmed"


async def test_without_a_second_person_there_is_no_conflict(province: Engine) -> None:
    """The control of all the promises above."""
    browser = await a_user("stttt.lanhdao")
    for text in ("Một.", "Hai."):
        assert (await send(browser, CODE, "progress", {**MINE, "text": text})).status_code == 303
