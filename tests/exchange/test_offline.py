"""The round trip by Excel: taken along, filled in, brought back; nothing overwritten, nothing said twice."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tests.tasks.moving import REPORT, RESULT, form_of, lines_of, moved, task
from tests.tasks.reading import a_user, words_of
from tests.web.site import Browser
from tracker.database import execute, rows, value
from tracker.exchange.offline.rules import PLACES

PATH, PREVIEW = "/my-work/offline", "/my-work/offline/preview"
LEAD = "stnmt.lanhdao"
WORDS = "Đã rà soát 5/7 thủ tục."


async def a_book(browser: Browser) -> Any:
    """The workbook that somebody takes along."""
    answer = await browser.get("/my-work/offline.xlsx")
    assert answer.status_code == 200, answer.text
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def rows_of(book: Any) -> dict[str, int]:
    """The row of each task, by code."""
    sheet = book.worksheets[0]
    return {str(line[1].value): line[1].row for line in sheet.iter_rows(min_row=6) if line[1].value}


def fill(book: Any, code: str, **said: Any) -> None:
    """Type into the row of a task."""
    for name, what in said.items():
        book.worksheets[0][f"{PLACES[name]}{rows_of(book)[code]}"] = what


async def send(browser: Browser, book: Any) -> Any:
    """Send a workbook, as it stands, and open what comes."""
    content = io.BytesIO()
    book.save(content)
    return await send_bytes(browser, content.getvalue())


async def send_bytes(browser: Browser, content: bytes) -> Any:
    """Send a file, and open what comes."""
    answer = await browser.fill(PATH, files={"file": ("tien-do.xlsx", content)})
    return await browser.get(PREVIEW) if answer.status_code == 303 else answer


async def save(browser: Browser, html: str, **chosen: str) -> Any:
    """Send the form of the preview."""
    return await browser.post(PREVIEW, data={**form_of(html, PREVIEW), **chosen})


async def taken(username: str = LEAD) -> tuple[Browser, Any, list[str]]:
    """Somebody with a book, and the codes of its tasks."""
    browser = await a_user(username)
    book = await a_book(browser)
    return browser, book, list(rows_of(book))


async def test_a_book_holds_the_open_tasks_of_the_agency(province: object) -> None:
    """Exactly what the agency leads and may report on; what is not to be typed is locked, the mark hidden."""
    _lead, book, codes = await taken()
    wanted = await rows(
        """SELECT t.code FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
           WHERE a.code = 'STNMT' AND t.state IN ('accepted', 'in_progress', 'returned')"""
    )
    assert sorted(codes) == sorted(one["code"] for one in wanted)
    assert codes
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    assert sheet.column_dimensions["A"].hidden
    unlocked = {cell.column_letter for cell in sheet[6] if not cell.protection.locked}
    assert unlocked == set(PLACES.values())
    assert {one.type for one in sheet.data_validations.dataValidation} == {"whole", "textLength", "list"}
    assert "Hướng dẫn nhập" in book.sheetnames


async def test_what_was_filled_in_is_saved_once(province: object) -> None:
    """Progress by Excel is progress: its line of history, its words; the same file again changes nothing."""
    lead, book, codes = await taken()
    code, before = codes[0], await lines_of(codes[0])
    fill(book, code, percent=77, text=WORDS, difficulty_kind="Nguồn lực", difficulties="Thiếu kinh phí.")
    page = await send(lead, book)
    said = words_of(page.text)
    assert "1 sẽ lưu" in said
    assert f"{len(codes) - 1} không thay đổi" in said
    assert await lines_of(code) == before
    answer = await save(lead, page.text)
    assert answer.status_code == 303
    found = await task(code)
    assert (found["percent"], found["progress_note"], found["difficulty_kind"], found["difficulties"]) == (
        77, WORDS, "resources", "Thiếu kinh phí.",
    )  # fmt: skip
    assert await lines_of(code) == before + 1
    assert "Đã lưu tiến độ của 1 nhiệm vụ." in (await lead.get(PREVIEW)).text
    assert (await save(lead, page.text)).status_code == 303  # the form once more: a double click
    again = await send(lead, book)
    assert f"{len(codes)} không thay đổi" in words_of(again.text)
    await moved(LEAD, code, "progress", REPORT)
    third = await send(lead, book)  # said already, whatever came after
    assert f"{len(codes)} không thay đổi" in words_of(third.text)
    assert await lines_of(code) == before + 2


async def test_an_untouched_book_changes_nothing(province: object) -> None:
    """Even when its tasks moved on meanwhile, nothing is in conflict with what nobody typed."""
    lead, book, codes = await taken()
    await moved(LEAD, codes[0], "progress", REPORT)
    page = await send(lead, book)
    assert f"{len(codes)} không thay đổi" in words_of(page.text)
    assert form_of(page.text, PREVIEW)["seen"]
    assert "Lưu tiến độ" not in page.text


@pytest.mark.parametrize("choice", ["", "keep", "mine"])
async def test_a_conflict_is_shown_and_never_overwritten_silently(province: object, choice: str) -> None:
    """Both texts are shown; the system's stays unless the row says otherwise."""
    lead, book, codes = await taken()
    code = codes[0]
    fill(book, code, percent=90, text=WORDS)
    fill(book, codes[1], percent=50, text="Đã xong dự thảo.")
    await moved(LEAD, code, "progress", REPORT)
    page = await send(lead, book)
    said = words_of(page.text)
    assert "1 đã thay đổi ở hệ thống" in said
    assert all(text in said for text in (REPORT["text"], WORDS, "60%", "90%"))
    row = rows_of(book)[code]
    await save(lead, page.text, **({f"choice_{row}": choice} if choice else {}))
    found = await task(code)
    assert (found["percent"], found["progress_note"]) == (
        (90, WORDS) if choice == "mine" else (60, REPORT["text"])
    )
    assert (await task(codes[1]))["percent"] == 50


