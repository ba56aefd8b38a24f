"""Promises about writing a task: everything checked at once, nothing typed lost, issued once."""

import re
from datetime import date
from typing import Any

import httpx
import pytest

from tests.tasks.moving import HIDDEN, form_of, task
from tests.tasks.reading import a_user, main_of, words_of
from tests.tasks.whole import assert_whole, coordinators
from tests.web.site import Browser
from tracker.database import rows, value
from tracker.database.engine import Engine
from tracker.tasks.queries import figures

OFFICE = "vpub.dieuphoi1"


async def ids() -> dict[str, str]:
    """Ids of agencies, areas, people and documents by their codes, as selects send them."""
    found = await rows(
        """SELECT code AS name, id FROM agency UNION ALL SELECT 'area ' || code, id FROM area
           UNION ALL SELECT username, id FROM person UNION ALL SELECT number, id FROM source_document"""
    )
    return {one["name"]: str(one["id"]) for one in found}


async def whole() -> dict[str, str]:
    """A task with everything that it needs."""
    known = await ids()
    return {
        "title": "Xây dựng kho dữ liệu dùng chung của tỉnh",
        "area": known["area CQS"],
        "lead": known["STTTT"],
        "with_SNV": "1",
        "with_STC": "1",
        "responsible": known["stttt.chuyenvien1"],
        "monitor": known["vpub.dieuphoi3"],
        "leader": known["bcd.truongban"],
        "expected_output": "Kho dữ liệu đưa vào sử dụng",
        "deadline_text": "Quý III/2025",
        "priority": "urgent",
        "starred": "1",
        "source": "new",
        "source_number": "3321/UBND-KGVX",
        "source_issued_on_day": "5",
        "source_issued_on_month": "11",
        "source_issued_on_year": "2024",
        "source_issuer": "UBND tỉnh",
        "source_title": "Về việc xây dựng kho dữ liệu dùng chung",
        "source_clause": "Mục 2",
    }


async def fill(browser: Browser, path: str, said: dict[str, Any]) -> httpx.Response:
    """Open a form of a task, fill it in and send it."""
    hidden = form_of((await browser.get(path)).text, path)
    assert hidden, path
    return await browser.post(path, data={**hidden, **said})


