"""Promises about what real annexes do to a reader: values like heads, signatures, parts, roles in a cell."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.exchange.annexes import HEADS, ROWS, grid, opened, terms, understood, workbook
from tests.exchange.test_annex_rows import book
from tracker.exchange.annex import error_book
from tracker.exchange.annex.agencies import listed
from tracker.exchange.annex.bodies import Bodies
from tracker.exchange.annex.heads import by_hand, tables
from tracker.exchange.annex.model import Book, Outcome, Problem, Read
from tracker.exchange.annex.roles import roles

SHORT = ["STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Hạn", "Lĩnh vực"]
DONE = ["1", "Việc A", "Sở Nội vụ", "", "30/6/2025", "Thể chế"]


def skips(rows: list[list[str]]) -> list[str]:
    """Why each row is none; "" for a task."""
    return [one.skipped for one in understood(book(rows))]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (["STT", "Nhiệm vụ", "Mục tiêu", "Chủ trì", "Hạn"],
         ["1", "Việc A", "Nâng cao kết quả đầu ra của ngành", "Sở Nội vụ", "30/6/2025"]),
        (["STT", "Nhiệm vụ", "Cấp", "Chủ trì", "Hạn"],
         ["-", "Việc A", "Theo cơ quan phối hợp", "Sở Nội vụ", "Quý I"]),
        (["#", "Tracker", "Status", "Subject", "Assignee", "Description"],
         ["31", "Task", "Closed", "Việc đã đóng", "Sở Nội vụ", "Quan trọng"]),
    ],
)  # fmt: skip
def test_the_first_task_is_no_line_of_the_head(head: list[str], row: list[str]) -> None:
    """Values that read like headings, whole or in part, are values where numbers or agencies stand beside."""
    assert [(one.first, one.last) for one in tables(book([head, row]))] == [(1, 1)]


def test_a_second_line_of_headings_still_belongs_to_the_head() -> None:
    """Negative control: lines that only name columns are the head, without merged cells too."""
    head = [["STT", "Nhiệm vụ", "Phân công", "", "Hạn"], ["", "", "Chủ trì", "Phối hợp", ""]]
    [table] = tables(book([*head, ["1", "Việc A", "Sở Nội vụ", "Sở Tài chính", "30/6/2025"]]))
    assert (table.last, [one.field for one in table.columns][2:4]) == (2, ["lead", "coordinators"])


def test_whoever_coordinates_is_no_signature() -> None:
    """Rows without a number that name a head of an office are tasks, the last of them too."""
    rows = [["", "Việc B", "Sở Nội vụ", "Thủ trưởng các sở, ngành", "30/6/2025", ""],
            ["", "Việc C", "Chánh Văn phòng UBND tỉnh", "Sở Nội vụ", "30/6/2025", ""]]  # fmt: skip
    assert skips([SHORT, DONE, *rows]) == ["head", "", "", ""]
    assert skips([SHORT, *rows]) == ["head", "", ""]


def test_who_signs_below_the_table_is_no_task() -> None:
    """Signers and the names below them are notes; above a further task the same words are not."""
    signed = [["", "Người lập biểu", "", "Thủ trưởng", "", ""], ["", "Nguyễn Văn A", "", "Trần B", "", ""]]
    assert skips([SHORT, DONE, *signed]) == ["head", "", "note", "note"]
    assert skips([SHORT, DONE, *signed, ["2", *DONE[1:]]]) == ["head", "", "", "", ""]


def test_a_last_row_that_says_more_than_a_note_is_an_error() -> None:
    """A title with an area and nobody to do it is seen; a line of text alone is a note."""
    rows = [SHORT, DONE, ["", "Việc cuối thiếu cơ quan", "", "", "", "Thể chế"]]
    last = understood(book(rows))[-1]
    assert (last.skipped, last.good) == ("", False)
    assert skips([*rows[:2], ["", "Danh mục này có 1 nhiệm vụ"]])[-1] == "note"


def test_numbers_that_begin_again_in_a_further_part_are_others() -> None:
    """Below another head, or a line that names a part; without either the second is an error."""
    other = ["STT", "Nhiệm vụ", "Chủ trì", "Thời hạn"]
    again = ["1", "Việc B", "Sở Tài chính", "30/6/2025"]
    parts = understood(book([SHORT, DONE, [], ["Phụ lục II"], other, again]))
    assert [one.item for one in parts if one.good] == ["1", "Phụ lục II: 1"]
    same = understood(book([SHORT, DONE, ["Phụ lục II"], ["1", "Việc B", *DONE[2:]]]))
    assert [one.item for one in same if one.good] == ["1", "Phụ lục II: 1"]
    alone = understood(book([SHORT, DONE, ["1", "Việc B", *DONE[2:]]]))
    assert [p.kind for p in alone[-1].problems if not p.warning] == ["item_twice"]


@pytest.mark.parametrize(
    ("text", "lead", "help_"),
    [
        ("Chủ trì Sở Nội vụ, phối hợp Sở Tài chính", "SNV", "STC"),
        ("Sở Nội vụ chủ trì, phối hợp Sở Tài chính", "SNV", "STC"),
        ("- CQ chủ trì: Sở Nội vụ\n- CQ phối hợp: Sở Tài chính", "SNV", "STC"),
        ("Sở Nội vụ (CT); Sở Tài chính (PH)", "SNV", "STC"),
    ],
)
def test_roles_are_read_however_they_are_written(text: str, lead: str, help_: str) -> None:
    """Who leads and who helps; a cell that only lists agencies says neither."""
    found = roles(text)
    assert found
    assert [listed(one, Bodies(terms())).codes for one in found] == [[lead], [help_]]
    assert roles("Sở Nội vụ, Sở Tài chính") is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Huyện Tân Biên, Châu Thành và Gò Dầu", "HTB HCT HGD"),
        ("Sở Nội vụ - Sở Tài chính", "SNV STC"),
        ("Sở Y tế & Sở Tài chính", "SYT STC"),
        ("Sở Lao động - Thương binh và Xã hội", "SLDTBXH"),
        ("Sở Văn hoá Thể thao & Du lịch & Sở Y tế", "SVHTTDL SYT"),
    ],
)
def test_agencies_are_parted_at_dashes_and_signs(text: str, codes: str) -> None:
    """Where both sides are agencies; a name that holds the sign stays whole."""
    found = listed(text, Bodies(terms()))
    assert (found.codes, found.problems) == (codes.split(), [])


def test_a_room_within_an_agency_is_said_and_left_aside() -> None:
    """The agency is taken with a warning; an unknown name with brackets is still asked."""
    found = listed("Sở Nội vụ (Phòng CCHC); Sở Tài chính", Bodies(terms()))
    assert (found.codes, [(p.kind, p.warning) for p in found.problems]) == (
        ["SNV", "STC"],
        [("agency_part", True)],
    )
    assert not listed("Sở Lạ (Phòng CCHC)", Bodies(terms())).codes


def test_a_deadline_of_which_a_part_is_not_understood_is_asked() -> None:
    """A week of a month is no day of it; a deadline understood whole is taken."""
    week, whole = (
        next(one for one in understood(book(grid([{**ROWS[0], "deadline": text}]))) if not one.skipped)
        for text in ("Tuần 2 tháng 6/2025", "Trong tháng 6/2025")
    )
    assert [p.kind for p in week.problems if not p.warning] == ["deadline_unclear"]
    assert whole.good


def test_a_table_without_a_known_head_is_mapped_by_hand() -> None:
    """The first wide row is offered, nothing guessed; another row, or none, can be named; no table, none."""
    plain = book([["Danh sách"], ["a", "b", "c"], ["1", "Việc X", "Sở Nội vụ"]])
    assert tables(plain) == []
    [table] = by_hand(plain)
    assert (table.first, table.last, [one.field for one in table.columns]) == (2, 2, ["", "", ""])
    assert table.columns[1].examples == ("Việc X",)
    assert [(one.first, one.last) for one in by_hand(plain, 0)] == [(1, 0)]
    assert [one.heading for one in by_hand(plain, 3)[0].columns] == ["1", "Việc X", "Sở Nội vụ"]
    assert by_hand(book([["Một ô"], ["Hai"]])) == []
    assert by_hand(Book(())) == []


def handed_back(given: Book, wrong: set[int], beside: tuple[str, ...] = ()) -> list[str]:
    """The first column of the workbook of rows with errors, of some rows with a wrong title."""
    reads = [
        Read(one.sheet, one.row, one.skipped, problems=(Problem("", "x", "?", beside=beside),))
        for one in understood(given)
    ]
    said = [Outcome(one, "skipped" if one.skipped else "error" if one.row in wrong else "same")
            for one in reads]  # fmt: skip
    sheet = load_workbook(BytesIO(error_book.made(given, said))).active
    assert sheet is not None
    assert all(cell.fill.start_color.rgb == "FFFFD7D5" for (cell,) in sheet["B2:B2"] if beside)
    return [str(row[0]) for row in sheet.iter_rows(values_only=True)]


def test_only_groups_around_an_error_are_handed_back() -> None:
    """A group whose rows are right does not come back; those around a wrong row do, from the outside in."""
    head, *rows = grid()
    given = book([head, ["A", "LỚN"], ["I", "MỘT"], rows[0], ["II", "HAI"], rows[1], ["B", "KHÁC"],
                  ["I", "BA"], rows[2]])  # fmt: skip
    assert handed_back(given, {6}) == ["STT", "A", "II", "2"]
    assert handed_back(given, {9}) == ["STT", "B", "I", "3"]
    assert handed_back(given, {4, 6}) == ["STT", "A", "I", "1", "II", "2"]


def test_every_cell_that_a_rule_keeps_from_changing_is_marked() -> None:
    """Also where no single cell is wrong."""
    assert handed_back(book(grid()), {2}, ("B", "F")) == ["STT", "1"]


async def test_emptied_columns_are_known_of_each_row(tmp_path: Path) -> None:
    """Each row tells which columns its table has, and of the star by notes where others have one."""
    reads = understood(await opened(tmp_path, workbook(grid())[0]))
    one = next(read for read in reads if read.code == "TC-01")
    assert {*one.letters} == {*HEADS, "starred"}
    bare = understood(await opened(tmp_path, workbook(grid(ROWS[2:]))[0]))
    assert "starred" not in bare[-1].letters
