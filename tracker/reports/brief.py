"""The brief for the meeting room: one page that shows where things stand and what must be decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from tracker import templating
from tracker.reports import rules
from tracker.reports.comparison import signed
from tracker.reports.content import Content, Group
from tracker.reports.graphs.looks import paper
from tracker.reports.graphs.strips import added, ranked, strips, whole
from tracker.reports.sentences import address, bucket_names, described
from tracker.reports.summary import ProgressSummary, Row
from tracker.reports.targets import sets
from tracker.tasks.rules import AWAITING_LONG_DAYS, DUE_SOON_DAYS, LIFE_CYCLE, Figures
from tracker.words import decree_day, number

ROWS = 5  # tasks named one by one
AGENCIES = 8  # the others stand in one row, so that all add up to the total
WIDTH, RIGHT = 275.0, 117.0  # millimetres: the page's, the right column's
NAME = 22  # letters of an agency's name beside its bar


@dataclass(frozen=True)
class ToDo:
    """A task that somebody must act on."""

    days: str
    row: Row
    waits: bool = False


def page(content: Content, digest: str) -> str:
    """The brief as HTML."""
    return templating.render("reports/brief.html", **context(content, digest))


def context(content: Content, digest: str) -> dict[str, Any]:
    """Everything the template names."""
    summary, names = content.summary, bucket_names()
    todo = to_do(summary)
    return {
        "c": content,
        "s": summary,
        "digest": digest,
        "link": address(content),
        "about": rules.about(content.scope.kind, content.scope.name),
        "counted": rules.counted,
        "share": rules.share,
        "unstopped": rules.unstopped,
        "names": names,
        "buckets": LIFE_CYCLE,
        "whole": whole(summary.total, WIDTH, 9.5),
        "bar_said": described(summary, names),
        "todo": todo,
        "more": summary.total.overdue - sum(not one.waits for one in todo),
        "worst": worst(summary),
        "proposals": sum(bool(row["proposal"]) for row in [*summary.overdue, *summary.voiced]),
        "agencies": by_agency(summary),
        "compared": compared(content),
        "targets": sets(content.indicators),
        "trend_look": paper(RIGHT, 10),
        "ages_look": paper(RIGHT / 2 - 2, 10),
        "AWAITING_LONG_DAYS": AWAITING_LONG_DAYS,
        "DUE_SOON_DAYS": DUE_SOON_DAYS,
        "WIDTH": WIDTH,
        "RIGHT": RIGHT,
    }


def to_do(summary: ProgressSummary) -> list[ToDo]:
    """The tasks overdue for longest, and as far as there is room those that wait longest to be confirmed."""
    late = [ToDo(f"{number(summary.late_days(row))} ngày", row) for row in summary.overdue[:ROWS]]
    waiting = summary.awaiting_long[: ROWS - len(late)]
    return late + [ToDo(f"chờ {number(summary.waited(row))} ngày", row, waits=True) for row in waiting]


def worst(summary: ProgressSummary) -> tuple[str, int]:
    """The agency with most overdue tasks and how many; of none, or of several alike, no name."""
    most = max((group.figures.overdue for group in summary.by_agency), default=0)
    found = [group.name for group in summary.by_agency if group.figures.overdue == most]
    return (found[0], most) if most and len(found) == 1 and len(summary.by_agency) > 1 else ("", most)


def by_agency(summary: ProgressSummary) -> dict[str, Any]:
    """The bars by agency, in millimetres: eight, and one for the rest."""
    shown, rest = ranked(cast("Sequence[Group]", summary.by_agency), AGENCIES)
    lines: list[tuple[str, Figures]] = [(short(group.short_name), group.figures) for group in shown]
    if rest:
        lines.append((f"{len(rest)} cơ quan khác", added(rest)))
    row = 4.6
    told = "; ".join(f"{name} {f.done}/{f.total}, quá hạn {f.overdue}" for name, f in lines)
    return {
        "strips": strips(lines, left=43, width=RIGHT - 43 - 20, row=row),
        "row": row,
        "height": round(row * len(lines), 2),
        "said": f"Số nhiệm vụ theo cơ quan chủ trì: {told}.",
    }


def short(name: str) -> str:
    """A name cut to the room beside its bar."""
    return name if len(name) <= NAME else name[: NAME - 1].rstrip() + "…"


def compared(content: Content) -> str:
    """What changed since the report before, figure by figure."""
    previous, now = content.previous, content.summary.total
    if previous is None:
        return "Chưa có báo cáo trước để so sánh."
    then = previous.total
    counts: Sequence[tuple[str, int, int]] = (
        ("hoàn thành", then.done, now.done),
        ("chờ xác nhận", then.awaiting, now.awaiting),
        ("quá hạn", then.overdue, now.overdue),
        ("tổng số", then.total, now.total),
    )
    told = "; ".join(f"{name} {number(b)} ({signed(b - a)})" for name, a, b in counts)
    return f"So với ngày {decree_day(previous.as_of)}: {told}."
