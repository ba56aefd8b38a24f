"""Rows with errors come back as a workbook that its sender can correct and send again."""

from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.exchange.annexes import REAL, ROWS, grid, opened, saved, terms, workbook
from tracker.exchange.annex import error_book, heads
from tracker.exchange.annex.model import Outcome
from tracker.exchange.annex.reading import read_book
from tracker.exchange.annex.understanding import understand
from tracker.words import speaking


def outcomes(book: Any) -> list[Outcome]:
    """What a file comes to where nothing stands yet."""
    reads = understand(book, heads.tables(book), terms())
    return [Outcome(one, "skipped" if one.skipped else "new" if one.good else "error") for one in reads]


async def test_only_rows_with_errors_go_back_under_their_heads_and_groups(tmp_path: Path) -> None:
    """The real annex with three wrong cells: three rows, marked; put right, all are read."""
    original = load_workbook(REAL)
    sheet = original["Phụ lục"]
    right = {address: sheet[address].value for address in ("C12", "C70", "B120")}
    sheet["C12"], sheet["C70"], sheet["B120"] = "Sở Không Có Thật Ở Đâu", "", ""
    (tmp_path / "sent.xlsx").write_bytes(saved(original))
    sent = await read_book(tmp_path / "sent.xlsx")
    before = outcomes(sent)
    assert [one.read.row for one in before if one.outcome == "error"] == [12, 70, 120]
    back = load_workbook(BytesIO(await error_book.write(tmp_path / "sent.xlsx", before)))
    page = back["Phụ lục"]
    said = {row[0].row: row[8].value for row in page.iter_rows() if row[8].value}
    (head, one, two, three) = said
    assert said[head] == "Lỗi cần sửa"
    assert said[one].startswith("C12: ")
    assert page.cell(one, 3).fill.start_color.rgb == "FFFFD7D5"
    assert page.cell(one, 2).fill.start_color.rgb != "FFFFD7D5"
    for row, address in zip((one, two, three), right, strict=True):
        page.cell(row, 3 if address.startswith("C") else 2).value = right[address]
    after = [one for one in outcomes(await opened(tmp_path, saved(back))) if one.outcome != "skipped"]
    assert [one.outcome for one in after] == ["new"] * 3
    real = {one.read.code: one.read for one in outcomes(await read_book(REAL))}
    for outcome in after:
        whole = real[outcome.read.code]
        assert (outcome.read.item, outcome.read.area, outcome.read.lead) == (
            whole.item,
            whole.area,
            whole.lead,
        )
        assert (outcome.read.coordinators, outcome.read.due_on) == (whole.coordinators, whole.due_on)


async def test_nothing_in_it_computes(tmp_path: Path) -> None:
    """Cells that look like formulas, and links, come back as texts."""
    payloads = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x.example", "\t=1"]
    rows = [{**ROWS[0], "title": text, "lead": "?"} for text in payloads]
    made, sheet = workbook(grid(rows))
    for row in sheet.iter_rows(min_row=2, min_col=2, max_col=2):
        row[0].data_type = "s"
    book = await opened(tmp_path, made)
    back = load_workbook(BytesIO(error_book.made(book, outcomes(book))))
    cells = [cell for row in back.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} <= {"s", "d"}
    assert not any(cell.hyperlink for cell in cells)
    assert "=1+1" in {cell.value for cell in cells}


async def test_sheets_keep_their_names_and_words_the_readers_language(tmp_path: Path) -> None:
    """Two sheets with errors are two sheets; a file without errors is a workbook all the same."""
    made, _sheet = workbook(grid([{**ROWS[0], "lead": ""}]))
    second = made.create_sheet("Biểu số 2")
    for row in grid([{**ROWS[1], "title": ""}, {**ROWS[2]}]):
        second.append(row)
    book = await opened(tmp_path, made)
    with speaking("en"):
        back = load_workbook(BytesIO(error_book.made(book, outcomes(book))))
    assert back.sheetnames == ["Sheet", "Biểu số 2"]
    assert [back[name].max_row for name in back.sheetnames] == [2, 2]
    assert back["Sheet"].cell(1, 8).value == "Error to correct"
    good = [one for one in outcomes(book) if one.outcome != "error"]
    assert len(load_workbook(BytesIO(error_book.made(book, good))).sheetnames) == 1
