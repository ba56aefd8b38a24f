"""The tables that a workbook has where there is something to tell: indicators, scores, charts. Pure."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import Any

from tracker.reports.books.cells import Column, Line, Sheet, Value
from tracker.reports.books.sheets import kinds
from tracker.reports.content import Content, Previous
from tracker.reports.sentences import bucket_names
from tracker.reports.series import Band, Series
from tracker.reports.targets import SIGNS, sets
from tracker.tasks.rules import BUCKETS, Figures
from tracker.words import decree_day, percent

SCORES = {
    "code": "Mã", "name": "Cơ quan", "kind": "Loại cơ quan", "score": "Điểm", "grade": "Xếp loại",
    "rank": "Xếp hạng", "of": "Trong số", "moved": "Tăng hạng", "total": "Tổng số nhiệm vụ",
    "on_time": "Đúng hạn (%)", "overdue": "Nhiệm vụ quá hạn", "awaiting": "Nhiệm vụ chờ xác nhận",
    "extended": "Nhiệm vụ được gia hạn", "extension_days": "Số ngày gia hạn", "updated": "Có cập nhật (%)",
    "silent": "Nhiệm vụ lâu không cập nhật", "met": "Chỉ tiêu đạt hoặc dự báo đạt",
    "indicators": "Chỉ tiêu có số liệu",
}  # fmt: skip


def further(content: Content) -> Iterator[Sheet]:
    """The sheets after the tasks, as far as there is something to tell."""
    if content.indicators:
        yield indicators(content)
    if content.scores:
        yield scores(content)
    if content.previous:
        yield comparison(content, content.previous)
    lines = list(points(content.series))
    if lines:
        yield series(lines)


def indicators(content: Content) -> Sheet:
    """Each indicator: target, value, forecast as numbers, and what is judged of it."""
    columns = (
        Column("TT", 6, "number"), Column("Bộ chỉ tiêu", 30, "long"), Column("Năm", 8, "number"),
        Column("Chỉ tiêu", 44, "long"), Column("Cơ quan chủ trì", 18, "long"), Column("Đơn vị tính", 12),
        Column("Chiều", 7), Column("Mục tiêu", 12, "decimal"), Column("Thực hiện", 12, "decimal"),
        Column("Ước thực hiện", 12, "decimal"), Column("Đánh giá; nguyên nhân", 44, "long"),
    )  # fmt: skip
    lines: list[Line] = [(n, *_indicator(one)) for n, one in enumerate(content.indicators, 1)]
    return Sheet("Chỉ tiêu", "Kết quả thực hiện các chỉ tiêu", columns, lines, kept=4)


def _indicator(one: Any) -> Line:
    (group,) = sets([one])
    (line,) = group.lines
    amounts = (_amount(one[name]) for name in ("target", "value", "forecast"))
    return (
        group.name, group.year, line.name, line.agency, line.unit, SIGNS[one["direction"]], *amounts,
        line.verdict,
    )  # fmt: skip


def _amount(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def scores(content: Content) -> Sheet:
    """What the scorecard told of each agency, plain facts only."""
    facts = [
        {name: value for name, value in one.items() if isinstance(value, str | int | float | None)}
        for one in content.scores
    ]
    told = set(chain.from_iterable(facts))
    names = [*(name for name in SCORES if name in told), *sorted(told - SCORES.keys())]
    columns = [Column(SCORES.get(name, name), 16, kinds([one.get(name) for one in facts])) for name in names]
    lines: list[Line] = [(n, *(one.get(name) for name in names)) for n, one in enumerate(facts, 1)]
    return Sheet("Bảng điểm", "Bảng điểm theo cơ quan", (Column("TT", 6, "number"), *columns), lines, kept=2)


def comparison(content: Content, before: Previous) -> Sheet:
    """Each figure then and now, of all and of each agency."""
    then, now = decree_day(before.as_of), decree_day(content.as_of)
    columns = (
        Column("Phạm vi", 42, "long"), Column("Chỉ số", 52, "long"), Column(f"Đến ngày {then}", 14, "number"),
        Column(f"Đến ngày {now}", 14, "number"), Column("Tăng, giảm", 12, "number"),
    )  # fmt: skip
    lines = list(_changes("Tất cả", before.total, content.summary.total))
    for one in content.summary.by_agency:
        if one.code in before.by_agency:
            lines += _changes(one.name, before.by_agency[one.code], one.figures)
    title = f"So sánh với số liệu tính đến hết ngày {then}"
    notes = (f"Báo cáo trước: {before.title}", _rates(before.total, content.summary.total))
    return Sheet("So sánh kỳ trước", title, columns, lines, notes=notes, kept=2)


def _changes(scope: str, then: Figures, now: Figures) -> Iterator[Line]:
    for bucket, name in bucket_names().items():
        yield scope, name, then.count(bucket), now.count(bucket), now.count(bucket) - then.count(bucket)
    yield scope, "Tổng số nhiệm vụ", then.total, now.total, now.total - then.total


def _rates(then: Figures, now: Figures) -> str:
    return f"Tỷ lệ hoàn thành trên tổng số: {percent(then.rate_all)}, nay {percent(now.rate_all)}"


def series(lines: list[Line]) -> Sheet:
    """What the charts are drawn from, a number a line."""
    columns = (
        Column("Biểu đồ", 32, "long"), Column("Ngày", 12, "day"), Column("Đối tượng", 36, "long"),
        Column("Chỉ số", 36, "long"), Column("Giá trị", 12, "number"),
    )  # fmt: skip
    return Sheet("Số liệu biểu đồ", "Số liệu của các biểu đồ", columns, lines, kept=1)


def points(found: Series) -> Iterator[Line]:
    """Every number of the charts: chart, day, whose, which figure, value."""
    names = bucket_names()
    for month in found.trend:
        of = ("Tiến độ theo thời gian", month.day, "Tất cả")
        yield *of, "Tổng số nhiệm vụ", month.figures.total
        for bucket in BUCKETS:
            yield *of, names[bucket], month.figures.count(bucket)
        yield *of, "Kế hoạch (đến hạn đến ngày này)", month.due
    yield from _ages("Quá hạn bao lâu", found.overdue)
    yield from _ages("Chờ xác nhận bao lâu", found.awaiting)
    for line in found.heat:
        for day, late in zip(found.heat_days, line.late, strict=True):
            yield "Quá hạn theo tháng", day, line.name, names["overdue"], late
    for area in found.areas:
        for place, month in enumerate(found.trend):
            of = ("Tiến độ từng lĩnh vực", month.day, area.name)
            yield *of, "Đã xác nhận hoàn thành", _at(area.done, place)
            yield *of, "Kế hoạch (đến hạn đến ngày này)", _at(area.due, place)
            yield *of, "Tổng số nhiệm vụ", _at(area.total, place)


def _ages(chart: str, bands: tuple[Band, ...]) -> Iterator[Line]:
    for band in bands:
        told = f"Từ {band.least} đến {band.most} ngày" if band.most is not None else f"Từ {band.least} ngày"
        yield chart, None, "Tất cả", told, band.count


def _at(values: tuple[int, ...], place: int) -> Value:
    return values[place] if place < len(values) else None
