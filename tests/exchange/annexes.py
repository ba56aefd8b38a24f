"""Annexes to be read: the agencies of a day, four tasks, and workbooks that write them in many layouts."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tracker.exchange.annex.heads import tables
from tracker.exchange.annex.model import Body, Book, Read, Terms
from tracker.exchange.annex.reading import read_book
from tracker.exchange.annex.understanding import understand
from tracker.settings import ROOT

REAL = Path(__file__).parent / "data" / "phu-luc-nhiem-vu.xlsx"
DAY = date(2024, 1, 15)

HEADS = {
    "item": "STT", "title": "Nội dung nhiệm vụ", "lead": "Cơ quan chủ trì",
    "coordinators": "Cơ quan phối hợp", "output": "Sản phẩm",
    "deadline": "Thời hạn hoàn thành", "note": "Ghi chú",
}  # fmt: skip
ROWS: Sequence[Mapping[str, str]] = [
    dict(zip(HEADS, row, strict=True))
    for row in (
        ("1", "Ban hành kế hoạch rà soát thủ tục hành chính", "Sở Tư pháp",
         "VP UBND tỉnh; Sở Nội vụ", "Kế hoạch", "Quý II/2024", "Mã TC-01"),
        ("2", "Công bố danh mục dịch vụ công trực tuyến toàn trình", "Văn phòng UBND tỉnh",
         "Sở TT&TT", "Quyết định", "Trước ngày 30/9/2024", "Mã TC-02; trọng tâm"),
        ("3", "Sắp xếp tổ chức bộ máy các phòng chuyên môn", "Sở Nội vụ",
         "UBND TX Trảng Bàng; UBND huyện Gò Dầu", "Đề án", "31/12/2024", "Mã TC-03"),
        ("4", "Nâng cấp hạ tầng dữ liệu dùng chung của tỉnh", "Sở Thông tin và Truyền thông",
         "Sở KH&ĐT; Sở Văn hóa, Thể thao và Du lịch", "Hệ thống", "Năm 2025", "Mã TC-04"),
    )
]  # fmt: skip
Meant = tuple[str, str, tuple[str, ...], date | None]
MEANT: list[Meant] = [
    (ROWS[0]["title"], "STP", ("VPUB", "SNV"), date(2024, 6, 30)),
    (ROWS[1]["title"], "VPUB", ("STTTT",), date(2024, 9, 30)),
    (ROWS[2]["title"], "SNV", ("TXTB", "HGD"), date(2024, 12, 31)),
    (ROWS[3]["title"], "STTTT", ("SKHDT", "SVHTTDL"), date(2025, 12, 31)),
]


def records(name: str) -> list[dict[str, str]]:
    """A file of the demonstration's records."""
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def names_of(agency: Mapping[str, str]) -> tuple[str, ...]:
    """Every name an agency goes by."""
    return tuple(filter(None, (agency["name"], agency["short_name"], *agency["aliases"].split(";"))))


def terms(day: date = DAY, remembered: Mapping[str, str] | None = None) -> Terms:
    """The agencies and areas of the demonstration on a day."""
    areas = {one["code"]: one["name"] for one in records("areas")}
    return Terms(day, _bodies(day), areas, remembered or {})


@cache
def _bodies(day: date) -> tuple[Body, ...]:
    return tuple(
        Body(one["code"], names_of(one), one["kind"])
        for one in records("agencies")
        if one["valid_from"] <= day.isoformat() <= (one["valid_to"] or "9999")
    )


def grid(rows: Iterable[Mapping[str, str]] = ROWS, heads: Mapping[str, str] = HEADS) -> list[list[str]]:
    """A head and its rows; columns in the order of the heads."""
    return [[*heads.values()], *([row[field] for field in heads] for row in rows)]


def with_(**changed: Callable[[str], str]) -> list[dict[str, str]]:
    """The four tasks with some columns written in another way."""
    return [
        {field: changed[field](text) if field in changed else text for field, text in row.items()}
        for row in ROWS
    ]


def workbook(rows: Iterable[Sequence[object]], above: int = 0) -> tuple[Workbook, Worksheet]:
    """A workbook of one sheet that holds these rows, some way down."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for n, row in enumerate(rows, above + 1):
        for column, value in enumerate(row, 1):
            if value not in {None, ""}:
                sheet.cell(n, column, value)
    return made, sheet


def saved(made: Workbook) -> bytes:
    """The file."""
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def decomposed(text: str) -> str:
    """Letters and marks apart, as some programs write them."""
    return normalize("NFD", text)


def meant(reads: Iterable[Read]) -> list[Meant]:
    """What good rows mean."""
    return [(one.title, one.lead, one.coordinators, one.due_on) for one in reads if one.good]


def kinds(reads: Iterable[Read]) -> list[tuple[int, str, str, bool]]:
    """Row, column and kind of each problem, and whether it is a warning."""
    return [(one.row, p.column, p.kind, p.warning) for one in reads for p in one.problems]


async def opened(folder: Path, made: Workbook | bytes) -> Book:
    """The sheets of a workbook that was saved and read again by the child."""
    path = folder / "annex.xlsx"
    path.write_bytes(made if isinstance(made, bytes) else saved(made))
    return await read_book(path)


def understood(book: Book, known: Terms | None = None) -> list[Read]:
    """Its rows. Every row of every sheet is there, in order, once."""
    reads = understand(book, tables(book), known or terms())
    rows = {sheet.name: [one.row for one in reads if one.sheet == sheet.name] for sheet in book.sheets}
    for sheet in book.sheets:
        last = max((line.number for line in sheet.lines), default=0)
        assert rows[sheet.name] == [*range(1, last + 1)]
    assert len(reads) == sum(map(len, rows.values()))
    return reads
