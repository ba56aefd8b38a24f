"""A report as an Excel workbook: its figures and every task, to be counted again by anybody."""

from datetime import datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

from tracker.reports.books.cells import Looks, clean, for_paper, heading, lay, put
from tracker.reports.books.further_sheets import further
from tracker.reports.books.sheets import by_agency, by_area, rounded, tasks
from tracker.reports.content import Content
from tracker.reports.rules import about, letterhead, rate
from tracker.reports.sentences import address, bucket_names, subject
from tracker.tasks.rules import BUCKETS, Figures
from tracker.words import decree_day, speaking

# Nothing that people wrote is computed, opened or counted.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WHOLE = "toàn bộ nhiệm vụ, mọi cơ quan chủ trì, mọi lĩnh vực"


def workbook(content: Content, digest: str) -> bytes:
    """A report's content as .xlsx; ``digest`` is its content's. The same content, the same bytes."""
    file = BytesIO()
    with speaking("vi"), xlsxwriter.Workbook(file, OPTIONS) as book:  # an official document has one language
        book.set_properties(_properties(content, digest))
        looks, footer = Looks(book), f"Số liệu tính đến {content.until} {decree_day(content.as_of)}"
        _overview(book, content, digest, looks, footer)
        for table in (by_agency(content), by_area(content), tasks(content), *further(content)):
            lay(book, table, looks, footer)
    return file.getvalue()


def _properties(content: Content, digest: str) -> dict[str, Any]:
    issuer = letterhead(content.office.organisation).issuer
    return {
        "title": clean(" ".join(subject(content)))[:255],
        "subject": f"Số liệu tính đến {content.until} {decree_day(content.as_of)}",
        "author": clean(issuer),
        "company": clean(issuer),
        "comments": f"SHA-256: {digest}",
        "created": datetime.combine(content.as_of, time()),
    }


def _overview(book: Any, content: Content, digest: str, looks: Looks, footer: str) -> None:
    """The first sheet: what it is of, the five figures, the rates, where it comes from."""
    sheet = book.add_worksheet("Tổng hợp")
    for place, width in enumerate((58, 16, 16, 14)):
        sheet.set_column(place, place, width)
    title = clean(" ".join(subject(content)))
    sheet.set_row(0, 38)
    sheet.merge_range(0, 0, 0, 3, "", looks("long"))
    put(sheet, 0, 0, title, "long", looks, bold=True, font_size=14)
    row = _facts(sheet, 1, _about(content), looks) + 1
    row = _figures(sheet, row, content.summary.total, looks) + 1
    row = _rates(sheet, row, content.summary.total, looks) + 1
    row = _facts(sheet, row, _origin(content, digest), looks)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, row, 3)
    for_paper(sheet, footer)


def _about(content: Content) -> list[tuple[str, Any]]:
    scope = content.scope
    told = WHOLE if scope.whole else about(scope.kind, scope.name)
    facts: list[tuple[str, Any]] = [("Chương trình", content.summary.programme), ("Phạm vi", told)]
    facts.append((f"Số liệu tính đến {content.until}", content.as_of))
    if content.period:
        facts.append(("Kỳ báo cáo", content.period))
    if content.period_from:
        facts.append(("Kỳ báo cáo từ ngày", content.period_from))
    return [*facts, ("Đơn vị ban hành", letterhead(content.office.organisation).issuer)]


def _origin(content: Content, digest: str) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [("Phiên bản", content.number)]
    if content.reason:
        facts.append(("Lý do thay thế", content.reason))
    facts.append(("Mã kiểm tra nội dung (SHA-256)", digest))
    anchor = content.summary.anchor
    if anchor:
        facts += [("Mốc lịch sử ngày", anchor.on_day), ("Mốc lịch sử, mục số", anchor.seq)]
        facts.append(("Mốc lịch sử, mã SHA-256", str(anchor.hash)))
    return [*facts, ("Mở lại báo cáo này" if content.id else "Lập lại báo cáo này", address(content))]


def _facts(sheet: Any, row: int, facts: list[tuple[str, Any]], looks: Looks) -> int:
    """Name and value, a line each; the number of the next row."""
    for name, value in facts:
        put(sheet, row, 0, name, "text", looks)
        kind = "number" if isinstance(value, int) else "text" if isinstance(value, str) else "day"
        put(sheet, row, 1, value, kind, looks, align="left")
        row += 1
    return row


def _figures(sheet: Any, row: int, total: Figures, looks: Looks) -> int:
    for place, text in enumerate(("Trạng thái", "Số nhiệm vụ", "Tỷ lệ")):
        heading(sheet, row, place, text, looks)
    names = bucket_names()
    lines = [(names[bucket], total.count(bucket), False) for bucket in BUCKETS]
    for name, count, bold in [*lines, ("Tổng số nhiệm vụ", total.total, True)]:
        row += 1
        put(sheet, row, 0, name, "text", looks, border=1, bold=bold)
        put(sheet, row, 1, count, "number", looks, border=1, bold=bold)
        put(sheet, row, 2, rounded(rate(count, total.total)), "rate", looks, border=1, bold=bold)
    return row + 1


def _rates(sheet: Any, row: int, total: Figures, looks: Looks) -> int:
    for place, text in enumerate(("Tỷ lệ", "Tử số", "Mẫu số", "Giá trị")):
        heading(sheet, row, place, text, looks)
    judged = total.done + total.overdue
    judged = total.done + total.overdue
    for name, part, whole in (
        ("Hoàn thành đã được xác nhận trên tổng số nhiệm vụ", total.done, total.total),
        ("Hoàn thành đã được xác nhận trên số đã hoàn thành và quá hạn", total.done, judged),
        ("Đúng hạn trong số đã được xác nhận hoàn thành", total.done_on_time, total.done),
        ("Hoàn thành và chờ xác nhận trên tổng số nhiệm vụ", total.done + total.awaiting, total.total),
    ):
        row += 1
        put(sheet, row, 0, name, "long", looks, border=1)
        put(sheet, row, 1, part, "number", looks, border=1)
        put(sheet, row, 2, whole, "number", looks, border=1)
        put(sheet, row, 3, rounded(rate(part, whole)), "rate", looks, border=1)
    return row + 1
