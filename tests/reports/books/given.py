"""A report with everything in it that a report may have."""

from typing import Any

from tests.reports.sample import DAY, content, figures, summary
from tracker.reports.content import Content, Previous
from tracker.reports.series import AreaTrend, Band, HeatLine, Month, Series
from tracker.reports.summary import ProgressSummary, Row
from tracker.tasks.rules import Figures

DIGEST = "5e" * 32
BEFORE = Previous(
    7,
    "Báo cáo tháng 9",
    DAY.replace(month=9),
    1,
    Figures(60, 9, 20, 80, 3),
    {"STTTT": Figures(9, 1, 2, 7, 0)},
)
INDICATOR = {
    "set_name": "Chuyển đổi số", "target_year": 2024, "name": "Tỷ lệ hồ sơ trực tuyến", "unit": "%",
    "agency_short": "STTTT", "direction": "up", "target": "80.00", "value": "63.40", "forecast": None,
    "standing": "at_risk", "cause_kind": "objective", "cause_text": "Hạ tầng mạng yếu",
}  # fmt: skip
# What a spreadsheet would compute or open, what XML cannot hold, what would be markup.
HOSTILE = "=1+1\x00\x0b\ud83d\uffff<b>&amp;</b>_x0041_"
CLEANED = "=1+1<b>&amp;</b>_x0041_"


def whole(**changes: Any) -> Content:
    """A second version of a kept report with indicators, scores, charts and one before it."""
    trend = (Month(DAY.replace(day=1), Figures(50, 5, 30, 85, 4), 120), Month(DAY, summary().total, 127))
    series = Series(
        trend,
        (Band(1, 7, 2), Band(91, None, 3)),
        (Band(0, 7, 4),),
        (DAY.replace(day=1), DAY),
        (HeatLine("STTTT", "Sở Thông tin và Truyền thông", (None, 2)),),
        (AreaTrend("TC", "Cải cách thể chế", (10, 11), (12, 13), (18, 18)),),
    )
    facts: dict[str, Any] = {
        "id": 12, "number": 2, "reason": "Sửa số liệu", "previous": BEFORE, "series": series,
        "indicators": (INDICATOR,),
        "scores": ({"code": "STTTT", "name": "Sở TTTT", "score": 81.5, "grade": "Tốt"},),
    }  # fmt: skip
    return content(**{**facts, **changes})


def with_title(title: str) -> ProgressSummary:
    """The sample whose first task has another title, cause and proposal."""
    rows: list[Row] = [dict(row) for row in summary().rows]
    late = next(row for row in rows if row["bucket"] == "overdue")
    late |= {"title": title, "cause_kind": "objective", "cause_text": title, "proposal": title}
    return ProgressSummary(
        DAY, summary().programme, figures(rows), summary().by_agency, summary().by_area, rows
    )
