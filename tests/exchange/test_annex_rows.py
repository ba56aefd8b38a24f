"""Promises about rows: numbers, doubts beside their cells, columns as a person corrects them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.annexes import (
    DAY,
    HEADS,
    MEANT,
    ROWS,
    grid,
    kinds,
    meant,
    opened,
    terms,
    understood,
    workbook,
)
from tracker.exchange.annex import cells
from tracker.exchange.annex.columns import lacking, mapped
from tracker.exchange.annex.deadlines import Deadlines
from tracker.exchange.annex.heads import tables
from tracker.exchange.annex.model import Book, Cell, Line, Read, Sheet
from tracker.exchange.annex.understanding import understand
from tracker.refusal import Refused


def book(rows: list[list[str]]) -> Book:
    """A table of text, as it comes from a file of another kind."""
    lines = (Line(n, tuple(map(cells.of, row))) for n, row in enumerate(rows, 1) if any(row))
    return Book((Sheet("Bảng", tuple(lines)),))


def one(**changed: str) -> list[Read]:
    """The first task with some cells changed, understood."""
    return [read for read in understood(book(grid([{**ROWS[0], **changed}]))) if not read.skipped]


DOUBTS = [
    ({"title": ""}, ("B", "title_missing", False)),
    ({"title": "x" * 2_001}, ("B", "too_long", False)),
    ({"lead": ""}, ("C", "lead_missing", False)),
    ({"lead": "Sở Tài chính; Sở Y tế"}, ("C", "lead_many", False)),
    ({"lead": "Sở Nội vụu"}, ("C", "agency_unlike", False)),
    ({"lead": "#N/A"}, ("C", "error_value", False)),
    ({"coordinators": "Sở Tư pháp; Sở Nội vụ"}, ("D", "coordinator_is_lead", True)),
    ({"coordinators": "Sở Kế toán Thống kê"}, ("D", "agency_unknown", False)),
    ({"deadline": ""}, ("F", "deadline_missing", True)),
    ({"deadline": "Quý III/2024 theo lịch"}, ("F", "deadline_unclear", False)),
    ({"deadline": "31/02/2024"}, ("F", "deadline_unclear", False)),
    ({"deadline": "Quý II, III/2024"}, ("F", "deadline_doubtful", False)),
    ({"deadline": "Quý III/2023"}, ("F", "deadline_past", True)),
    ({"note": "", "item": ""}, ("A", "item_missing", True)),
]


@pytest.mark.parametrize(("changed", "doubt"), DOUBTS)
def test_each_doubt_stands_beside_its_cell(changed: dict[str, str], doubt: tuple[str, str, bool]) -> None:
    """Column, kind, and whether the row can be written all the same; the sentence is Vietnamese."""
    [read] = one(**changed)
    counted = [p for p in read.problems if p.kind != "area_unknown"]
    assert [(p.column, p.kind, p.warning) for p in counted] == [doubt]
    assert read.good == doubt[2]
    assert not counted[0].message.isascii()
    assert {*read.typed.values()} == {text for text in {**ROWS[0], **changed}.values() if text}


def test_choices_are_offered_where_something_may_be_meant() -> None:
    """Days of a deadline, codes of agencies, areas of the programme."""
    assert one(deadline="Quý II, III/2024")[0].problems[0].choices == ("2024-09-30", "2024-06-30")
    assert one(lead="Sở Nội vụ; Sở Y tế")[0].problems[0].choices == ("SNV", "SYT")
    area = next(p for p in one(note="")[0].problems if p.kind == "area_unknown")
    assert area.choices == tuple(terms().areas)


def test_a_real_date_is_taken_as_it_stands() -> None:
    """A day before the document's is said; a text is read once and again alike."""
    deadlines = Deadlines(DAY)
    assert deadlines.due(Cell("05/02/2024", date(2024, 2, 5))).due_on == date(2024, 2, 5)
    past = deadlines.due(Cell("05/02/2023", date(2023, 2, 5)))
    assert [p.kind for p in past.problems] == ["deadline_past"]
    assert deadlines.due(Cell("Hằng quý")).precision == "periodic"
    assert deadlines.due(Cell("Quý II/2024")) is deadlines.due(Cell("Quý\nII/2024"))


def test_rows_that_say_the_same_number_or_code_are_said() -> None:
    """The second of two is an error that names the first; with codes that differ a number may repeat."""
    rows = [
        ROWS[0],
        {**ROWS[1], "note": ROWS[0]["note"]},
        {**ROWS[2], "item": "1"},
        {**ROWS[3], "note": "", "item": "1"},
    ]
    assert kinds(understood(book(grid(rows)))) == [
        (3, "", "code_twice", False), (5, "", "area_unknown", True), (5, "", "item_twice", False),
    ]  # fmt: skip


