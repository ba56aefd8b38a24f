"""The workbook tells every number of the report as a number, every day as a day, and computes nothing."""

from datetime import datetime, time
from io import BytesIO
from time import sleep
from typing import Any

import openpyxl
import pytest

from tests.reports.books.given import BEFORE, CLEANED, DIGEST, HOSTILE, INDICATOR, whole, with_title
from tests.reports.sample import DAY, content, summary, task_titles
from tracker.reports.books.cells import LONGEST
from tracker.reports.books.workbook import workbook
from tracker.reports.content import Content, Scope, read, written
from tracker.tasks.rules import BUCKETS
from tracker.words import speaking


def opened(told: Content) -> Any:
    """The workbook as another library reads it, formulas as formulas."""
    return openpyxl.load_workbook(BytesIO(workbook(told, DIGEST)))


def table(sheet: Any) -> list[dict[str, Any]]:
    """The lines below the head that is filtered."""
    head = sheet[sheet.auto_filter.ref.split(":")[0]].row
    names = [cell.value for cell in sheet[head]]
    return [
        dict(zip(names, row, strict=True))
        for row in sheet.iter_rows(min_row=head + 1, values_only=True)
        if any(value is not None for value in row)
    ]


def facts(sheet: Any) -> dict[Any, tuple[Any, ...]]:
    """What stands beside each name of the first sheet."""
    return {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}


def test_every_number_is_the_report_s_own() -> None:
    """Five figures, rates with numerator and denominator, each agency, each area, sums."""
    book, total = opened(content()), summary().total
    first = facts(book["Tổng hợp"])
    assert first["Đang thực hiện, quá hạn"][:2] == (5, 0.0284)
    assert first["Tổng số nhiệm vụ"][0] == 176
    assert first["Hoàn thành đã được xác nhận trên tổng số nhiệm vụ"] == (93, 176, 0.5284)
    assert first["Hoàn thành đã được xác nhận trên số đã hoàn thành và quá hạn"] == (93, 98, 0.949)
    assert first["Mã kiểm tra nội dung (SHA-256)"][0] == DIGEST
    assert first["Số liệu tính đến hết ngày"][0].date() == DAY
    for name, groups in (("Theo đơn vị", summary().by_agency), ("Theo lĩnh vực", summary().by_area)):
        lines = [list(line.values()) for line in table(book[name])]
        assert [line[2] for line in lines] == [*(one.name for one in groups), "Cộng"]
        for line, found in zip(lines, [*(one.figures for one in groups), total], strict=True):
            assert line[3:10] == [found.total, *(found.count(bucket) for bucket in BUCKETS), found.done]
            assert line[10] == round(float(found.rate_all or 0) / 100, 4)


def test_every_task_is_there_with_real_days() -> None:
    """All 176 codes once, days as days, shown as dd/mm/yyyy."""
    sheet = opened(content())["Chi tiết nhiệm vụ"]
    lines = {line["Mã"]: line for line in table(sheet)}
    assert {code: line["Nội dung nhiệm vụ"] for code, line in lines.items()} == task_titles()
    assert [line["TT"] for line in table(sheet)] == list(range(1, 177))
    for row in summary().rows:
        line = lines[row["code"]]
        for name, heading in (("due_on", "Thời hạn"), ("submitted_on", "Ngày báo cáo hoàn thành")):
            found = line[heading]
            assert (found.date() if found else None) == row[name]
        assert line["Tiến độ (%)"] == row["percent"]
        late = (DAY - row["due_on"]).days if row["bucket"] == "overdue" else None
        assert line["Số ngày quá hạn"] == late
    days = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, datetime)]
    assert {cell.number_format for cell in days} == {"dd/mm/yyyy"}


