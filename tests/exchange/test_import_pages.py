"""The pages of an import: what each step shows, refuses, keeps, and what is written in the end."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.exchange.import_desk import ANNEX, changed, drafted, office, run, say_columns, send, ticks, write
from tests.tasks.moving import form_of, task
from tests.tasks.reading import a_user, main_of, words_of
from tests.web.site import Browser, person
from tracker import settings
from tracker.database import execute, row, rows, value

pytestmark = pytest.mark.usefixtures("province")
MISSPELT = {"C146": "Sở Thông tinn Truyền thongg", "F150": "Trước ngày 31/11/2024", "E39": "Sản phẩm khác"}
TWO = {"E39": "Sản phẩm khác", "E146": "Sản phẩm khác nữa"}  # of TTHC-07 and CQS-10, both open
KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> None:
    """The store of files is the test's own."""
    settings.override(evidence_folder=str(tmp_path / "evidence"))


async def records() -> dict[str, int]:
    """How much there is of everything an import may write."""
    found = await row(
        """SELECT (SELECT count(*) FROM task) AS tasks, (SELECT count(*) FROM history) AS lines,
                  (SELECT count(*) FROM import_run) AS runs, (SELECT sum(version) FROM task) AS versions"""
    )
    assert found is not None
    return dict(found)


async def chosen(browser: Browser, draft: int, **said: str) -> int:
    """Send one of the choices of the dry run; the status."""
    there = f"/import/{draft}/choices"
    hidden = form_of((await browser.get(f"/import/{draft}")).text, there)
    return (await browser.post(there, data={**hidden, **said})).status_code


async def test_the_annex_is_understood_and_nothing_is_written(tmp_path: Path) -> None:
    """Each step says so; every row of the sheet is counted; the same file changes nothing."""
    browser, before = await office(), await records()
    assert "Chưa có lần nhập nào" in await main_of(browser, "/import")
    draft = await drafted(browser, ANNEX.read_bytes())
    columns = words_of(await main_of(browser, f"/import/{draft}/columns"))
    assert "Bước 2 trong 3. Chưa có gì được ghi." in columns
    assert "Đọc được 176 nhiệm vụ" in columns
    assert "193 dòng của tệp gồm 176 nhiệm vụ và 17 dòng không phải nhiệm vụ." in columns
    assert "Hằng năm (trước ngày 31/01) hiểu là định kỳ, kỳ tới 31/01/2025" in columns
    assert (await say_columns(browser, draft)).status_code == 303
    dry = words_of(await main_of(browser, f"/import/{draft}"))
    assert "Kết quả chạy thử: 0 dòng sẽ được ghi" in dry
    assert "Giữ nguyên 176" in dry
    assert await records() == before
    assert await value("SELECT count(*) FROM import_draft") == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Tệp không có nội dung|Tệp trống|Tệp rỗng"),
        (b"PK no workbook", ""),
        (b"%PDF-1.7", "không phải|Excel"),
    ],
)
async def test_what_is_no_workbook_is_told_beside_the_field(content: bytes, sentence: str) -> None:
    """422 at the file's field, nothing kept; without a file, and for a programme that is not there, too."""
    browser = await office()
    answer = await send(browser, content, "a.xlsx")
    assert answer.status_code == 422
    beside = answer.text.partition('id="file-error"')[2].partition("</p>")[0]
    assert re.search(sentence, unescape(beside))
    none = await send(browser, ANNEX.read_bytes(), "a.xlsx", programme="KHONG-CO")
    assert none.status_code == 422
    assert 'id="programme-error"' in none.text
    assert (await browser.fill("/import")).status_code == 422
    assert (await send(browser, b"PK" + b"0" * (11 * 1024 * 1024))).status_code in {413, 422}
    assert await value("SELECT count(*) FROM import_draft") == 0


async def test_columns_are_corrected_with_everything_typed_kept() -> None:
    """Two columns of one meaning and no document: 422 beside each; corrected, it is read anew."""
    browser = await office()
    draft = await drafted(browser, ANNEX.read_bytes())
    wrong = await say_columns(
        browser, draft, choice_0_E="title", number="", issued_on_year="2031", issuer="Ủy ban X"
    )
    assert wrong.status_code == 422
    for field in ("choice_0_E", "number", "issued_on"):
        assert f'id="{field}-error"' in wrong.text or f'id="import-{field}-error"' in wrong.text, field
    assert 'value="Ủy ban X"' in unescape(wrong.text)
    assert (
        await say_columns(browser, draft, choice_0_E="note", choice_0_H="", act="look")
    ).status_code == 303
    again = await main_of(browser, f"/import/{draft}/columns")
    assert re.search(r'id="choice_0_E".*?<option value="note" selected', again, re.DOTALL)


