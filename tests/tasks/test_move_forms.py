"""Promises about what is typed into a move: all mistakes named at once, nothing lost, nothing smuggled in."""

import re
from typing import Any

import httpx
import pytest

from tests.tasks.moving import REPORT, RESULT, lines_of, opened, send, task
from tests.tasks.reading import a_user
from tracker.database.engine import Engine

CODE = "CQS-04"
PATH = f"/tasks/{CODE}/progress"


async def test_every_mistake_is_named_at_once_and_what_was_typed_stays(province: Engine) -> None:
    """Summary, field and title; 422; each text is in its box again."""
    said = {"text": "", "percent": "101", "difficulty_kind": "weather", "difficulties": "Khó " * 600}
    said |= {"cause_kind": "fate", "cause_text": "Vì mưa.", "forecast": "Tháng 12", "proposal": "x" * 2001}
    answer = await send(await a_user("stttt.lanhdao"), CODE, "progress", said)
    html = answer.text
    assert answer.status_code == 422
    assert "<title>Lỗi: " in html
    summary = html.partition("govuk-error-summary__list")[2].partition("</ul>")[0]
    assert re.findall(r'href="#(progress-\w+)"', summary) == [
        "progress-text", "progress-percent", "progress-difficulty_kind", "progress-difficulties",
        "progress-cause_kind", "progress-proposal",
    ]  # fmt: skip
    for sentence in (
        "Nhập kết quả đã làm được",
        "Nhập số nguyên từ 0 đến 100",
        "Chọn một loại trong danh sách",
        "Rút gọn 399 ký tự: tối đa 2.000 ký tự",
        "Rút gọn 1 ký tự",
    ):
        assert html.count(sentence) >= 2, sentence
    for kept in ("Vì mưa.", "Tháng 12", 'value="101"', "x" * 2001, ("Khó " * 600).strip()):
        assert kept in html
    assert answer.headers["HX-Push-Url"] == "false"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"result_number": ""}, "Nhập số văn bản kết quả"),
        ({"result_number": "9" * 61}, "Rút gọn 1 ký tự: tối đa 60 ký tự"),
        (
            {"result_date_day": "", "result_date_month": "", "result_date_year": ""},
            "Nhập ngày của văn bản kết quả",
        ),
        ({"result_date_day": "31", "result_date_month": "2"}, "Nhập ngày có thật"),
        ({"result_date_year": "24"}, "Nhập ngày có thật"),
        ({"result_date_day": "năm"}, "Nhập ngày có thật"),
        ({"result_date_day": "7"}, "Ngày không được sau ngày hôm nay"),
        ({"result_date_year": "2023"}, "Văn bản có trước khi giao nhiệm vụ"),
    ],
)
async def test_a_submission_needs_a_document_with_a_possible_day(
    province: Engine, changes: dict[str, str], sentence: str
) -> None:
    """Each mistake beside its field, the other fields as typed."""
    answer = await send(await a_user("stttt.lanhdao"), CODE, "submit", {**RESULT, **changes})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert RESULT["text"] in answer.text
    for name in ("result_date_day", "result_date_month", "result_date_year"):
        assert f'value="{ {**RESULT, **changes}[name] }"' in answer.text or not {**RESULT, **changes}[name]
    assert (await task(CODE))["state"] == "in_progress"


async def test_texts_are_kept_composed_and_with_plain_line_ends(province: Engine) -> None:
    """NFC, one kind of line end, no controls, no blanks around; what looks like markup is text."""
    typed = " \x00Đa\u0303 xong\r\nbước 1\rvà 2 <b>&amp;\t"
    browser = await a_user("stttt.lanhdao")
    assert (await send(browser, CODE, "progress", {**REPORT, "text": typed})).status_code == 303
    assert (await task(CODE))["progress_note"] == "Đã xong\nbước 1\nvà 2 <b>&amp;"
    assert "và 2 &lt;b&gt;&amp;amp;" in (await browser.get(f"/tasks/{CODE}")).text


async def test_the_longest_text_allowed_is_taken(province: Engine) -> None:
    """Exactly 2,000 characters: the control of the limits above; a percent may carry its sign."""
    said = {**REPORT, "text": "ậ" * 2000, "percent": " 70 % "}
    assert (await send(await a_user("stttt.lanhdao"), CODE, "progress", said)).status_code == 303
    assert (await task(CODE))["percent"] == 70


SAID = list(REPORT.items())


@pytest.mark.parametrize(
    "spoiled",
    [
        [*SAID, ("state", "confirmed")],
        [*SAID, ("lead_agency", "1")],
        [*SAID, ("text", "twice")],
        [*SAID, ("version", "1")],
        [*SAID, ("decision", "confirm")],
        [*SAID, ("choice_text", "theirs"), ("choice_text", "yours")],
    ],
)
async def test_what_no_form_of_ours_sends_is_refused_whole(
    province: Engine, spoiled: list[tuple[str, str]]
) -> None:
    """A field unknown or given twice: 422, and nothing changed."""
    browser = await a_user("stttt.lanhdao")
    before = (await task(CODE), await lines_of(CODE))
    hidden = await opened(browser, CODE, "progress")
    answer = await _pairs(browser, [*hidden.items(), *spoiled])
    assert answer.status_code == 422
    assert (await task(CODE), await lines_of(CODE)) == before
    assert (await _pairs(browser, [*hidden.items(), *SAID])).status_code == 303


async def _pairs(browser: Any, pairs: list[tuple[str, str]], path: str = PATH) -> httpx.Response:
    said: dict[str, list[str]] = {}
    for name, value_ in pairs:
        said.setdefault(name, []).append(value_)
    answer: httpx.Response = await browser.post(path, data=said)
    return answer


@pytest.mark.parametrize("version", ["", "0", "x", "-1", "99", "99999999999999999999"])
@pytest.mark.parametrize("verb", ["progress", "submit"])
async def test_a_version_nobody_was_shown_is_refused(province: Engine, version: str, verb: str) -> None:
    """Never an error of the system, never a change."""
    browser = await a_user("stttt.lanhdao")
    hidden = await opened(browser, CODE, verb)
    said = REPORT if verb == "progress" else RESULT
    before = await lines_of(CODE)
    for more in ({}, {"choice_text": "theirs"}):
        answer = await browser.post(
            f"/tasks/{CODE}/{verb}", data={**hidden, **said, **more, "version": version}
        )
        assert answer.status_code in {409, 422}
    assert await lines_of(CODE) == before


async def test_bodies_that_are_no_form_are_no_error_of_the_system(province: Engine) -> None:
    """Files, JSON, broken bytes: 4xx each."""
    browser = await a_user("stttt.lanhdao")
    hidden = await opened(browser, CODE, "progress")
    token = {"X-CSRF-Token": hidden["csrf_token"]}
    kind = "application/x-www-form-urlencoded"
    bodies: tuple[dict[str, Any], ...] = (
        {"files": {"text": ("a.txt", b"x")}, "data": hidden},
        {"json": {"text": "x"}},
        {"content": b"text=%ff%fe%00&version=%ed%a0%80", "headers": {**token, "content-type": kind}},
        {"content": b"x", "headers": {**token, "content-type": "multipart/form-data; boundary=zz"}},
        {"content": b"x", "headers": {**token, "content-type": "multipart/form-data"}},
    )
    for options in bodies:
        answer = await browser.post(PATH, **{"headers": token, **options})
        assert 400 <= answer.status_code < 500, options
