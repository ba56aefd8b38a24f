"""Promises about rows that would do harm unseen: closed elsewhere, emptied, without a day, closed here."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.exchange.annexes import REAL, ROWS, grid, saved, workbook
from tests.exchange.import_desk import (
    changed,
    drafted,
    office,
    run,
    say_columns,
    send,
    write,
)
from tests.exchange.importing import annex, counted, kinds, one_of, said, with_row
from tests.tasks.moving import form_of
from tests.tasks.reading import main_of, words_of
from tracker import settings
from tracker.database import row, value
from tracker.doors.imported import as_json, as_text
from tracker.exchange.annex import error_book
from tracker.exchange.annex.heads import by_hand
from tracker.exchange.annex.model import Book, Cell, Line, Outcome, Read, Sheet
from tracker.exchange.annex.reading import read_book

VAGUE = "Theo chỉ đạo của Chủ tịch"


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path) -> None:
    """The store of files is the test's own."""
    settings.override(evidence_folder=str(tmp_path / "evidence"))


@pytest.mark.parametrize(
    ("state", "percent", "outcome"),
    [("Closed", None, "error"), ("Đã hoàn thành đúng hạn", None, "error"), ("Đóng", 0, "error"),
     ("", 100, "error"), ("In Progress", 100, "new"), ("Đang làm", 40, "new"), ("", None, "new"),
     ("Đã hoàn thành dự thảo, đang lấy ý kiến", 60, "new")],
)  # fmt: skip
async def test_what_is_closed_elsewhere_becomes_no_open_task(
    province: Any, state: str, percent: int | None, outcome: str
) -> None:
    """It stays out with its reason and is counted by name; what is open, or there already, does not."""
    model = next(one for one in await annex() if one.code == "TC-10")
    model = replace(model, state=state, percent=percent)
    new, there = await said([replace(model, code="RM-1", item="", row=300), model])
    assert (new.outcome, there.outcome) == (outcome, "same")
    assert ("closed_elsewhere" in kinds(new)) == (outcome == "error")
    assert ("closed in the system" in as_text([new], None)) == (outcome == "error")
    assert ('"closed": 1' in as_json([new], None)) == (outcome == "error")


async def test_what_the_file_empties_is_named_with_the_value_that_stays(province: Any) -> None:
    """A warning beside each emptied cell of a task that has a value; a file without the column says none."""
    reads = await annex()
    full = next(one for one in reads if one.code == "TC-10" and one.coordinators)
    empty = {full.letters["coordinators"], "E", "F"}
    typed = {at: text for at, text in full.typed.items() if at not in empty}
    bare = replace(full, coordinators=(), output="", deadline="", due_on=None, precision="none", typed=typed)
    outcome = one_of(await said([bare]), "TC-10")
    told = {p.column: p.message for p in outcome.read.problems if p.kind == "left_empty"}
    assert (outcome.outcome, {*told}) == ("same", empty)
    assert all("Tệp để trống, giữ nguyên: " in one for one in told.values())
    assert full.output in told["E"]
    assert "deadline_missing" not in kinds(outcome)
    assert kinds(one_of(await said([replace(bare, letters={})]), "TC-10")) == set()
    assert kinds(one_of(await said(reads), "TC-10")) == set()


async def test_a_deadline_is_not_taken_away_by_words(province: Any) -> None:
    """Without a tick it stays; with one it goes. A new task is told that it gets none."""
    browser = await office()
    draft = await run(browser, changed({"F39": VAGUE}))
    html = await main_of(browser, f"/import/{draft}")
    assert f"“{VAGUE}” không có thời hạn cụ thể: thời hạn" in words_of(html)
    box = html.partition('name="t_w_')[2].partition('"')[0]
    assert " checked" not in html.partition(f'name="t_w_{box}"')[2].partition(">")[0]
    before = await row("SELECT count(*) AS n, count(due_on) AS dated FROM task")
    answer = await write(browser, draft)
    assert answer.status_code == 303
    assert await row("SELECT count(*) AS n, count(due_on) AS dated FROM task") == before
    again = await run(browser, changed({"F39": VAGUE, "E39": "Khác"}))
    assert (await write(browser, again, **{f"t_w_{box}": "1"})).status_code == 303
    after = await row("SELECT count(*) AS n, count(due_on) AS dated FROM task")
    assert before
    assert after == {"n": before["n"], "dated": before["dated"] - 1}
    model = next(one for one in await annex() if one.code == "TC-10")
    new = replace(model, code="TC-99", item="", row=300, deadline=VAGUE, due_on=None, precision="none")
    (one,) = await said([new])
    assert (one.outcome, "deadline_vague" in kinds(one)) == ("new", True)


