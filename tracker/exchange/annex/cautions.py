"""What to look at before a row is written: what it takes away, leaves as it is, or brings in late. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from tracker.exchange.annex.differing import Diff, Wanted, names_of
from tracker.exchange.annex.model import Outcome, Problem, Read
from tracker.exchange.annex.queries import Around, Row
from tracker.exchange.annex.view import field_name
from tracker.words import _, dmy, fold

CLOSED, EMPTIED, REMOVED, VAGUE = "closed_elsewhere", "left_empty", "deadline_removed", "deadline_vague"
KINDS = frozenset({CLOSED, EMPTIED, REMOVED, VAGUE})
_CLOSED = re.compile(
    r"(?:closed|resolved|done|completed?|finished|rejected|cancell?ed"
    r"|(?:da |bi )?(?:dong|xong|hoan thanh|hoan tat|ket thuc|giai quyet|xu ly xong|tu choi|huy)"
    r"(?: (?:dung|truoc|qua|tre|som) han)?)[ .]*"
)
_OPEN = re.compile(
    r"(?:new|open|assigned|in progress|reopened|feedback|on hold|to do|scheduled|confirmed|moi|mo|mo lai|cho"
    r"|phan hoi|chua .*|dang .*|tam dung|qua han)[ .]*"
)
_WHOLE = 100  # percent
# What differs -> the columns that may say it, the likeliest first.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "clause": ("clause", "source"),
    "lead": ("lead", "agencies"),
    "coordinators": ("coordinators", "agencies", "lead"),
    "deadline_text": ("deadline",),
    "due_on": ("deadline",),
    "due_precision": ("deadline",),
    "starred": ("starred", "note"),
}


def of_new(read: Read) -> Iterator[Problem]:
    """Of a row that would be a new task: closed where it comes from, or due on no day."""
    if told := _closed(read):
        message = _(
            "Closed in the system it comes from: %(state)s. As a new task it would count as open. "
            "Leave the row out; or empty the cell that says so, and record the document of its result "
            "on the task's page.",
            state=told,
        )
        at = read.letters.get("state") or read.letters.get("percent", "")
        yield Problem(at, CLOSED, message)
    if read.deadline and read.due_on is None and read.precision == "none":
        message = _("“%(text)s” names no day: the task gets no deadline.", text=read.deadline[:200])
        yield Problem(read.letters.get("deadline", ""), VAGUE, message, warning=True)


def _closed(read: Read) -> str:
    """What the row says of being closed; of 100 % done alone, unless it says that it is open."""
    state = " ".join(fold(read.state).split())
    if _CLOSED.fullmatch(state):
        return read.state
    return f"{read.percent}%" if read.percent == _WHOLE and not _OPEN.fullmatch(state) else ""


def of_there(read: Read, task: Row, want: Wanted, around: Around) -> Read:
    """A row of a task that is there, with what the file leaves empty and the task keeps."""
    kept = [one for one in read.problems if one.kind != "deadline_missing"]
    for name, at, value in _emptied(read, task, want, around):
        what = {"what": field_name(name), "value": value[:200]}
        message = _("The file leaves it empty, “%(value)s” stays: %(what)s.", **what)
        kept.append(Problem(at, EMPTIED, message, warning=True))
    return replace(read, problems=tuple(kept))


def _emptied(read: Read, task: Row, want: Wanted, around: Around) -> Iterator[tuple[str, str, str]]:
    source = task["number"] if task["number"] != around.document.number else ""
    for name, then, now in (
        ("coordinators", bool(read.coordinators), names_of(task["coordinators"], around)),
        ("output", bool(read.output), task["expected_output"]),
        ("deadline", bool(read.deadline), task["deadline_text"] or dmy(task["due_on"])),
        ("source", bool(read.source), source),
        ("clause", bool(want.clause), task["source_clause"]),
        ("starred", read.starred, _("Yes") if task["starred"] else ""),
    ):
        at = read.letters.get(name, "")
        if at and now and not then and (name == "starred" or at not in read.typed):
            yield name, at, now


def of_change(read: Read, task: Row, want: Wanted, diff: Diff) -> list[Problem]:
    """Of a row that would change a task: whether its deadline goes."""
    if "due_on" not in diff or want.due_on is not None:
        return []
    parts = {"text": read.deadline[:200], "day": dmy(task["due_on"])}
    message = _(
        "“%(text)s” names no day: the deadline %(day)s would go. Written only where it is ticked.", **parts
    )
    return [Problem(read.letters.get("deadline", ""), REMOVED, message, warning=True)]


def left_first(one: Outcome) -> bool:
    """Whether a changed row stays out until somebody ticks it."""
    return one.outcome == "changed" and any(problem.kind == REMOVED for problem in one.read.problems)


def closed(outcomes: Iterable[Outcome]) -> int:
    """How many rows are closed where they come from, and stay out for that."""
    return sum(any(problem.kind == CLOSED for problem in one.read.problems) for one in outcomes)


def beside(problem: Problem, read: Read, diff: Diff) -> Problem:
    """What forbids a change, with the cells that differ."""
    found = (
        next((read.letters[one] for one in _COLUMNS.get(name, (name,)) if one in read.letters), "")
        for name in diff
    )
    return replace(problem, beside=tuple(sorted({*found} - {""})))
