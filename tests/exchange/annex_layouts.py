"""The same four tasks in the layouts that offices use, a workbook each."""

from collections.abc import Callable
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.exchange.annexes import ROWS, decomposed, grid, with_, workbook

TITLE = ["PHỤ LỤC"], ["DANH MỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH"], ["(Kèm theo Quyết định số     /QĐ-UBND)"]


def plain() -> Workbook:
    """The simplest of all."""
    return workbook(grid())[0]


def far_down() -> Workbook:
    """The head in row 27, below titles and blank rows."""
    made, sheet = workbook(grid(), above=26)
    for n, (text,) in enumerate(TITLE, 1):
        sheet.cell(n * 3, 1, text)
        sheet.merge_cells(start_row=n * 3, end_row=n * 3, start_column=1, end_column=7)
    return made


def two_rows() -> Workbook:
    """A head of two rows, merged both ways, and the columns' numbers below it."""
    head = ["STT", "Nội dung nhiệm vụ", "Cơ quan thực hiện", "", "Kết quả", "Thời hạn hoàn thành", "Ghi chú"]
    under = ["", "", "Chủ trì", "Phối hợp", "", "", ""]
    made, sheet = workbook([*TITLE, [], head, under, [f"({n})" for n in range(1, 8)], *grid()[1:]])
    for column in "ABEFG":
        sheet.merge_cells(f"{column}5:{column}6")
    sheet.merge_cells("C5:D5")
    return made


def two_rows_unmerged() -> Workbook:
    """The same head drawn with blank cells."""
    head = ["TT", "Nhiệm vụ", "Phân công thực hiện", "", "Sản phẩm/kết quả", "Thời gian thực hiện", "Ghi chú"]
    under = ["", "", "Đơn vị chủ trì", "Đơn vị phối hợp", "", "", ""]
    return workbook([head, under, [*range(1, 8)], *grid()[1:]])[0]


def other_order() -> Workbook:
    """Other columns first, other names, some without marks or in English."""
    heads = {
        "note": "GHI CHU", "deadline": "Thời gian\nhoàn thành", "title": "TÊN NHIỆM VỤ, CÔNG VIỆC",
        "output": "Expected output", "coordinators": "Don vi phoi hop", "lead": "Đơn vị thực hiện",
        "item": "Số TT",
    }  # fmt: skip
    return workbook(grid(heads=heads))[0]


def more_columns() -> Workbook:
    """Columns that nobody asked for, between and after."""
    rows = [[*row[:2], "30.000.000" if n else "Kinh phí", *row[2:], "ông A" if n else "Lãnh đạo phụ trách"]
            for n, row in enumerate(grid())]  # fmt: skip
    return workbook(rows)[0]


def groups() -> Workbook:
    """Groups under letters and Roman numerals; the numbers begin again; a total and a note at the end."""
    head, *rows = grid()
    second = [[str(n), *row[1:]] for n, row in enumerate(rows[2:], 1)]
    made, sheet = workbook([
        head, ["A", "NHIỆM VỤ TRỌNG TÂM"], ["I", "CẢI CÁCH THỂ CHẾ (2 nhiệm vụ)"], *rows[:2],
        ["II", "Cải cách tổ chức bộ máy"], *second, [], ["", "Tổng cộng: 4 nhiệm vụ"],
        ["Ghi chú: thời hạn ghi theo văn bản giao."],
    ])  # fmt: skip
    sheet.merge_cells("B3:G3")
    sheet.merge_cells("A11:G11")
    return made


def heads_again() -> Workbook:
    """The head repeated as on every printed page."""
    head, *rows = grid()
    return workbook([head, *rows[:2], head, *rows[2:]])[0]


def merged_down() -> Workbook:
    """Lead and deadline written once for the rows below; every row has its own again where they differ."""
    rows = grid()
    rows.insert(2, ["1a", "Tổ chức hội nghị quán triệt", "", "", "Hội nghị", "", ""])
    made, sheet = workbook(rows)
    for column in "CDF":
        sheet.merge_cells(f"{column}2:{column}3")
    return made