async def test_a_closed_task_that_differs_shows_what_differs(province: Any) -> None:
    """In the dry run field by field, and in the workbook that goes back by marked cells."""
    browser = await office()
    outcome = one_of(await said(with_row(await annex(), "TC-02", title="Nội dung mới")), "TC-02")
    [wrong] = [p for p in outcome.read.problems if not p.warning]
    assert wrong.beside == (outcome.read.letters["title"],)
    book = await read_book(REAL)
    skipped = [Outcome(one, "skipped") for one in await annex() if one.skipped]
    made = load_workbook(BytesIO(error_book.made(book, [*skipped, outcome])))
    sheet = made["Phụ lục"]
    cells = [cell for line in sheet.iter_rows() for cell in line]
    marked = [cell.column_letter for cell in cells if cell.fill.start_color.rgb == "FFFFD7D5"]
    assert marked == ["B", "I"]
    draft = await run(browser, changed({f"B{outcome.read.row}": "Nội dung hoàn toàn mới"}))
    shown = words_of(await main_of(browser, f"/import/{draft}"))
    assert "Nội dung hoàn toàn mới" in shown.partition("Tải")[2]
    assert counted([outcome]) == {"error": 1}


async def test_a_hidden_sheet_is_offered_without_a_tick(province: Any) -> None:
    """The pages open, and a draft can be abandoned from the start as well."""
    made, _sheet = workbook(grid(ROWS[:2]))
    hidden = made.create_sheet("Ẩn")
    for line in grid(ROWS[2:]):
        hidden.append(line)
    hidden.sheet_state = "hidden"
    browser = await office()
    draft = await drafted(browser, saved(made))
    html = await main_of(browser, f"/import/{draft}/columns")
    assert [" checked" in html.partition(f'id="t_table_{n}"')[2].partition(">")[0] for n in (0, 1)] == [
        True,
        False,
    ]
    assert (await say_columns(browser, draft)).status_code == 303
    assert (await browser.get(f"/import/{draft}")).status_code == 200
    start = (await browser.get("/import")).text
    form = form_of(start, f"/import/{draft}/abandon")
    assert (await browser.post(f"/import/{draft}/abandon", data=form)).status_code == 303
    assert (await browser.get(f"/import/{draft}")).status_code == 404


async def test_a_list_with_unknown_heads_is_mapped_by_hand(province: Any) -> None:
    """The head's row is chosen, then each column; without the columns that are needed it says so."""
    browser = await office()
    content = "x,Danh sách,,\na,b,c,d\nTC-99,Việc X,Sở Nội vụ,30/6/2025\n".encode()
    draft = await drafted(browser, content, "list.csv")
    there = f"/import/{draft}/columns"
    assert "Dòng tiêu đề của bảng" in words_of(await main_of(browser, there))
    assert (await say_columns(browser, draft, act="head", head="61")).status_code == 422
    assert (await say_columns(browser, draft, act="head", head="2")).headers["location"] == there
    html = await main_of(browser, there)
    assert '<option value="2" selected>' in html
    assert (await say_columns(browser, draft)).status_code == 422
    meant = dict(zip("ABCD", ("code", "title", "lead", "deadline"), strict=True))
    said_so = {f"choice_0_{at}": field for at, field in meant.items()}
    assert (await say_columns(browser, draft, **said_so)).headers["location"] == f"/import/{draft}"
    assert (await write(browser, draft)).status_code == 303
    assert await value("SELECT due_on FROM task WHERE code = 'TC-99'") == date(2025, 6, 30)
    assert (await send(browser, b"mot\nhai\n", "list.csv")).status_code == 422


def test_the_sheet_with_the_list_is_offered_by_hand() -> None:
    """Not the cover before it, the legend after it, or a longer sheet that is hidden; of one sheet, that."""
    long = tuple(Line(n, (Cell("a"), Cell("b"))) for n in range(3, 9))
    cover, legend = Sheet("Bìa", long[:1]), Sheet("Chú giải", long[:2])
    hidden = Sheet("Ẩn", (*long, Line(10, long[0].cells)), hidden=True)
    (found,) = by_hand(Book((cover, Sheet("Danh sách", long), legend, hidden)))
    assert (found.sheet, found.first) == ("Danh sách", 3)
    (named,) = by_hand(Book((cover, Sheet("Danh sách", long))), 5)
    assert (named.sheet, named.first) == ("Danh sách", 5)
    assert [one.sheet for one in by_hand(Book((hidden,)))] == ["Ẩn"]
    assert by_hand(Book((Sheet("Trống", (Line(1, (Cell("a"),)),)),))) == []


def test_json_names_the_sheets_and_why_a_row_is_none() -> None:
    """Each row its sheet where there are several, each skipped one its reason; a task has none."""
    made = [Outcome(Read("Một", 1, "head"), "skipped"), Outcome(Read("Hai", 2, title="x"), "new")]
    first, second = json.loads(as_json(made, None))["rows"]
    assert (first["sheet"], first["reason"], second["sheet"]) == ("Một", "head", "Hai")
    assert "reason" not in second
    assert "sheet" not in json.loads(as_json(made[:1], None))["rows"][0]
