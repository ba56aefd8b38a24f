"""The tables of a report's workbook: figures by agency and by area, and every task it lists. Pure."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tracker.reports.books.cells import Column, Kind, Line, Sheet, Value
from tracker.reports.content import Content
from tracker.reports.rules import ANNEX_ROWS, counted
from tracker.reports.sentences import CAUSES, DIFFICULTY_NAMES, bucket_names, full_list
from tracker.reports.summary import Group, ProgressSummary, Row
from tracker.tasks.rules import BUCKETS, Figures

PRINTED = 14  # columns of the tasks that are read on paper; the others would make them too small

Told = Callable[[Row], Value]


def rounded(rate: Decimal | None) -> Decimal | None:
    """A rate in per cent as the report prints it; None of nothing."""
    return None if rate is None else rate.quantize(Decimal("0.01"), ROUND_HALF_UP)


def counts() -> tuple[Column, ...]:
    """The columns of figures."""
    buckets = (Column(name, 13, "number") for name in bucket_names().values())
    return (
        Column("Tổng số nhiệm vụ", 11, "number"),
        *buckets,
        Column("Đã xác nhận hoàn thành", 13, "number"),
        Column("Tỷ lệ hoàn thành trên tổng số", 13, "rate"),
        Column("Tỷ lệ hoàn thành trên số đã hoàn thành và quá hạn", 17, "rate"),
        Column("Tỷ lệ đúng hạn trong số đã hoàn thành", 15, "rate"),
    )


def figures(found: Figures) -> tuple[Value, ...]:
    """The values of those columns."""
    rates = (rounded(rate) for rate in (found.rate_all, found.rate_due, found.rate_on_time))
    return (found.total, *(found.count(bucket) for bucket in BUCKETS), found.done, *rates)


def by_agency(content: Content) -> Sheet:
    """The figures of each lead agency."""
    head = (Column("TT", 6, "number"), Column("Mã", 10), Column("Cơ quan chủ trì", 42, "long"))
    summary = content.summary
    return _groups("Theo đơn vị", "Kết quả theo cơ quan chủ trì", head, summary.by_agency, summary)


def by_area(content: Content) -> Sheet:
    """The figures of each area."""
    head = (Column("TT", 6, "number"), Column("Mã", 10), Column("Lĩnh vực", 42, "long"))
    summary = content.summary
    return _groups("Theo lĩnh vực", "Kết quả theo lĩnh vực", head, summary.by_area, summary)


def _groups(
    name: str, title: str, head: tuple[Column, ...], groups: Sequence[Group], summary: ProgressSummary
) -> Sheet:
    lines: list[Line] = [(n, one.code, one.name, *figures(one.figures)) for n, one in enumerate(groups, 1)]
    sums: Line = (None, "", "Cộng", *figures(summary.total))
    return Sheet(name, title, head + counts(), lines, sums, kept=3)


def tasks(content: Content) -> Sheet:
    """Every task that the report lists, in the order of its annex."""
    summary = content.summary
    told = _told(content)
    lines: list[Line] = [
        (n, *(value(row) for _column, value in told)) for n, row in enumerate(_ordered(summary), 1)
    ]
    columns = (Column("TT", 6, "number"), *(column for column, _value in told))
    return Sheet(
        "Chi tiết nhiệm vụ", _title(summary), columns, lines, (), _partly(content), kept=3, printed=PRINTED
    )


def _ordered(summary: ProgressSummary) -> list[Row]:
    """The listed tasks by area; should an area not be counted, its tasks come last."""
    found = [row for section in summary.sections for row in section.rows]
    named = {row["code"] for row in found}
    return found + [row for row in summary.rows if row["code"] not in named]


def _title(summary: ProgressSummary) -> str:
    told = "Chi tiết" if summary.is_whole else "Nhiệm vụ quá hạn, chờ xác nhận trong"
    return f"{told} {counted(summary.total.total)} nhiệm vụ"


def _partly(content: Content) -> tuple[str, ...]:
    summary = content.summary
    if summary.is_whole:
        return ()
    told = (
        f"Danh mục có {counted(summary.total.total)} nhiệm vụ, vượt quá {counted(ANNEX_ROWS)} dòng của một "
        f"phụ lục in. Bảng này chỉ liệt kê {counted(len(summary.rows))} nhiệm vụ quá hạn và chờ xác nhận "
        "lâu nhất."
    )
    return told, f"Danh mục đầy đủ tại địa chỉ: {full_list(content)}"


def _told(content: Content) -> list[tuple[Column, Told]]:
    summary, names = content.summary, bucket_names()
    areas = {one.code: one.name for one in summary.by_area}
    return [
        (Column("Mã", 11), _of("code")),
        (Column("Nội dung nhiệm vụ", 50, "long"), _of("title")),
        (Column("Lĩnh vực", 24, "long"), lambda row: areas.get(row["area_code"], row["area_code"])),
        (Column("Cơ quan chủ trì", 24, "long"), _of("lead_name")),
        (Column("Cơ quan phối hợp", 24, "long"), _of("coordinators")),
        (Column("Số văn bản giao", 18), _of("source_number")),
        (Column("Ngày văn bản giao", 12, "day"), _of("source_date")),
        (Column("Thời hạn", 12, "day"), _of("due_on")),
        (Column("Thời hạn ghi tại văn bản", 18, "long"), _of("deadline_text")),
        (Column("Thời hạn ban đầu", 12, "day"), _of("original_due_on")),
        (Column("Số lần gia hạn", 9, "number"), _of("extension_count")),
        (Column("Trạng thái", 20, "long"), lambda row: names[row["bucket"]]),
        (Column("Tiến độ (%)", 9, "number"), _of("percent")),
        (Column("Số ngày quá hạn", 9, "number"), _in("overdue", summary.late_days)),
        (Column("Ngày báo cáo hoàn thành", 12, "day"), _of("submitted_on")),
        (Column("Số ngày chờ xác nhận", 10, "number"), _in("awaiting", summary.waited)),
        (Column("Văn bản, sản phẩm hoàn thành", 20, "long"), _of("result_number")),
        (Column("Nhiệm vụ trọng tâm", 9), lambda row: "Có" if row["starred"] else ""),
        (Column("Loại nguyên nhân", 11), lambda row: _named(CAUSES, row["cause_kind"])),
        (Column("Nguyên nhân", 36, "long"), _of("cause_text")),
        (
            Column("Loại khó khăn", 20, "long"),
            lambda row: _named(DIFFICULTY_NAMES, row.get("difficulty_kind")),
        ),
        (Column("Khó khăn, vướng mắc", 36, "long"), _of("difficulties")),
        (Column("Ước thực hiện", 30, "long"), _of("forecast")),
        (Column("Kiến nghị của cơ quan chủ trì", 36, "long"), _of("proposal")),
        (Column("Ngày cập nhật tiến độ gần nhất", 12, "day"), _of("progressed_on")),
    ]


def _of(name: str) -> Told:
    return lambda row: row.get(name)


def _in(bucket: str, days: Callable[[Mapping[str, Any]], int]) -> Told:
    return lambda row: days(row) if row["bucket"] == bucket else None


def _named(names: Mapping[str, str], kind: str | None) -> str:
    return names.get(kind, kind) if kind else ""


def kinds(values: Sequence[Value]) -> Kind:
    """How facts that nobody described are shown."""
    return "decimal" if any(isinstance(value, int | float | Decimal) for value in values) else "long"