def test_what_else_there_is_has_its_own_sheet() -> None:
    """Indicators, scores, the report before, the charts; a report without them has none of those."""
    book = opened(whole())
    assert book.sheetnames[4:] == ["Chỉ tiêu", "Bảng điểm", "So sánh kỳ trước", "Số liệu biểu đồ"]
    (line,) = table(book["Chỉ tiêu"])
    assert (line["Mục tiêu"], line["Thực hiện"], line["Ước thực hiện"]) == (80, 63.4, None)
    assert INDICATOR["cause_text"].lower() in line["Đánh giá; nguyên nhân"].lower()
    (score,) = table(book["Bảng điểm"])
    assert (score["Mã"], score["Điểm"], score["Xếp loại"]) == ("STTTT", 81.5, "Tốt")
    changes = {(x["Phạm vi"], x["Chỉ số"]): list(x.values())[2:] for x in table(book["So sánh kỳ trước"])}
    assert changes["Tất cả", "Tổng số nhiệm vụ"] == [BEFORE.total.total, 176, 176 - BEFORE.total.total]
    assert changes["Sở Thông tin và Truyền thông", "Đang thực hiện, quá hạn"][0] == 1
    points = {tuple(list(x.values())[:4]): x["Giá trị"] for x in table(book["Số liệu biểu đồ"])}
    day = datetime.combine(DAY, time())
    assert points["Tiến độ theo thời gian", day, "Tất cả", "Tổng số nhiệm vụ"] == 176
    assert points["Quá hạn theo tháng", day, "Sở Thông tin và Truyền thông", "Đang thực hiện, quá hạn"] == 2
    assert points["Tiến độ từng lĩnh vực", day, "Cải cách thể chế", "Đã xác nhận hoàn thành"] == 11
    assert facts(book["Tổng hợp"])["Lý do thay thế"][0] == "Sửa số liệu"
    assert len(opened(content()).sheetnames) == 4


def test_what_people_wrote_is_never_computed() -> None:
    """A title "=1+1" is a text, and what no file may hold is left out; a real formula would be told apart."""
    told = with_title(HOSTILE)
    scope = Scope("list", "", "=cmd|' /C calc'!A0 &P&D http://x.vn")
    book = opened(content(told, scope=scope, title="=2+2"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)
    assert sum(cell.value == CLEANED for cell in cells) == 3
    (made := openpyxl.Workbook()).active["A1"] = "=1+1"
    made.save(file := BytesIO())
    assert openpyxl.load_workbook(file).active["A1"].data_type == "f"


def test_a_text_longer_than_a_cell_is_cut_not_lost() -> None:
    """Excel holds 32 767 UTF-16 units; letters of two units are not torn."""
    sheet = opened(content(with_title("x" + "😀" * 20_000)))["Chi tiết nhiệm vụ"]
    longest = max((line["Nội dung nhiệm vụ"] for line in table(sheet)), key=len)
    assert LONGEST - 2 <= len(longest.encode("utf-16-le")) // 2 <= LONGEST
    assert longest.endswith("😀…")


def test_it_prints_on_a4_with_its_heads() -> None:
    """Landscape, as wide as the page, heads frozen, filtered and repeated, pages counted."""
    for sheet in opened(whole()):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.freeze_panes
        assert sheet.print_title_rows
        assert sheet.print_area
        assert sheet.oddFooter.right.text == "&P/&N"
        assert sheet.auto_filter.ref or sheet.title == "Tổng hợp"


def test_the_same_content_makes_the_same_bytes() -> None:
    """Whoever asks in whatever language, now or later, from the kept text too; another content, others."""
    first = workbook(whole(), DIGEST)
    sleep(2.1)  # the clock of a zip has steps of two seconds
    with speaking("en"):
        assert workbook(read(written(whole())), DIGEST) == first
    assert workbook(whole(number=3), DIGEST) != first
    properties = openpyxl.load_workbook(BytesIO(first)).properties
    assert (properties.created.date(), DIGEST in properties.description) == (DAY, True)


@pytest.mark.parametrize("kind", ["brief", "letter", "scoped"])
def test_every_kind_has_a_workbook(kind: str) -> None:
    """Also one that lists too many tasks says so, and one of nothing stands."""
    told = content(kind=kind, scope=Scope("agency", "STTTT", "Sở Thông tin và Truyền thông"))
    assert "Sở Thông tin" in facts(opened(told)["Tổng hợp"])["Phạm vi"][0]
    partly = opened(content(summary(is_whole=False), kind=kind))["Chi tiết nhiệm vụ"]
    assert "Danh mục có 176 nhiệm vụ" in partly["A2"].value
    assert "/tasks.xlsx?" in partly["A3"].value
