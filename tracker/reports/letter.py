"""The management letter: the Office tells one agency how its tasks stand and what is asked of it, by when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from tracker import templating
from tracker.reports import prefill, rules
from tracker.reports.comparison import compared as since_before
from tracker.reports.content import Content
from tracker.reports.sentences import address, bucket_names, deadline
from tracker.reports.summary import ProgressSummary, Row
from tracker.tasks.rules import AWAITING_LONG_DAYS, DUE_SOON_DAYS, Figures
from tracker.words import decree_day, number, percent

SYMBOL = "VP-KSTT"
SIGNER = ("CHÁNH VĂN PHÒNG",)
LISTED = 60  # rows of a table; the rest are counted
ANSWER = timedelta(days=7)  # where nobody counted the working days
FEWEST_PEERS = 2  # of one agency the median would be its own figures


@dataclass(frozen=True)
class Compared:
    """A figure of the agency beside the middle one of its peers."""

    name: str
    own: str
    peers: str


def page(content: Content, digest: str) -> str:
    """The letter as HTML."""
    return templating.render("reports/letter.html", **context(content, digest))


def context(content: Content, digest: str) -> dict[str, Any]:
    """Everything the template names."""
    summary, told = content.summary, content.addressed
    head = rules.letterhead(content.office.organisation)
    by = told.answer_by or content.made + ANSWER
    return {
        "c": content,
        "s": summary,
        "digest": digest,
        "link": address(content),
        "about": rules.about(content.scope.kind, content.scope.name),
        "head": head,
        "symbol": SYMBOL,
        "month": decree_day(content.made).split("/")[1],
        "who": content.scope.name,
        "subject": subject(summary.total, bool(summary.due_soon)),
        "answer_by": decree_day(by),
        "before": since_before(content, bucket_names()),
        "peers": compared(summary.total, told.peers),
        "returned": [row for row in summary.rows if row.get("state") == "returned"],
        "next_due": next_due(summary),
        "ask": lambda row: ask(row, told.deciding, by),
        "product": lambda row: rules.unstopped(row.get("expected_output") or ""),
        "note": lambda row: rules.unstopped(row.get("progress_note") or ""),
        "forecast": rules.paragraphs(prefill.texts(content).get("forecast", "")),
        "asked": rules.paragraphs(content.sections.get("next", "")),
        "recipients": recipients(content, head),
        "signer": SIGNER if content.office.signer in ((), rules.SIGNER) else content.office.signer,
        "counted": rules.counted,
        "lowered": rules.lowered,
        "rated": rules.rated,
        "deadline": deadline,
        "LISTED": LISTED,
        "AWAITING_LONG_DAYS": AWAITING_LONG_DAYS,
        "DUE_SOON_DAYS": DUE_SOON_DAYS,
    }


def subject(total: Figures, due_soon: bool) -> str:
    """What the letter is about, after V/v: no more than there is to urge."""
    pressing = [
        name for name, is_so in (("quá hạn", bool(total.overdue)), ("sắp đến hạn", due_soon)) if is_so
    ]
    if pressing:
        return f"đôn đốc nhiệm vụ cải cách hành chính {', '.join(pressing)}"
    return "thông báo tình hình thực hiện nhiệm vụ cải cách hành chính"


def recipients(content: Content, head: rules.Letterhead) -> tuple[str, ...]:
    """Who gets the letter: as was said, or the agency and those who must know."""
    said = content.office.recipients
    if said and said != rules.recipients(head):
        return said
    return ("Như trên", f"Chủ tịch, các PCT UBND {head.kind} (để b/c)", "Lưu: VT, KSTT")


def compared(own: Figures, peers: Sequence[Figures]) -> list[Compared]:
    """The agency's rates and counts beside the medians of its peers; of too few peers, nothing."""
    if len(peers) < FEWEST_PEERS:
        return []
    rates: Sequence[tuple[str, Callable[[Figures], Decimal | None]]] = (
        ("Đã xác nhận hoàn thành trên tổng số", lambda f: f.rate_all),
        ("Đã xác nhận hoàn thành trên số đã hoàn thành và quá hạn", lambda f: f.rate_due),
        ("Hoàn thành đúng hạn trên số đã xác nhận hoàn thành", lambda f: f.rate_on_time),
    )
    counts: Sequence[tuple[str, Callable[[Figures], int]]] = (
        ("Số nhiệm vụ chủ trì", lambda f: f.total),
        ("Số nhiệm vụ quá hạn", lambda f: f.overdue),
        ("Số nhiệm vụ chờ xác nhận", lambda f: f.awaiting),
    )
    lines = [
        Compared(name, percent(rate(own)), percent(middle([rate(one) for one in peers])))
        for name, rate in rates
    ]
    return lines + [Compared(name, number(n(own)), halves(median(map(n, peers)))) for name, n in counts]


def middle(rates: Sequence[Decimal | None]) -> Decimal | None:
    """The median of the rates that there are: who has nothing to complete has no rate."""
    known = [one for one in rates if one is not None]
    return median(known) if known else None


def halves(count: float) -> str:
    """The median of counts: whole, or a half between two."""
    return number(int(count)) + (",5" if count % 1 else "")


def next_due(summary: ProgressSummary) -> Row | None:
    """The task in time with the nearest deadline."""
    found = [row for row in summary.of("in_time") if row["due_on"]]
    return min(found, key=lambda row: (row["due_on"], row["code"]), default=None)


def ask(row: Row, deciding: Sequence[str], answer_by: date) -> str:
    """What is asked about an overdue task, and by when."""
    waits = "Đề nghị gia hạn đang được xem xét, trong thời gian chờ quyết định tiếp tục thực hiện. "
    return (
        f"{waits if row['code'] in deciding else ''}Báo cáo nguyên nhân, trách nhiệm trước ngày "
        f"{decree_day(answer_by)}; hoàn thành, gửi sản phẩm trước ngày {decree_day(complete_by(answer_by))}."
    )


def complete_by(answer_by: date) -> date:
    """The end of the month in which the answer is due, or of the next when fewer than ten days are left."""
    following = (answer_by.replace(day=1) + timedelta(31)).replace(day=1)
    end = following - timedelta(1)
    return end if (end - answer_by).days >= 10 else (following + timedelta(31)).replace(day=1) - timedelta(1)
