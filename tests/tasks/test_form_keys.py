"""Promises about the keys of forms: one effect however often a form is sent."""

import asyncio
import re
from collections import Counter

import pytest

from tests.tasks.moving import REPORT, RESULT, lines_of, opened, task
from tests.tasks.reading import a_user
from tracker.database import value
from tracker.database.engine import Engine

CODE = "CQS-04"
PATH = f"/tasks/{CODE}/progress"


@pytest.mark.parametrize("key", ["", "x", "1" * 400, "0f8fad5b-d9cb-469f-a165-70867728950e\x00"])
async def test_a_form_without_a_good_key_comes_back_with_a_new_one(province: Engine, key: str) -> None:
    """The text stays, and sending the page that comes back is taken."""
    browser = await a_user("stttt.lanhdao")
    hidden = await opened(browser, CODE, "progress")
    answer = await browser.post(PATH, data={**hidden, **REPORT, "form_key": key})
    assert answer.status_code == 422
    assert REPORT["text"] in answer.text
    fresh = re.findall(r'name="form_key" value="([0-9a-f-]{36})"', answer.text)
    answer = await browser.post(PATH, data={**hidden, **REPORT, "form_key": fresh[0]})
    assert answer.status_code == 303


async def test_twenty_sends_of_one_form_have_one_effect(province: Engine) -> None:
    """Twenty at once with one key: one line of history, one report, twenty equal answers."""
    browser = await a_user("stttt.lanhdao")
    data = {**await opened(browser, CODE, "progress"), **REPORT}
    lines, reports = await lines_of(CODE), await value("SELECT count(*) FROM progress_update")
    answers = await asyncio.gather(*(browser.post(PATH, data=data) for _ in range(20)))
    assert Counter((a.status_code, a.headers.get("Location")) for a in answers) == {
        (303, f"/tasks/{CODE}"): 20
    }
    assert await lines_of(CODE) == lines + 1
    assert await value("SELECT count(*) FROM progress_update") == reports + 1
    again = await browser.post(PATH, data=data)
    assert (again.status_code, await lines_of(CODE)) == (303, lines + 1)


async def test_twenty_forms_of_one_version_are_nineteen_conflicts(province: Engine) -> None:
    """The control of the promise above: with a key each, one is saved and the others are told."""
    browser = await a_user("stttt.lanhdao")
    data = {**await opened(browser, CODE, "progress"), **REPORT}
    lines = await lines_of(CODE)
    keys = [f"0f8fad5b-d9cb-469f-a165-7086772895{n:02d}" for n in range(20)]
    answers = await asyncio.gather(*(browser.post(PATH, data={**data, "form_key": key}) for key in keys))
    assert Counter(answer.status_code for answer in answers) == {303: 1, 409: 19}
    assert await lines_of(CODE) == lines + 1


async def test_a_double_click_on_a_last_step_has_one_effect(province: Engine) -> None:
    """The second send comes when the task has moved on: still the first answer, not a refusal."""
    browser = await a_user("vpub.dieuphoi1")
    data = {**await opened(browser, "TTHC-08", "confirm"), "decision": "confirm", "reason": ""}
    first = await browser.post("/tasks/TTHC-08/confirm", data=data)
    second = await browser.post("/tasks/TTHC-08/confirm", data=data)
    assert [(a.status_code, a.headers["Location"]) for a in (first, second)] == [(303, "/tasks/TTHC-08")] * 2
    assert (await task("TTHC-08"))["state"] == "confirmed"


async def test_a_used_key_does_not_carry_another_text(province: Engine) -> None:
    """Other content under the same key is refused and stays in its box."""
    browser = await a_user("stttt.lanhdao")
    data = {**await opened(browser, CODE, "progress"), **REPORT}
    await browser.post(PATH, data=data)
    answer = await browser.post(PATH, data={**data, "text": "Nội dung khác."})
    assert answer.status_code == 422
    assert "đã được gửi với nội dung khác" in answer.text
    assert "Nội dung khác." in answer.text
    assert (await task(CODE))["progress_note"] == REPORT["text"]


async def test_a_key_is_of_one_person_and_one_form(province: Engine) -> None:
    """Somebody else's key, or another form's, opens nothing."""
    mine, theirs = await a_user("stttt.lanhdao"), await a_user("stttt.chuyenvien1")
    data = {**await opened(mine, CODE, "progress"), **REPORT}
    await mine.post(PATH, data=data)
    other = {**await opened(theirs, CODE, "progress"), **REPORT, "form_key": data["form_key"]}
    assert (await theirs.post(PATH, data=other)).status_code == 422
    submitted = {**await opened(mine, CODE, "submit"), **RESULT, "form_key": data["form_key"]}
    assert (await mine.post(f"/tasks/{CODE}/submit", data=submitted)).status_code == 422
    assert (await task(CODE))["state"] == "in_progress"
