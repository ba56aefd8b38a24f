"""What letters say of tasks: one row each, grouped by agency, counted by days late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import quote

from tracker.tasks.rules import LIFE_CYCLE, Figures
from tracker.words import _, dmy, mark, ngettext, number, percent

Task = Mapping[str, Any]

LIST_LENGTH = 20  # longer lists end in a link, longer titles in an ellipsis: a letter stays under 60 kB
TITLE_LENGTH = 300

# From how many days late who else is told, worst first.
LADDER = (
    (30, mark("reported to the steering committee")),
    (15, mark("reported to the coordinating office")),
    (7, mark("reported to the head of the agency")),
)
_BUCKETS = {
    "done_on_time": mark("Completed on time"),
    "done_late": mark("Completed late"),
    "awaiting": mark("Completed, awaiting confirmation"),
    "in_time": mark("In progress, within deadline"),
    "overdue": mark("In progress, overdue"),
}


@dataclass(frozen=True)
class AgencyOverdue:
    """The overdue tasks that one agency leads, worst first."""

    name: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Row:
    """One task as both parts of a letter show it."""

    title: str
    url: str
    facts: tuple[str, ...]
    late: str
    told: str


@dataclass(frozen=True)
class Group:
    """One agency's rows under its name and count."""

    title: str
    rows: tuple[Row, ...]


def by_agency(tasks: Iterable[Task]) -> list[AgencyOverdue]:
    """Overdue tasks by the agency that leads them; the agency with the longest overdue one first."""
    ordered = sorted(tasks, key=lambda task: (str(task["lead_code"]), *_age(task)))
    groups = [
        AgencyOverdue(line(found[0]["lead_name"]), tuple(found))
        for found in (list(group) for _code, group in groupby(ordered, key=lambda task: task["lead_code"]))
    ]
    return sorted(groups, key=lambda group: (group.tasks[0]["due_on"], -len(group.tasks), group.name))


def worst_first(tasks: Iterable[Task]) -> list[Task]:
    """Overdue tasks, the longest overdue first."""
    return sorted(tasks, key=_age)


def told(days_late: int) -> str:
    """Who else is told of a task that is so many days late; empty below the first step."""
    return next((_(words) for step, words in LADDER if days_late >= step), "")


def row(task: Task, today: date, base_url: str) -> Row:
    """What a letter says of one task."""
    late = days_late(task, today)
    return Row(
        title=title(task),
        url=f"{base_url.rstrip('/')}/tasks/{quote(task['code'], safe='')}",
        facts=(
            line(task["code"]),
            _("due %(day)s", day=dmy(task["due_on"])),
            _("progress %(share)s", share=percent(task["percent"], 0)),
        ),
        late=counted("overdue by %(n)s day", "overdue by %(n)s days", late),
        told=told(late),
    )


def groups(agencies: Sequence[AgencyOverdue], today: date, base_url: str) -> list[Group]:
    """The rows of the worst tasks of all, under their agencies, with each agency's whole count."""
    shown = worst_first(task for agency in agencies for task in agency.tasks)[:LIST_LENGTH]
    codes = {task["code"] for task in shown}
    found = [
        Group(
            _heading(agency, today),
            tuple(row(task, today, base_url) for task in agency.tasks if task["code"] in codes),
        )
        for agency in agencies
    ]
    return [group for group in found if group.rows]


def levels(tasks: Sequence[Task], today: date) -> list[tuple[str, str]]:
    """How many tasks stand on each step of the ladder, and below it; they sum to all."""
    late = [days_late(task, today) for task in tasks]
    found, above = [], None
    for step, words in LADDER:
        name = _span(step, above)
        count = len([one for one in late if one >= step and (above is None or one < above)])
        found.append((f"{name}: {_(words)}", number(count)))
        above = step
    lowest = LADDER[-1][0]
    under = _("Under %(days)s", days=days(lowest))
    return [*found, (under, number(len([one for one in late if one < lowest])))]


def buckets(figures: Figures) -> list[tuple[str, str]]:
    """The five figures by name, in the order of a task's life."""
    return [(_(_BUCKETS[name]), number(figures.count(name))) for name in LIFE_CYCLE]


def rates(figures: Figures) -> list[str]:
    """Both official completion rates, each with its denominator in words."""
    return [
        _(
            "Completed out of all tasks: %(done)s/%(all)s, or %(rate)s.",
            done=number(figures.done),
            all=number(figures.total),
            rate=percent(figures.rate_all),
        ),
        _(
            "Completed out of completed and overdue: %(done)s/%(all)s, or %(rate)s.",
            done=number(figures.done),
            all=number(figures.done + figures.overdue),
            rate=percent(figures.rate_due),
        ),
    ]


def title(task: Task) -> str:
    """A task's title as a letter has room for; the whole of it is on the task's page."""
    whole = line(task["title"])
    return whole if len(whole) <= TITLE_LENGTH else whole[: TITLE_LENGTH - 1].rstrip() + "…"


def days_late(task: Task, today: date) -> int:
    """Whole days since the deadline."""
    return int((today - task["due_on"]).days)


def days(n: int) -> str:
    """So many days, in words."""
    return counted("%(n)s day", "%(n)s days", n)


def counted(one: str, many: str, n: int, **parts: str) -> str:
    """A sentence that counts."""
    return ngettext(one, many, n) % {"n": number(n), **parts}


def line(text: object) -> str:
    """Text from outside as one line: a title with line ends must not bend the letter."""
    return " ".join(str(text).split())


def _age(task: Task) -> tuple[date, str]:
    return task["due_on"], task["code"]


def _heading(agency: AgencyOverdue, today: date) -> str:
    return _(
        "%(agency)s: %(tasks)s overdue, the longest by %(days)s",
        agency=agency.name,
        tasks=counted("%(n)s task", "%(n)s tasks", len(agency.tasks)),
        days=days(days_late(agency.tasks[0], today)),
    )


def _span(step: int, above: int | None) -> str:
    if above is None:
        return _("%(days)s or more", days=days(step))
    return _("%(first)s to %(days)s", first=step, days=days(above - 1))
