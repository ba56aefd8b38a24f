"""Promises about correcting a task: what changed stands in history, search follows, nobody is overwritten."""

from datetime import date
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from tests.tasks.moving import form_of, lines_of, moved, task
from tests.tasks.reading import a_user, main_of, words_of
from tests.tasks.test_writing import OFFICE, ids
from tests.tasks.whole import assert_whole, coordinators, last_text
from tests.web.site import Browser
from tracker.database import execute, value
from tracker.database.engine import Engine

TASK = "CQS-06"


async def shown(browser: Browser, code: str) -> dict[str, str]:
    """What the form of a task says when it is opened, field by field."""
    found: dict[str, str] = {}

    class Reader(HTMLParser):
        area, select = "", ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            of = {name: text or "" for name, text in attrs}
            if tag == "input" and (of.get("type") != "checkbox" or "checked" in of):
                found[of["name"]] = of.get("value", "")
            elif tag == "select":
                self.select = of["name"]
                found.setdefault(self.select, "")
            elif tag == "option" and "selected" in of:
                found[self.select] = of["value"]
            elif tag == "textarea":
                self.area = of["name"]
                found[self.area] = ""

        def handle_endtag(self, tag: str) -> None:
            self.area = "" if tag == "textarea" else self.area

        def handle_data(self, data: str) -> None:
            if self.area:
                found[self.area] += data

    html = (await browser.get(f"/tasks/{code}/edit")).text
    Reader().feed(html.partition(f'action="/tasks/{code}/edit"')[2].partition("</form>")[0])
    return found


async def edit(code: str, said: dict[str, Any], without: tuple[str, ...] = ()) -> httpx.Response:
    """The office opens the form of a task, changes some of it and sends it."""
    office = await a_user(OFFICE)
    form = {name: text for name, text in (await shown(office, code)).items() if name not in without}
    return await office.post(f"/tasks/{code}/edit", data={**form, **said})


async def test_a_form_sent_as_it_was_opened_changes_nothing(province: Engine) -> None:
    """No line of history, no new version."""
    before = await task(TASK), await lines_of(TASK)
    assert (await edit(TASK, {})).status_code == 303
    assert (await task(TASK), await lines_of(TASK)) == before


async def test_what_is_corrected_stands_in_history(province: Engine) -> None:
    """Names before and after, coordinators that come and go, search that follows; the tally stays whole."""
    known, gone = await ids(), (await coordinators(TASK))[0]
    said = {"title": "Tên đã sửa cho đúng", "area": known["area TC"], "priority": "express", "with_STP": "1",
            "monitor": known["vpub.dieuphoi3"], "leader": known["bcd.truongban"],
            "responsible": known["stnmt.chuyenvien1"], "source": known["68/NQ-CP"]}  # fmt: skip
    answer = await edit(TASK, said, without=(f"with_{gone}",))
    assert answer.status_code == 303
    now = await assert_whole(TASK)
    assert "ten da sua cho dung 68/nq-cp" in now["search"]
    assert "STP" in await coordinators(TASK)
    assert gone not in await coordinators(TASK)
    text = await last_text(TASK)
    for words in (
        "Tên đã sửa cho đúng",
        "Cải cách thể chế",
        "Hỏa tốc",
        "Sở Tư pháp",
        "68/NQ-CP",
        "thôi phối hợp",
    ):
        assert words.lower() in text.lower(), words
    assert TASK in await main_of(await a_user("bcd.truongban"), "/tasks?q=ten+da+sua")


async def test_a_typing_error_in_a_deadline_is_corrected(province: Engine) -> None:
    """The figures follow; the day before stays in history, and the text as written."""
    code = await value(
        """SELECT code FROM task WHERE state = 'in_progress' AND due_on IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM extension WHERE task = task.id) ORDER BY id LIMIT 1"""
    )
    before = await task(code)
    said = {"due_on_day": "1", "due_on_month": "2", "due_on_year": "2026", "due_precision": "day"}
    assert (await edit(code, said)).status_code == 303
    now = await assert_whole(code)
    assert (now["due_on"], now["deadline_text"]) == (date(2026, 2, 1), before["deadline_text"])
    assert now["original_due_on"] is None


async def test_an_extended_deadline_is_no_typing_error(province: Engine) -> None:
    """The form says to record an extension; everything else may still be corrected."""
    code = await value("SELECT code FROM task WHERE extension_count > 0 AND urgency = 0 ORDER BY id LIMIT 1")
    wrong = await edit(code, {"due_on_year": "2029"})
    assert wrong.status_code == 422
    assert "ghi thời hạn mới bằng việc gia hạn" in wrong.text
    assert (await edit(code, {"priority": "urgent"})).status_code == 303
    await assert_whole(code)


async def test_two_who_correct_one_task_choose(province: Engine) -> None:
    """What both changed is chosen, what one changed is put together (409); then both are kept."""
    known = await ids()
    one, other = await a_user(OFFICE), await a_user("vpub.dieuphoi2")
    mine, theirs = await shown(one, TASK), await shown(other, TASK)
    first = {**theirs, "title": "Tên của người khác", "priority": "urgent"}
    assert (await other.post(f"/tasks/{TASK}/edit", data=first)).status_code == 303
    late = {**mine, "title": "Tên của tôi", "area": known["area TC"]}
    asked = await one.post(f"/tasks/{TASK}/edit", data=late)
    assert asked.status_code == 409
    said = words_of(asked.text)
    for words in ("Tên của người khác", "Tên của tôi", "Cần chọn (1)", "Cải cách thể chế", "Khẩn"):
        assert words in said, words
    hidden = form_of(asked.text, f"/tasks/{TASK}/edit")
    assert (
        await one.post(f"/tasks/{TASK}/edit", data={**hidden, "choice_title": "theirs"})
    ).status_code == 303
    now = await assert_whole(TASK)
    assert (now["title"], now["priority"], str(now["area"])) == (
        "Tên của người khác", "urgent", known["area TC"],
    )  # fmt: skip


@pytest.mark.parametrize("said", [{"title": ""}, {"priority": "x"}, {"with_STNMT": "1"}])
async def test_what_cannot_be_is_refused(province: Engine, said: dict[str, str]) -> None:
    """Beside its field, with nothing changed."""
    before = await lines_of(TASK)
    assert (await edit(TASK, said)).status_code == 422
    assert await lines_of(TASK) == before


async def test_a_confirmed_task_is_no_longer_corrected(province: Engine) -> None:
    """The page leads back and says why; a form that was open meanwhile keeps what was typed."""
    office = await a_user(OFFICE)
    done = await value("SELECT code FROM task WHERE state = 'confirmed' ORDER BY id LIMIT 1")
    assert (await office.get(f"/tasks/{done}/edit")).headers["location"] == f"/tasks/{done}"
    form = await shown(office, "TTHC-08")
    await moved(OFFICE, "TTHC-08", "confirm", {"decision": "confirm", "reason": ""})
    late = await office.post("/tasks/TTHC-08/edit", data={**form, "title": "Muộn rồi"})
    assert late.status_code == 409
    assert ">Muộn rồi</textarea>" in late.text


async def test_whoever_has_left_may_stay(province: Engine) -> None:
    """A closed account that follows a task is no reason to refuse another correction."""
    known = await ids()
    await edit(TASK, {"monitor": known["vpub.dieuphoi3"]})
    await execute("UPDATE person SET disabled_at = now() WHERE username = 'vpub.dieuphoi3'")
    assert (await edit(TASK, {"priority": "urgent"})).status_code == 303
    assert str((await task(TASK))["monitor"]) == known["vpub.dieuphoi3"]