async def said_meanwhile(code: str, **facts: object) -> None:
    """Somebody changes a task in the system: its facts, and so its version."""
    for name, what in facts.items():
        await execute(f"UPDATE task SET {name} = $2 WHERE code = $1", code, what)
    await execute("UPDATE task SET version = version + 1, changed_at = now() WHERE code = $1", code)


async def facts_of(code: str) -> tuple[object, ...]:
    """What a task has of three fields."""
    found = await task(code)
    return found["percent"], found["difficulties"], found["forecast"]


async def test_a_field_that_nobody_typed_over_stays_as_the_system_has_it(province: object) -> None:
    """Changed in the system alone it stays, in the file alone it is taken; no conflict, one row."""
    lead, book, codes = await taken()
    code = codes[0]
    fill(book, code, percent=90, text=WORDS)
    await said_meanwhile(code, forecast="Xong trong tháng 12.", difficulty_kind="resources",
                         difficulties="Thiếu kinh phí.")  # fmt: skip
    page = await send(lead, book)
    said = words_of(page.text)
    assert "1 sẽ lưu" in said
    assert "0 đã thay đổi ở hệ thống" in said
    assert "Thiếu kinh phí." not in said
    await save(lead, page.text)
    assert await facts_of(code) == (90, "Thiếu kinh phí.", "Xong trong tháng 12.")
    assert (await task(code))["progress_note"] == WORDS


@pytest.mark.parametrize("choice", ["keep", "mine"])
async def test_a_field_that_both_changed_is_to_be_chosen(province: object, choice: str) -> None:
    """Told by name; those changed on one side are told as such, the system's stay whatever is chosen."""
    lead, book, codes = await taken()
    code, row = codes[0], rows_of(book)[codes[0]]
    fill(book, code, percent=90, text=WORDS, forecast="Quý I năm sau.")
    await said_meanwhile(code, percent=40, difficulty_kind="resources", difficulties="Thiếu kinh phí.")
    page = await send(lead, book)
    said = words_of(page.text)
    assert "1 đã thay đổi ở hệ thống" in said
    assert said.count("cả hai bên đều sửa") == 1
    assert said.count("chỉ sửa trong tệp") == 2
    await save(lead, page.text, **{f"choice_{row}": choice})
    mine = (90, "Thiếu kinh phí.", "Quý I năm sau.")
    assert await facts_of(code) == (mine if choice == "mine" else (40, "Thiếu kinh phí.", ""))


async def test_long_words_go_along_and_come_back(province: object) -> None:
    """What a task has at most fits into the hidden cell of its row, and is known again."""
    codes = [one["code"] for one in await rows(
        """SELECT t.code FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
           WHERE a.code = 'STNMT' AND t.state = 'in_progress' AND t.part = '' ORDER BY t.id LIMIT 1"""
    )]  # fmt: skip
    long = "".join(chr(0x1EA0 + n * 7 % 90) for n in range(1_999)) + "."
    await said_meanwhile(codes[0], progress_note=long, difficulties=long, cause_text=long, forecast=long,
                         proposal=long, difficulty_kind="resources", cause_kind="subjective")  # fmt: skip
    lead, book, found = await taken()
    assert "1 sẽ lưu" not in words_of((await send(lead, book)).text)
    assert f"{len(found)} không thay đổi" in words_of((await send(lead, book)).text)
    fill(book, codes[0], text=WORDS)
    await save(lead, (await send(lead, book)).text)
    assert (await task(codes[0]))["forecast"] == long


async def test_what_changes_while_the_page_is_open_is_looked_at_again(province: object) -> None:
    """Nothing is saved then; the page comes back with the new state and what was chosen, and can be sent."""
    lead, book, codes = await taken()
    fill(book, codes[0], percent=90, text=WORDS)
    page = await send(lead, book)
    await moved(LEAD, codes[0], "progress", REPORT)
    row = rows_of(book)[codes[0]]
    answer = await save(lead, page.text, **{f"choice_{row}": "mine"})
    assert answer.status_code == 409
    assert (await task(codes[0]))["percent"] == 60
    assert 'value="mine" checked' in answer.text
    await save(lead, answer.text, **{f"choice_{row}": "mine"})
    assert (await task(codes[0]))["percent"] == 90