def joined(sign: str) -> Callable[[], Workbook]:
    """The agencies of a cell parted by another sign."""
    return lambda: workbook(grid(with_(coordinators=lambda text: text.replace("; ", sign))))[0]


def bullets() -> Workbook:
    """The agencies of a cell as a list."""
    return workbook(grid(with_(coordinators=lambda text: "- " + text.replace("; ", ";\n- ") + ".")))[0]


def one_cell() -> Workbook:
    """Lead and coordinators in one cell."""
    heads = {
        "item": "TT",
        "title": "Nhiệm vụ",
        "lead": "Cơ quan thực hiện",
        "deadline": "Thời hạn",
        "note": "Ghi chú",
    }
    rows = [{**row, "lead": f"Chủ trì: {row['lead']}.\nPhối hợp: {row['coordinators']}"} for row in ROWS]
    rows[1]["lead"] = "Văn phòng UBND tỉnh chủ trì, phối hợp với Sở TT&TT"
    return workbook(grid(rows, heads))[0]


def other_names() -> Workbook:
    """Aliases, abbreviations, other signs and blanks, names left out; nothing that has to be guessed."""
    rows = [dict(row) for row in ROWS]
    rows[0].update(lead="SỞ TƯ PHÁP TỈNH TÂY NINH", coordinators="VPUBND tỉnh, S.Nội vụ")
    rows[1].update(lead="VP. UBND tỉnh", coordinators="sở TT-TT")
    rows[2].update(coordinators="UBND thị xã Trảng Bàng và UBND H. Gò Dầu")
    rows[3].update(lead="STTTT", coordinators="Sở: Kế hoạch & Đầu tư, Văn hoá, Thể thao và Du lịch")
    return workbook(grid(rows))[0]


def real_dates() -> Workbook:
    """Days as dates, as text in other forms, and a month that Excel took for a date."""
    days = [
        datetime.combine(date(2024, 6, 30), time(17)),
        "chậm nhất 30.9.2024",
        date(2024, 12, 31),
        "trong năm 2025",
    ]
    made, sheet = workbook(grid())
    for n, day in enumerate(days, 2):
        sheet.cell(n, 6, day)
    return made


def a_month() -> Workbook:
    """A cell that shows 06/2024 means the month, though Excel keeps its first day."""
    made, sheet = workbook(grid())
    sheet.cell(2, 6, date(2024, 6, 1)).number_format = "mm/yyyy"
    return made


def spelled(odd: Callable[[str], str]) -> Callable[[], Workbook]:
    """Every text in another spelling."""
    return lambda: workbook([[odd(str(text)) for text in row] for row in grid()])[0]


def rich() -> Workbook:
    """A title in two fonts, the number as a number with a fraction of nothing."""
    made, sheet = workbook(grid())
    title = ROWS[0]["title"]
    sheet["B2"] = CellRichText(title[:10], TextBlock(InlineFont(b=True), title[10:]))
    sheet["A2"], sheet["A3"] = 1.0, 2
    sheet["B2"].font = Font(bold=True)
    return made


def further_sheets() -> Workbook:
    """A sheet without a table before, a hidden one behind."""
    made, sheet = workbook(grid())
    sheet.title = "Phụ lục"
    made.create_sheet("Bìa", 0)["B2"] = "Phụ lục kèm theo Quyết định"
    made.create_sheet("Danh mục").sheet_state = "hidden"
    made["Danh mục"]["A3"] = "Sở Nội vụ"
    return made


LAYOUTS = [
    plain, far_down, two_rows, two_rows_unmerged, other_order, more_columns, groups, heads_again,
    joined(", "), joined("\n"), joined(" và "), joined(";\n"),
    bullets, one_cell, other_names, real_dates, a_month,
    spelled(decomposed), spelled(lambda text: text.replace(" ", "\xa0")), spelled(str.upper),
    spelled(lambda text: f" \u200b{text.replace(' ', '  ')}\t\ufeff"), rich, further_sheets,
]  # fmt: skip
