"""What the columns of an exported list are, and what a task says in each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tracker.exchange.sheets.model import Column, Kind, Value
from tracker.tasks.queries import GroupFigures
from tracker.tasks.routes.list_view import NAMES
from tracker.tasks.routes.task_view import VALUE_NAMES
from tracker.tasks.rules import BUCKET_NAMES, BUCKETS, Figures
from tracker.words import _, dmy, mark

Task = Mapping[str, Any]
KEPT = 3  # number, code and title stay in sight
_STOPPED = {"suspended": mark("Suspended"), "refused": mark("Refused by the lead agency")}

# Heading, width, kind, and the fact of the task that stands there.
_FACTS: tuple[tuple[str, int, Kind, str], ...] = (
    (mark("Code"), 11, "text", "code"),
    (mark("Task"), 52, "long", "title"),
    (mark("Lead agency"), 26, "long", "lead_name"),
    (mark("Coordinating agencies"), 26, "long", "coordinators"),
    (mark("Area"), 20, "long", "area_name"),
    (mark("Expected output"), 26, "long", "expected_output"),
    (mark("Assigned by"), 15, "text", "source_number"),
    (mark("Day of the document"), 12, "day", "source_date"),
    (mark("Clause"), 14, "text", "source_clause"),
    (mark("Deadline as written"), 18, "long", "deadline_text"),
    (mark("Deadline"), 12, "day", "due_on"),
    (mark("Deadline at first"), 12, "day", "original_due_on"),
    (mark("Times extended"), 9, "number", "extension_count"),
    (mark("State"), 24, "long", "bucket"),
    (mark("Remark on the state"), 26, "long", "remark"),
    (mark("Days left, negative when late"), 10, "number", "days_left"),
    (mark("Progress (%)"), 9, "number", "percent"),
    (mark("Day of the last report"), 12, "day", "progressed_on"),
    (mark("What has been done"), 44, "long", "progress_note"),
    (mark("Kind of difficulty"), 18, "text", "difficulty_kind"),
    (mark("Difficulties"), 32, "long", "difficulties"),
    (mark("Kind of cause"), 13, "text", "cause_kind"),
    (mark("Cause"), 32, "long", "cause_text"),
    (mark("Forecast"), 26, "long", "forecast"),
    (mark("Proposal"), 26, "long", "proposal"),
    (mark("Submitted on"), 12, "day", "submitted_on"),
    (mark("Result document"), 15, "text", "result_number"),
    (mark("Day of the result document"), 12, "day", "result_date"),
    (mark("Starred"), 9, "text", "starred"),
)
_GROUPS: tuple[tuple[str, int, Kind], ...] = (
    (mark("Code"), 12, "text"),
    (mark("Agency"), 52, "long"),
    (mark("Total"), 10, "number"),
)
_RATES: tuple[tuple[str, Callable[[Figures], Any]], ...] = (
    (mark("Completed ÷ total (%)"), lambda figures: figures.rate_all),
    (mark("Completed ÷ (completed + overdue) (%)"), lambda figures: figures.rate_due),
    (mark("Completed on time ÷ completed (%)"), lambda figures: figures.rate_on_time),
)


def of_tasks() -> tuple[Column, ...]:
    """The columns of a list of tasks, in the reader's language."""
    numbered = Column(_("No."), 6, "number")
    return (numbered, *(Column(_(heading), width, kind) for heading, width, kind, _fact in _FACTS))


def of_day() -> Column:
    """The last column of a file of text: which day its figures are of, as a workbook says above its table."""
    return Column(_("Figures as of the end of the day"), 12, "text")


class Teller:
    """Says tasks as rows, in the language of whoever asked."""

    def __init__(self, last: Sequence[Value] = ()) -> None:
        """``last``: what stands at the end of every row."""
        self._last = tuple(last)
        self._states = {name: _(text) for name, text in NAMES.items()}
        self._kinds = {"": "", **{name: _(text) for name, text in VALUE_NAMES.items()}}
        self._stopped = {name: _(text) for name, text in _STOPPED.items()}
        self._starred = _("starred")
        self._facts = [fact for *_column, fact in _FACTS]

    def row(self, number: int, task: Task) -> list[Value]:
        """One task; what is not known is empty."""
        said = {
            **task,
            "bucket": self._states[task["bucket"] or "withdrawn"],
            "remark": self._stopped.get(task["state"], "") or _withdrawal(task),
            "days_left": task["days_left"] if task["bucket"] in {"in_time", "overdue"} else None,
            "extension_count": task["extension_count"] or None,
            "difficulty_kind": self._kinds[task["difficulty_kind"]],
            "cause_kind": self._kinds[task["cause_kind"]],
            "starred": self._starred if task["starred"] else "",
        }
        return [number, *(said[fact] for fact in self._facts), *self._last]


def _withdrawal(task: Task) -> str:
    found = task.get("withdrawal")
    if not found:
        return ""
    document = _("document %(number)s of %(day)s", number=found["number"], day=dmy(found["dated"]))
    return f"{dmy(found['on_day'])}, {document}. {found['reason']}"


def of_agencies() -> tuple[Column, ...]:
    """The columns of the figures by agency."""
    known = [Column(_(heading), width, kind) for heading, width, kind in _GROUPS]
    known += [Column(_(BUCKET_NAMES[name]), 16, "number") for name in BUCKETS]
    return (*known, *(Column(_(heading), 18, "rate") for heading, _rate in _RATES))


def agency_row(group: GroupFigures) -> list[Value]:
    """The figures of one agency; a rate of nothing is empty."""
    counts = [group.figures.count(name) for name in BUCKETS]
    rates = [rate(group.figures) for _heading, rate in _RATES]
    shares = [None if one is None else round(float(one), 2) for one in rates]
    return [group.code, group.name, group.figures.total, *counts, *shares]
