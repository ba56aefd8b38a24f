"""What the progress summary's template is given: its figures, its words and its lists as text."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from tracker import settings, templating
from tracker.reports import rules
from tracker.reports.charts import stacked_bar
from tracker.reports.summary import ProgressSummary, Row
from tracker.tasks.rules import AWAITING_LONG_DAYS, BUCKET_NAMES, BUCKETS, DUE_SOON_DAYS
from tracker.words import _, decree_day, speaking

MANY = 20  # tasks named one by one in running text; the rest are counted
FEW = 5
LATE_ROWS = 60  # of the table of overdue tasks; the annex lists them all
VOICES = 40  # of the table of causes and proposals
CAUSES = {"objective": "Khách quan", "subjective": "Chủ quan"}
LENT = {
    "BUCKETS": BUCKETS,
    "AWAITING_LONG_DAYS": AWAITING_LONG_DAYS,
    "DUE_SOON_DAYS": DUE_SOON_DAYS,
    "ANNEX_ROWS": rules.ANNEX_ROWS,
    "LATE_ROWS": LATE_ROWS,
    "MANY": MANY,
    "VOICES": VOICES,
    "counted": rules.counted,
    "joined": rules.joined,
    "lowered": rules.lowered,
    "rated": rules.rated,
    "roman": rules.roman,
    "share": rules.share,
    "unstopped": rules.unstopped,
}


def page(summary: ProgressSummary) -> str:
    """The progress summary as HTML, in Vietnamese whoever asks: an official document has one language."""
    with speaking("vi"):
        return templating.render("reports/progress.html", **context(summary))


def context(summary: ProgressSummary) -> dict[str, Any]:
    """Everything the template names."""
    names = bucket_names()
    return {
        "s": summary,
        "head": rules.letterhead(settings.current().organisation),
        "month": decree_day(summary.as_of).split("/")[1],
        "link": address(summary),
        "programme": rules.in_lines(summary.programme),
        "names": names,
        "causes": CAUSES,
        "bar": stacked_bar(summary.total, names.__getitem__, described(summary, names)),
        "hopes": hopes(summary),
        "deadline": deadline,
        "outcome": lambda row: outcome(row, summary, names),
        "cited": cited,
        "cited_due": lambda rows: cited(rows, lambda row: decree_day(row["due_on"])),
        "cited_longest": lambda rows: cited(rows[:FEW], lambda row: waited(summary.waited(row))),
        **LENT,
    }


def bucket_names() -> dict[str, str]:
    """The official names of the five buckets."""
    return {bucket: _(name) for bucket, name in BUCKET_NAMES.items()}


def address(summary: ProgressSummary) -> str:
    """Where the same report is made again."""
    query = urlencode({"as_of": summary.as_of.isoformat()})
    return f"{settings.current().base_url.rstrip('/')}/reports/progress.pdf?{query}"


def described(summary: ProgressSummary, names: dict[str, str]) -> str:
    """The bar chart in words, for who does not see it."""
    parts = [f"{rules.lowered(names[b])} {summary.total.count(b)}" for b in BUCKETS]
    return f"Biểu đồ cơ cấu {summary.total.total} nhiệm vụ: {'; '.join(parts)}."


def hopes(summary: ProgressSummary) -> list[str]:
    """What must come true for the forecast, as parts of a sentence."""
    counts = (
        ("các nhiệm vụ này được hoàn thành", len(summary.due_this_year)),
        ("%s nhiệm vụ quá hạn được hoàn thành", summary.total.overdue),
        ("%s nhiệm vụ chờ xác nhận được xác nhận", summary.total.awaiting),
    )
    return [said.replace("%s", rules.counted(count)) for said, count in counts if count]


def cited(rows: Sequence[Row], told: Callable[[Row], str] | None = None, most: int = MANY) -> str:
    """Tasks in running text, by code and lead agency; beyond ``most`` they are counted."""
    parts = [f"{row['code']} ({row['lead_name']}{', ' + told(row) if told else ''})" for row in rows[:most]]
    if len(rows) > most:
        parts.append(f"và {rules.counted(len(rows) - most)} nhiệm vụ khác")
    return "; ".join(parts)


def waited(days: int) -> str:
    """How long something has waited, as running text has it."""
    return f"{rules.counted(days)} ngày"


def deadline(row: Row) -> str:
    """A task's deadline by the decree's rule and how far it was moved, or as the source document wrote it."""
    if not row["due_on"]:
        return row["deadline_text"] or "Không có thời hạn"
    return decree_day(row["due_on"]) + _extended(row)


def _extended(row: Row) -> str:
    """How often and by how many days a deadline was moved; empty where it never was."""
    if not row["extension_count"] or not row["original_due_on"]:
        return ""
    last = max(day for day in (row["due_on"], row["extended_to"]) if day)
    days = (last - row["original_due_on"]).days
    return f" (gia hạn {rules.counted(row['extension_count'])} lần, {rules.counted(days)} ngày)"


def outcome(row: Row, summary: ProgressSummary, names: dict[str, str]) -> str:
    """Result document and state of a task in one cell of the annex."""
    name = names[row["bucket"]]
    if row["bucket"] == "overdue":
        return f"{name} {summary.late_days(row)} ngày; tiến độ {row['percent']}%"
    if row["bucket"] == "in_time":
        return f"{name}; tiến độ {row['percent']}%"
    return f"{row['result_number']}; {rules.lowered(name)}" if row["result_number"] else name
