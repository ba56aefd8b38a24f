"""Promises about layouts: the same four tasks are understood in whatever way an office writes its annex."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.exchange.annex_layouts import LAYOUTS, groups, merged_down
from tests.exchange.annexes import (
    HEADS,
    MEANT,
    REAL,
    ROWS,
    grid,
    kinds,
    meant,
    opened,
    records,
    terms,
    understood,
    workbook,
)
from tracker.exchange.annex.heads import tables
from tracker.exchange.annex.model import Book
from tracker.tasks.deadlines import understand


@pytest.mark.parametrize("made", LAYOUTS)
async def test_the_tasks_are_the_same_in_every_layout(made: Callable[[], Workbook], tmp_path: Path) -> None:
    """Title, lead, coordinators in order and the day of each of the four; no row is lost or doubtful."""
    reads = understood(await opened(tmp_path, made()))
    found = [(title.lower(), *rest) for title, *rest in meant(reads)]
    assert found == [(title.lower(), *rest) for title, *rest in MEANT]
    assert [one for one in reads if not one.skipped and not one.good] == []
    assert kinds(reads) == []
    assert [one.code for one in reads if one.code] in ([f"TC-0{n}" for n in range(1, 5)], [])


async def test_a_group_gives_its_number_and_area(tmp_path: Path) -> None:
    """Numbers that begin again in each group stay apart: A.I.1, A.II.1; the group's name is the area."""
    reads = understood(await opened(tmp_path, groups()))
    assert [(one.item, one.area) for one in reads if not one.skipped] == [
        ("A.I.1", "TC"), ("A.I.2", "TC"), ("A.II.1", "TCBM"), ("A.II.2", "TCBM"),
    ]  # fmt: skip
    skipped = [one.skipped for one in reads if one.skipped]
    assert skipped == ["head", "group", "group", "group", "empty", "total", "note"]


async def test_what_is_merged_down_a_column_holds_for_each_row(tmp_path: Path) -> None:
    """A lead and a deadline written once belong to both tasks beside them."""
    reads = understood(await opened(tmp_path, merged_down()))
    extra = ("Tổ chức hội nghị quán triệt", *MEANT[0][1:])
    assert meant(reads) == [MEANT[0], extra, *MEANT[1:]]


async def test_hidden_rows_formulas_and_hidden_columns_are_said(tmp_path: Path) -> None:
    """They are read, with a warning each; a formula without a result is an error beside its cell."""
    made, sheet = workbook(grid())
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["G"].hidden = True
    sheet["E4"] = '="Đề" & " án"'
    book = await opened(tmp_path, made)
    reads = understood(book)
    assert kinds(reads) == [(3, "", "hidden", True), (4, "E", "formula_empty", False)]
    assert meant(reads) == [MEANT[0], MEANT[1], MEANT[3]]
    note = next(one for one in tables(book)[0].columns if one.field == "note")
    assert (note.letter, note.hidden, note.certain) == ("G", True, False)


async def test_every_sheet_with_a_table_is_read_and_its_numbers_kept_apart(tmp_path: Path) -> None:
    """A second sheet's row 1 is not the first sheet's row 1."""
    made, sheet = workbook(grid(ROWS[:2]))
    sheet.title = "Phụ lục I"
    second = made.create_sheet("Phụ lục II")
    for row in grid(ROWS[2:]):
        second.append(row)
    reads = understood(await opened(tmp_path, made))
    assert meant(reads) == MEANT
    assert [one.item for one in reads if not one.skipped] == ["1", "2", "Phụ lục II: 3", "Phụ lục II: 4"]


async def test_another_table_below_has_columns_of_its_own(tmp_path: Path) -> None:
    """A head with other columns in the middle of a sheet begins another table."""
    other = {field: HEADS[field] for field in ("item", "deadline", "title", "lead", "coordinators")}
    made, _sheet = workbook([*grid(ROWS[:2]), [], *grid(ROWS[2:], other)])
    book = await opened(tmp_path, made)
    assert [(one.first, one.last) for one in tables(book)] == [(1, 1), (5, 5)]
    assert meant(understood(book)) == MEANT


async def test_the_provinces_own_annex_gives_its_176_tasks(tmp_path: Path) -> None:
    """Each row's code, title, area, agencies, star, output and deadline are those of the records."""
    day = date(2024, 11, 6)
    reads = understood(await opened(tmp_path, REAL.read_bytes()), terms(day))
    good = {one.code: one for one in reads if one.good}
    for task in (tasks := records("tasks")):
        one = good[task["code"]]
        assert (one.title, one.area, one.lead) == (task["title"], task["area_code"], task["lead_code"])
        assert list(one.coordinators) == [code for code in task["coordinator_codes"].split(";") if code]
        assert (one.starred, one.output) == (task["starred"] == "1", task["expected_output"])
        assert one.precision == task["due_precision"]
        first = task["original_due_on"] or task["due_on"]
        # A periodic deadline of a document is the next one; which one a task stands at is its own affair.
        expected = understand(one.deadline, day).due_on if one.precision == "periodic" else first
        assert str(one.due_on or "") == str(expected)
    assert len(good) == len(tasks) == 176
    assert {kind for _row, _column, kind, _warning in kinds(reads)} == {"deadline_past"}
    assert {one.skipped for one in reads} == {"", "note", "empty", "head", "group", "total"}


async def test_a_file_without_a_table_has_none(tmp_path: Path) -> None:
    """Negative control: texts, or a table of something else, are no annex; still every row is there."""
    rows = [["Tên", "Tuổi"], ["An", "30"], [], ["Nhiệm vụ của phòng"]]
    book = await opened(tmp_path, workbook(rows)[0])
    assert tables(book) == []
    assert [one.skipped for one in understood(book)] == ["note", "note", "empty", "note"]
    assert understood(Book(())) == []