async def test_a_misspelt_agency_and_a_day_there_is_not_are_chosen_and_remembered() -> None:
    """Errors first with their cells; each choice by one press; written once; the name is known next time."""
    browser = await office()
    draft = await run(browser, changed(MISSPELT))
    dry = words_of(await main_of(browser, f"/import/{draft}"))
    assert "2 dòng lỗi, không ghi" in dry
    assert "C146" in dry
    assert "Sở Thông tinn Truyền thongg" in dry
    assert "Dùng “30/11/2024”" in dry
    assert await chosen(browser, draft, kind="agency", about=MISSPELT["C146"], pick="STTTT") == 303
    assert await chosen(browser, draft, kind="day", where="Phụ lục!F150", about="", pick="2024-11-30") == 303
    dry = words_of(await main_of(browser, f"/import/{draft}"))
    assert "dòng lỗi, không ghi" not in dry
    assert await value("SELECT count(*) FROM agency_name") == 0  # nothing is written before the last step
    answer = await write(browser, draft)
    assert answer.status_code == 303, words_of(answer.text)
    assert answer.headers["location"] == f"/import/records/{await value('SELECT max(id) FROM import_run')}"
    assert await value("SELECT count(*) FROM agency_name") == 1
    assert await value("SELECT length(content) FROM import_draft") == 0
    assert "Mọi dòng của tệp có dưới đây" in words_of(await main_of(browser, answer.headers["location"]))
    later = await drafted(browser, changed(MISSPELT))
    assert "Đã áp dụng cách hiểu được nhớ" in words_of(await main_of(browser, f"/import/{later}/columns"))
    assert (await say_columns(browser, later)).status_code == 303
    assert "không có cơ quan tên" not in words_of(await main_of(browser, f"/import/{later}"))


async def test_a_double_press_writes_once_and_ticks_keep_rows_out() -> None:
    """A row without its tick stays as it is; the second send leads to the same record."""
    browser = await office()
    draft = await run(browser, changed(TWO))
    form = ticks((await browser.get(f"/import/{draft}")).text, draft)
    boxes = [name for name in form if name.startswith("t_w_")]
    assert len(boxes) == 2
    kept = {name: text for name, text in form.items() if name != "t_w_0_146"}
    first, again = [await browser.post(f"/import/{draft}", data={**kept, "act": "write"}) for _ in range(2)]
    assert (first.status_code, again.status_code) == (303, 303)
    assert await value("SELECT count(*) FROM import_run") == 1
    assert (await task("TTHC-07"))["expected_output"] == "Sản phẩm khác"
    assert (await task("CQS-10"))["expected_output"] != "Sản phẩm khác nữa"
    gone = await browser.get(f"/import/{draft}")
    assert gone.headers["location"] == first.headers["location"]
    assert "Để nguyên theo lựa chọn 1" in words_of(await main_of(browser, first.headers["location"]))


async def test_what_moved_meanwhile_is_shown_and_nothing_is_written() -> None:
    """Somebody changes a task between dry run and press: 409, the task is named, the ticks stay."""
    browser = await office()
    draft = await run(browser, changed(TWO))
    form = ticks((await browser.get(f"/import/{draft}")).text, draft)
    del form["t_w_0_146"]
    await execute(
        """UPDATE task SET expected_output = 'Kế hoạch', version = version + 1,
                  changed_at = changed_at + interval '10 years' WHERE code = 'TTHC-07'"""
    )
    late = await browser.post(f"/import/{draft}", data={**form, "act": "write"})
    assert late.status_code == 409
    said = words_of(late.text)
    assert "dữ liệu hoặc lựa chọn đã thay đổi" in said
    assert "TTHC-07" in said
    assert "t_w_0_146" not in [name for name in ticks(late.text, draft) if name.startswith("t_w_")]
    assert await value("SELECT count(*) FROM import_run") == 0
    again = await browser.post(f"/import/{draft}", data={**ticks(late.text, draft), "act": "write"})
    assert again.status_code == 303


async def test_the_rows_with_errors_come_back_as_a_workbook() -> None:
    """A workbook with those rows alone, and what to correct."""
    browser = await office()
    draft = await run(browser, changed(MISSPELT))
    answer = await browser.get(f"/import/{draft}/errors")
    assert answer.headers["content-disposition"].startswith("attachment;")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    texts = " ".join(str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell)
    assert MISSPELT["C146"] in texts
    assert "31/11/2024" in texts
    assert "TC-20" not in texts


async def test_a_draft_is_its_persons_own() -> None:
    """Another person of the office meets the page of what is not there; abandoned, it is gone for both."""
    browser = await office()
    draft = await drafted(browser, ANNEX.read_bytes())
    other = await (await a_user("vpub.dieuphoi1")).as_person(await person("office"))
    for path in (
        f"/import/{draft}",
        f"/import/{draft}/columns",
        f"/import/{draft}/errors",
        "/import/records/4711",
    ):
        assert (await other.get(path)).status_code == 404
    for path in ("", "/columns", "/choices", "/abandon"):
        sent = await other.fill(f"/import/{draft}{path}", {"form_key": KEY, "version": "1"})
        assert sent.status_code == 404, path
    assert (await browser.get(f"/import/{draft}/columns")).status_code == 200  # negative control
    there = f"/import/{draft}/abandon"
    hidden = form_of((await browser.get(f"/import/{draft}/columns")).text, there)
    assert (await browser.post(there, data=hidden)).headers["location"] == "/import"
    assert (await browser.get(f"/import/{draft}/columns")).status_code == 404
    assert await rows("SELECT id FROM import_draft") == []