async def test_what_is_wrong_is_said_at_its_cell(province: object) -> None:
    """Each bad cell by its address with what to do; good rows are saved, bad ones stay as they were."""
    lead, book, codes = await taken()
    fill(book, codes[0], percent=120, text="x" * 2_001, difficulty_kind="Chuyện khác")
    fill(book, codes[1], percent=55)  # without saying what was done
    fill(book, codes[2], percent=66, text=WORDS)
    line = rows_of(book)[codes[0]]
    page = await send(lead, book)
    said = words_of(page.text)
    for place in ("percent", "text", "difficulty_kind"):
        assert f"{PLACES[place]}{line}" in said
    assert f"{PLACES['text']}{rows_of(book)[codes[1]]}" in said
    assert "Nhập kết quả đã làm được" in said
    assert "2 có lỗi" in said
    await save(lead, page.text)
    assert [(await task(code))["percent"] for code in codes[:3]][2] == 66
    assert (await task(codes[0]))["progress_note"] != "x" * 2_001


async def test_rows_that_are_not_ours_are_refused(province: object) -> None:
    """A changed mark, an added row, a doubled task, a task that left the agency or is done: each is told."""
    lead, book, codes = await taken()
    sheet, lines = book.worksheets[0], rows_of(book)
    for code in codes[:4]:
        fill(book, code, percent=99, text=WORDS)
    mark = str(sheet[f"A{lines[codes[0]]}"].value)
    sheet[f"A{lines[codes[0]]}"] = mark.replace(codes[0], "CQS-01", 1)
    sheet[f"A{lines[codes[1]]}"] = sheet[f"A{lines[codes[2]]}"].value
    after = max(lines.values()) + 1
    sheet[f"B{after}"], sheet[f"{PLACES['text']}{after}"] = "CQS-01", WORDS
    await execute(
        """UPDATE task SET lead_agency = (SELECT id FROM agency WHERE code = 'STTTT'),
           changed_at = now(), version = version + 1 WHERE code = $1""",
        codes[3],
    )
    page = await send(lead, book)
    said = words_of(page.text)
    assert said.count("Dòng này được thêm hoặc sửa phần khóa") == 2
    assert "Nhiệm vụ có hai dòng trong tệp." in said
    assert "Nhiệm vụ không do cơ quan chủ trì" in said
    await save(lead, page.text)
    assert [(await task(code))["percent"] for code in (codes[0], codes[3])].count(99) == 0
    assert (await task("CQS-01"))["percent"] != 99


async def test_a_task_that_was_submitted_meanwhile_is_told(province: object) -> None:
    """Its rule speaks: it awaits confirmation, and nothing is typed over it."""
    lead, book, codes = await taken()
    fill(book, codes[0], percent=99, text=WORDS)
    assert (await moved(LEAD, codes[0], "submit", RESULT)).status_code == 303
    assert "1 có lỗi" in words_of((await send(lead, book)).text)


async def test_only_our_own_book_is_taken(province: object) -> None:
    """Another agency's, moved columns, another workbook, no workbook at all, none: one sentence each."""
    lead, book, _codes = await taken()
    _other, foreign, _theirs = await taken("stttt.lanhdao")
    assert "cơ quan hoặc chương trình khác" in (await send(lead, foreign)).text
    book.worksheets[0]["G5"] = "Ghi chú"
    assert "chuyển chỗ hoặc đổi tên" in (await send(lead, book)).text
    assert "không phải tệp đã tải" in (await send(lead, openpyxl.Workbook())).text
    for content in (b"", b"text", b"PK\x03\x04 not a package"):
        answer = await send_bytes(lead, content)
        assert answer.status_code == 422
    assert (await lead.fill(PATH)).status_code == 422
    assert await value("SELECT count(*) FROM offline_draft") == 0


async def test_a_book_is_its_senders_alone(province: object) -> None:
    """A colleague of the same agency has a draft of their own; those without work have no such page."""
    lead, book, codes = await taken()
    fill(book, codes[0], percent=77, text=WORDS)
    await send(lead, book)
    colleague = await a_user("stnmt.chuyenvien1")
    assert (await colleague.get(PREVIEW)).headers["location"] == PATH
    assert (await colleague.fill(PREVIEW)).headers["location"] == PATH
    mine = await send(colleague, book)  # staff report for the agency too
    assert "1 sẽ lưu" in words_of(mine.text)
    assert (await (await a_user("vpub.dieuphoi1")).get(PATH)).status_code == 404


def _formula(book: Any, place: str) -> None:
    book.worksheets[0][place] = "=1+1"


def _nothing(book: Any, place: str) -> None:
    book.worksheets[0][place] = "20"


@pytest.mark.parametrize(("change", "wrong"), [(_formula, True), (_nothing, False)])
async def test_a_formula_is_no_value(
    province: object, change: Callable[[Any, str], None], wrong: bool
) -> None:
    """A cell that computes is sent back; the same cell with a value is taken."""
    lead, book, codes = await taken()
    fill(book, codes[0], text=WORDS)
    change(book, f"{PLACES['percent']}{rows_of(book)[codes[0]]}")
    said = words_of((await send(lead, book)).text)
    assert ("Nhập giá trị, không nhập công thức" in said) is wrong