async def test_a_task_is_assigned_with_everything_its_form_says(province: Engine) -> None:
    """The next code of the area, the deadline as understood, the new document, all in history and figures."""
    office, before = await a_user(OFFICE), await figures(1, date(2024, 11, 6))
    answer = await fill(office, "/tasks/new", {**await whole(), "do": "issue"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/tasks/CQS-31")
    made = await assert_whole("CQS-31")
    assert (made["due_on"], made["due_precision"], made["state"]) == (
        date(2025, 9, 30),
        "quarter",
        "assigned",
    )
    assert (made["priority"], made["starred"], made["part"]) == ("urgent", True, "")
    assert await coordinators("CQS-31") == ["SNV", "STC"]
    document = "SELECT number FROM source_document WHERE id = $1"
    assert await value(document, made["source_document"]) == "3321/UBND-KGVX"
    assert "3321/ubnd-kgvx" in made["search"]
    known = await ids()
    assert [str(made[name]) for name in ("responsible", "monitor", "leader")] == [
        known["stttt.chuyenvien1"], known["vpub.dieuphoi3"], known["bcd.truongban"],
    ]  # fmt: skip
    assert (await figures(1, date(2024, 11, 6))).total == before.total + 1
    assert "CQS-31" in await main_of(await a_user("stttt.lanhdao"), "/my-work")


async def test_a_form_sent_twice_assigns_one_task(province: Engine) -> None:
    """A double click leads twice to the same task; the document is entered once."""
    office = await a_user(OFFICE)
    hidden = form_of((await office.get("/tasks/new")).text, "/tasks/new")
    said = {**hidden, **await whole(), "do": "issue"}
    places = [(await office.post("/tasks/new", data=said)).headers["location"] for _n in range(2)]
    assert places == ["/tasks/CQS-31", "/tasks/CQS-31"]
    assert await value("SELECT count(*) FROM task WHERE code LIKE 'CQS-3%'") == 2  # CQS-30 was there
    assert await value("SELECT count(*) FROM source_document WHERE number = '3321/UBND-KGVX'") == 1


async def test_what_is_wrong_stands_beside_each_field_at_once(province: Engine) -> None:
    """All problems in one answer, everything typed kept, nothing assigned."""
    office, known = await a_user(OFFICE), await ids()
    said = {**await whole(), "do": "issue", "title": "", "code": "CQS-01", "with_STTTT": "1",
            "responsible": known["snv.lanhdao"], "deadline_text": "hạn abc", "source_issuer": "",
            "source_issued_on_year": "2025"}  # fmt: skip
    answer = await fill(office, "/tasks/new", said)
    assert answer.status_code == 422
    for sentence in (
        "Nhập tên nhiệm vụ", "Đã có nhiệm vụ mang mã này",
        "Cơ quan chủ trì không đồng thời là cơ quan phối hợp",
        "Chọn người thuộc cơ quan chủ trì", "Chưa hiểu được thời hạn này", "Nhập cơ quan ban hành văn bản",
        "Ngày không được sau ngày hôm nay",
    ):  # fmt: skip
        assert answer.text.count(sentence) >= 2, sentence
    assert 'value="hạn abc"' in answer.text
    assert "3321/UBND-KGVX" in answer.text
    assert not await value("SELECT 1 FROM task WHERE assigned_at > '2024-11-06T04:00Z'")


@pytest.mark.parametrize("code", ["new", "Drafts", "bulk", "có dấu", "../x"])
async def test_a_code_is_no_word_of_an_address(province: Engine, code: str) -> None:
    """A task that could not be opened is not made."""
    answer = await fill(await a_user(OFFICE), "/tasks/new", {**await whole(), "code": code, "do": "issue"})
    assert answer.status_code == 422
    assert not await value("SELECT 1 FROM task WHERE code = $1", code)


async def test_a_deadline_that_may_mean_two_things_is_put_before_the_office(province: Engine) -> None:
    """It comes back as a day to check; sent again it is the office's own word. A day typed always counts."""
    office = await a_user(OFFICE)
    said = {**await whole(), "deadline_text": "trước ngày 15/9", "do": "issue"}
    asked = await fill(office, "/tasks/new", said)
    assert asked.status_code == 422
    assert "Hiểu là ngày 15/09/2025, chưa chắc chắn" in asked.text
    boxes = dict(re.findall(r'name="(due_on_\w+)"[^>]*?value="(\d+)"', asked.text))
    assert boxes == {"due_on_day": "15", "due_on_month": "09", "due_on_year": "2025"}
    hidden = dict(HIDDEN.findall(asked.text.partition('action="/tasks/new"')[2]))
    done = await office.post("/tasks/new", data={**hidden, **said, **boxes, "due_precision": "day"})
    assert done.status_code == 303
    assert (await task("CQS-31"))["due_on"] == date(2025, 9, 15)
    open_ended = await fill(office, "/tasks/new", {**said, "deadline_text": "", "due_precision": "none"})
    assert open_ended.headers["location"] == "/tasks/CQS-32"
    nothing = await fill(office, "/tasks/new", {**said, "deadline_text": ""})
    assert "Nhập thời hạn, hoặc chọn không có thời hạn" in nothing.text


async def test_a_document_there_is_stays_one(province: Engine) -> None:
    """Number and day of a document that is known already name that document."""
    before = await value("SELECT count(*) FROM source_document")
    known = {"source_number": "23/CT-TTg", "source_issued_on_day": "2", "source_issued_on_month": "9",
             "source_issued_on_year": "2021", "source_issuer": "", "source_title": ""}  # fmt: skip
    answer = await fill(await a_user(OFFICE), "/tasks/new", {**await whole(), **known, "do": "issue"})
    assert answer.status_code == 303
    assert await value("SELECT count(*) FROM source_document") == before
    assert "23/CT-TTg" in words_of(await main_of(await a_user(OFFICE), "/tasks/CQS-31"))
