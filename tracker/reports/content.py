"""Everything a report prints, as one value that is kept and read back: the snapshot of a frozen one. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from tracker.history.rules import Anchor
from tracker.reports.series import Series
from tracker.reports.summary import ProgressSummary, Row
from tracker.tasks.rules import Figures

KINDS = ("official", "brief", "letter", "scoped")
# What people write, in the order of the outline; the figures stand around it.
SECTIONS = (
    "direction",
    "results",
    "difficulties",
    "causes",
    "responsibility",
    "forecast",
    "next",
    "proposals",
)
# What each kind prints of them: a letter what the office adds for one agency, a brief nothing but figures.
OUTLINES: Mapping[str, tuple[str, ...]] = {
    "official": SECTIONS, "scoped": SECTIONS, "letter": ("forecast", "next"), "brief": (),
}  # fmt: skip
UNASKED = {("letter", "next")}  # what the office adds is its own: nothing is pre-filled
DIFFICULTIES = ("central_law", "provincial_rule", "resources", "coordination")
SCOPES = ("programme", "agency", "area", "source", "overdue", "starred", "list")
_DAYS = frozenset({"extended_to", "source_date", "result_date", "confirmation_date"})


@dataclass(frozen=True)
class Scope:
    """What of a programme a report is about. ``query``: the words of a list's address."""

    kind: str = "programme"
    code: str = ""  # of the agency, the area or the source document
    name: str = ""  # as it was on the report's day
    query: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is about the whole programme."""
        return self.kind == "programme"


@dataclass(frozen=True)
class Group:
    """An agency or an area with its figures, by the name of the report's day."""

    code: str
    name: str
    short_name: str
    figures: Figures


@dataclass(frozen=True)
class Previous:
    """The frozen report that this one is compared with."""

    id: int
    title: str
    as_of: date
    number: int
    total: Figures
    by_agency: Mapping[str, Figures] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Helping:
    """An overdue task that a letter's agency coordinates."""

    code: str
    title: str
    lead_name: str
    due_on: date


@dataclass(frozen=True)
class Addressed:
    """What a letter to one agency says beyond its own tasks.

    ``peers`` are the figures of the other agencies of its kind, without their names; ``answer_by`` the last
    day to answer, ``deciding`` the codes of its tasks with a request for an extension not yet decided.
    """

    peers: tuple[Figures, ...] = ()
    answer_by: date | None = None
    helping: tuple[Helping, ...] = ()
    deciding: tuple[str, ...] = ()


@dataclass(frozen=True)
class Office:
    """Who issues the report, who signs it, who receives it. Nothing is signed here: the room stays empty."""

    organisation: str
    signer: tuple[str, ...] = ()  # lines above the room: "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"
    signer_name: str = ""
    recipients: tuple[str, ...] = ()  # "Nơi nhận", a line each


@dataclass(frozen=True)
class Content:
    """Everything a report prints.

    ``sections`` hold what was edited before freezing: section, or ``difficulties.<kind>``, to its text.
    ``indicators`` and ``scores`` are lists of plain facts, as their rooms tell them for the day.
    """

    kind: str
    title: str
    scope: Scope
    summary: ProgressSummary
    office: Office
    id: int = 0  # its address; 0: not kept
    number: int = 1
    reason: str = ""
    period: str = ""
    period_from: date | None = None
    sections: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(
        default_factory=dict
    )  # all of them as printed, the edited ones among them
    previous: Previous | None = None
    series: Series = field(default_factory=Series)
    addressed: Addressed = field(default_factory=Addressed)
    indicators: tuple[Mapping[str, Any], ...] = ()
    scores: tuple[Mapping[str, Any], ...] = ()
    charts: bool = False  # whether it has an annex of charts
    made_on: date | None = None  # the day it was gathered on; none: as if on the day of its figures

    @property
    def as_of(self) -> date:
        """The day that the figures are of: its end, unless it was not over when they were gathered."""
        return self.summary.as_of

    @property
    def made(self) -> date:
        """The day that dates in the document go by."""
        return self.made_on or self.as_of

    @property
    def until(self) -> str:
        """What stands before the day of the figures: of a day that is not over nobody knows the end."""
        return "ngày" if self.made_on == self.as_of else "hết ngày"


def written(content: Content) -> str:
    """A report's content as canonical JSON: the same content, the same text."""
    facts = msgspec.to_builtins(content)
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(text: str) -> str:
    """SHA-256 of a content as it was written: what stands at the report's foot."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Content:
    """The content that ``written`` wrote. Raises ValueError when it is none."""
    facts = json.loads(text)
    summary = facts.pop("summary")
    try:
        return msgspec.convert({**facts, "summary": _summary(summary)}, Content)
    except (msgspec.ValidationError, KeyError, TypeError) as problem:
        raise ValueError(f"not a report's content: {problem}") from problem


def _summary(facts: dict[str, Any]) -> ProgressSummary:
    groups = {name: msgspec.convert(facts[name], list[Group]) for name in ("by_agency", "by_area")}
    return ProgressSummary(
        as_of=date.fromisoformat(facts["as_of"]),
        programme=facts["programme"],
        total=msgspec.convert(facts["total"], Figures),
        rows=[_row(row) for row in facts["rows"]],
        is_whole=facts["is_whole"],
        silent_days=facts["silent_days"],
        anchor=msgspec.convert(facts["anchor"], Anchor | None),
        **groups,
    )


def _row(facts: dict[str, Any]) -> Row:
    return {
        name: _day(value) if name.endswith("_on") or name in _DAYS else value for name, value in facts.items()
    }


def _day(value: Any) -> Any:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value