async def test_a_task_over_two_rows_is_an_error(tmp_path: Path) -> None:
    """What goes on with the task above is not lost and not taken for a task of its own."""
    rows = grid()
    rows.insert(2, ["", "", "", "Sở Y tế", "", "", ""])
    made, sheet = workbook(rows)
    for column in "ABCEFG":
        sheet.merge_cells(f"{column}2:{column}3")
    reads = understood(await opened(tmp_path, made))
    assert ("B", "continued") in {(p.column, p.kind) for p in reads[2].problems}
    assert meant(reads) == MEANT


def test_a_task_without_anybody_is_no_group() -> None:
    """A numbered row with only a title is an error that somebody sees, never skipped."""
    rows = [*grid(ROWS[:2]), ["3", "Xây dựng phần mềm"], *grid(ROWS[3:])[1:]]
    lost = understood(book(rows))[3]
    assert (lost.skipped, lost.good) == ("", False)
    assert "lead_missing" in {p.kind for p in lost.problems}


def test_columns_can_be_corrected() -> None:
    """A letter gets the meaning that a person gave it; one twice, none, or unknown is refused beside it."""
    [table] = tables(book(grid()))
    better = mapped(table, {"E": "note", "G": ""})
    assert [column.field for column in better.columns] == [
        "item", "title", "lead", "coordinators", "note", "deadline", "",
    ]  # fmt: skip
    assert lacking(better.columns) == ()
    wrong = [({"E": "title"}, "E"), ({"B": ""}, "A"), ({"C": "coordinators", "D": ""}, "A"),
             ({"Z": "note"}, "Z"), ({"E": "colour"}, "E"), ({"D": "agencies"}, "D")]  # fmt: skip
    for mapping, beside in wrong:
        with pytest.raises(Refused) as no:
            mapped(table, mapping)
        assert no.value.field == beside
    assert mapped(table, {}) == table


def test_files_with_one_head_share_their_signature() -> None:
    """Other rows or other spellings of the head do not matter; another order does."""
    [first] = tables(book(grid()))
    [again] = tables(book(grid(ROWS[1:], {field: text.upper() for field, text in HEADS.items()})))
    [other] = tables(book(grid(heads=dict(reversed(HEADS.items())))))
    assert first.signature == again.signature != other.signature


TEXTS = st.sampled_from([
    "", "", "1", "I", "A", "STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Ghi chú", "Tổng cộng",
    "(1)", "Sở Nội vụ", "Sở Nội", "UBND các huyện, thị xã, thành phố", "Quý II/2024", "31/02/2024", "\n-",
    "Chủ trì: Sở Y tế. Phối hợp: các sở", "Mã TC-01; trọng tâm", "CẢI CÁCH THỂ CHẾ", "Rà soát", "Chủ trì:",
    "Ghi chú: x", "#REF!",
]) | st.text(max_size=8)  # fmt: skip
CELLS = st.builds(Cell, TEXTS, st.none() | st.dates(), st.booleans(), st.booleans())
LINES = st.lists(
    st.tuples(st.integers(1, 4), st.lists(CELLS, max_size=6).map(tuple), st.booleans()), max_size=14
)


Some = tuple[int, tuple[Cell, ...], bool]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(LINES, st.booleans()), max_size=3), st.booleans())
def test_every_row_of_any_book_is_there_once(sheets: list[tuple[list[Some], bool]], headed: bool) -> None:
    """Whatever stands where, with a head on top or not: each row is there once, in order, twice the same."""
    made = []
    for n, (lines, hidden) in enumerate(sheets):
        row, found = 0, []
        if headed:
            row = 1
            found.append(Line(1, tuple(map(Cell, HEADS.values()))))
        for step, some, unseen in lines:
            row += step
            found.append(Line(row, some, unseen))
        made.append(Sheet(f"S{n}", tuple(found), hidden))
    given_book = Book(tuple(made))
    reads = understood(given_book)
    assert understand(given_book, tables(given_book), terms()) == reads
    assert all(read.title and read.lead for read in reads if read.good)


def test_the_property_would_see_a_lost_row() -> None:
    """Negative control: the same check on a book of which a row was taken fails."""
    whole = book(grid())
    [sheet] = whole.sheets
    less = replace(whole, sheets=(replace(sheet, lines=sheet.lines[:-1]),))
    assert len(understood(less)) == len(understood(whole)) - 1
