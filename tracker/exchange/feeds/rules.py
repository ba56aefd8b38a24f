"""What is true of calendar feeds: whose they are, and what a deadline looks like in one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.words import _, dmy, mark

PERSON, AGENCY = "person", "agency"
MOST = 5_000  # events of one feed: what readers on phones still take
KEPT_DAYS = 30  # a finished or withdrawn task stays so long, so that calendars learn of it
AHEAD_DAYS = 30  # of the province's feed: beyond it only starred tasks
NAMES: Mapping[str, str] = {
    "mine": mark("Deadlines: my tasks"),
    "agency": mark("Deadlines: tasks of the agency"),
    "province": mark("Deadlines of the province: starred, overdue, due soon"),
}
STATES: Mapping[str, str] = {
    "in_time": mark("Deadline: %(task)s"),
    "overdue": mark("Overdue: %(task)s"),
    "awaiting": mark("Awaiting confirmation: %(task)s"),
    "done_on_time": mark("Completed: %(task)s"),
    "done_late": mark("Completed: %(task)s"),
    "": mark("Withdrawn: %(task)s"),
}


@dataclass(frozen=True)
class Event:
    """One deadline as a calendar shows it: a whole day, in no time zone, that keeps nobody busy."""

    uid: int
    sequence: int
    on: date
    changed_at: datetime
    summary: str
    description: str
    category: str
    path: str
    cancelled: bool


def scopes(role: str) -> tuple[str, ...]:
    """Which feeds a role can have: their own and their agency's, or one of the province.

    Whoever sees all has no tasks of their own, and a calendar of every deadline would be read by nobody: the
    province's feed holds what is starred, overdue, or due within ``AHEAD_DAYS``.
    """
    if role in {"lead", "staff"}:
        return PERSON, AGENCY
    return (AGENCY,) if role in {"member", "office", "auditor"} else ()


def name_of(scope: str, sees_all: bool) -> str:
    """What a feed is called, in the reader's language."""
    kind = "mine" if scope == PERSON else "province" if sees_all else "agency"
    return _(NAMES[kind])


def event(task: Mapping[str, Any], turned_at: datetime) -> Event:
    """A task's deadline as an event; ``turned_at`` is the first moment after its last day.

    The address of a feed is all its protection, and calendars lie on other people's machines: an event says
    the code, the day and how the task stands, and leads to the task; it tells nothing of its content.
    Turning overdue changes the event without a move of the task, so it counts as a change of its own.
    """
    stands, overdue = task["bucket"] or "", task["bucket"] == "overdue"
    named = " · ".join(filter(None, (task["code"], _plain(task["part_label"]))))
    return Event(
        uid=task["id"],
        sequence=2 * task["version"] + overdue,
        on=task["due_on"],
        changed_at=max(task["changed_at"], turned_at) if overdue else task["changed_at"],
        summary=_(STATES[stands], task=named),
        description=_("Deadline %(day)s. Sign in to read the task:", day=dmy(task["due_on"])),
        category=_("Lead agency") if task["leads"] else _("Coordinating"),
        path=f"/tasks/{task['code']}",
        cancelled=not stands,
    )


def _plain(text: str) -> str:
    """One line, without control characters: readers differ in what they make of them."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
