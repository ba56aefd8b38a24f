"""What the templates of the official and the scoped report are given: figures, words and lists as text."""

from typing import Any
from urllib.parse import urlencode

from tracker import settings, templating
from tracker.reports import prefill, rules
from tracker.reports.charts import stacked_bar
from tracker.reports.comparison import compared
from tracker.reports.content import DIFFICULTIES, SECTIONS, Content
from tracker.reports.kept.rules import about
from tracker.reports.summary import ProgressSummary, Row
from tracker.reports.targets import sets
from tracker.tasks.rules import AWAITING_LONG_DAYS, BUCKET_NAMES, BUCKETS, DUE_SOON_DAYS
from tracker.words import _, decree_day, speaking

FEW = 5
LATE_ROWS = 60  # of the table of overdue tasks; the annex lists them all
CAUSES = {"objective": "Khách quan", "subjective": "Chủ quan"}
DIFFICULTY_NAMES = {
    "central_law": "Quy định pháp luật của trung ương",
    "provincial_rule": "Quy định của tỉnh",
    "resources": "Nguồn lực",
    "coordination": "Phối hợp giữa các cơ quan",
}
BOXES = (*SECTIONS, *(f"difficulties.{kind}" for kind in DIFFICULTIES))
LENT = {
    "BUCKETS": BUCKETS,
    "AWAITING_LONG_DAYS": AWAITING_LONG_DAYS,
    "DUE_SOON_DAYS": DUE_SOON_DAYS,
    "ANNEX_ROWS": rules.ANNEX_ROWS,
    "LATE_ROWS": LATE_ROWS,
    "causes": CAUSES,
    "counted": rules.counted,
    "lowered": rules.lowered,
    "rated": rules.rated,
    "roman": rules.roman,
    "share": rules.share,
    "cited": rules.cited,
}


def page(content: Content, digest: str) -> str:
    """The report as HTML."""
    return templating.render("reports/progress.html", **context(content, digest))


def context(content: Content, digest: str) -> dict[str, Any]:
    """Everything the templates name."""
    summary, names, texts = content.summary, bucket_names(), prefill.texts(content)
    return {
        "c": content,
        "s": summary,
        "digest": digest,
        "head": rules.letterhead(content.office.organisation),
        "month": decree_day(content.made).split("/")[1],
        "link": address(content),
        "subject": subject(content),
        "about": rules.about(content.scope.kind, content.scope.name),
        "names": names,
        "bar": stacked_bar(summary.total, names.__getitem__, described(summary, names)),
        "told": {name: rules.paragraphs(texts.get(name, "")) for name in BOXES},
        "difficulties": [(DIFFICULTY_NAMES[kind], f"difficulties.{kind}") for kind in DIFFICULTIES],
        "compared": compared(content, names),
        "annexes": numbered(content),
        "indicators": sets(content.indicators),
        "full_link": full_list(content),
        "deadline": deadline,
        "outcome": lambda row: outcome(row, summary, names),
        "cited_due": lambda rows: rules.cited(rows, lambda row: decree_day(row["due_on"])),
        "cited_longest": lambda rows: rules.cited(rows[:FEW], lambda row: waited(summary.waited(row))),
        **LENT,
    }


def bucket_names() -> dict[str, str]:
    """The official names of the five buckets."""
    return {bucket: _(name) for bucket, name in BUCKET_NAMES.items()}


def subject(content: Content) -> list[str]:
    """What the report is of, in lines: as its title says, unless nobody chose the title."""
    scope, title = content.scope, content.title.strip()
    usual = {""}
    for language in ("vi", "en"):
        with speaking(language):
            usual.add(about(content.kind, scope))
    if title in usual:
        title = rules.subject(scope.kind, scope.name, content.summary.programme)
    title = title.removeprefix("Báo cáo ")
    told = [content.period] if content.period and content.period not in title else []
    return rules.in_lines(title[:1].upper() + title[1:]) + told


def numbered(content: Content) -> dict[str, str]:
    """The annexes there are and their Roman numbers; an only one has none."""
    there = {
        "agencies": True,
        "charts": content.charts and bool(content.series.trend),
        "tasks": True,
        "indicators": bool(content.indicators),
    }
    found = [name for name, is_there in there.items() if is_there]
    return {name: rules.roman(n) for n, name in enumerate(found, 1)}


def address(content: Content) -> str:
    """Where the report is opened again: its own address, or of one not kept what makes it again."""
    base = settings.current().base_url.rstrip("/")
    if content.id:
        return f"{base}/reports/{content.id}"
    scope = content.scope
    words = {"as_of": content.as_of.isoformat()}
    if not scope.whole:
        words |= {"scope": scope.kind, "code": scope.code, "list": scope.query}
    return f"{base}/reports/progress.pdf?{urlencode({name: word for name, word in words.items() if word})}"


def full_list(content: Content) -> str:
    """Where all tasks of the report are had as a workbook, however many."""
    scope = content.scope
    asked = {"agency": scope.code, "area": scope.code, "source": scope.code}
    words = {scope.kind: asked[scope.kind]} if scope.kind in asked else {}
    words |= {"bucket": "overdue"} if scope.kind == "overdue" else {}
    words |= {"starred": "1"} if scope.kind == "starred" else {}
    query = "&".join(
        part for part in (scope.query, urlencode({**words, "as_of": content.as_of.isoformat()})) if part
    )
    return f"{settings.current().base_url.rstrip('/')}/tasks.xlsx?{query}"


def described(summary: ProgressSummary, names: dict[str, str]) -> str:
    """The bar chart in words, for who does not see it."""
    parts = [f"{rules.lowered(names[b])} {summary.total.count(b)}" for b in BUCKETS]
    return f"Biểu đồ cơ cấu {summary.total.total} nhiệm vụ: {'; '.join(parts)}."


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
