"""What letters say of tasks: one row each, grouped by agency, counted by days late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import quote

from tracker.mail import links
from tracker.reminders.rulebook.rules import Rulebook
from tracker.reminders.rules import FIRST_RULES, Task, days_late
from tracker.words import _, dmy, mark, ngettext, number, percent

LIST_LENGTH = 20  # longer lists end in a link, longer titles in an ellipsis: a letter stays under 60 kB
TITLE_LENGTH = 300

# Who else is told of a late task, worst first; from how many days on, the rules in force say.
_LADDER = (
    ("committee_days", mark("reported to the steering committee")),
    ("office_days", mark("reported to the coordinating office")),
    ("head_days", mark("reported to the head of the agency")),
)


@dataclass(frozen=True)
class AgencyOverdue:
    """The overdue tasks that one agency leads, worst first."""

    name: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Setting:
    """What a letter's rows have in common: the day, the site, whom they are for, the rules in force."""

    today: date
    base_url: str
    reader: int
    rules: Rulebook = FIRST_RULES


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


def ladder(rules: Rulebook) -> list[tuple[int, str]]:
    """From how many days late who else is told, as untranslated words, worst first."""
    return [(getattr(rules, name), words) for name, words in _LADDER]


def told(days_late: int, rules: Rulebook = FIRST_RULES) -> str:
    """Who else is told of a task that is so many days late; empty below the first step."""
    return next((_(words) for step, words in ladder(rules) if days_late >= step), "")


def row(task: Task, setting: Setting, note: str = "") -> Row:
    """What a letter says of one task; ``note`` stands among its facts."""
    late = days_late(task, setting.today)
    return Row(
        title=title(task),
        url=links.to(f"/tasks/{quote(task['code'], safe='')}#act", setting.reader, setting.base_url),
        facts=(
            line(task["code"]),
            _("due %(day)s", day=dmy(task["due_on"])),
            _("progress %(share)s", share=percent(task["percent"], 0)),
            *([line(note)] if note else []),
        ),
        late=counted("overdue by %(n)s day", "overdue by %(n)s days", late),
        told=told(late, setting.rules),
    )


def groups(agencies: Sequence[AgencyOverdue], setting: Setting) -> list[Group]:
    """The rows of the worst tasks of all, under their agencies, with each agency's whole count."""
    shown = worst_first(task for agency in agencies for task in agency.tasks)[:LIST_LENGTH]
    codes = {task["code"] for task in shown}
    found = [
        Group(
            _heading(agency, setting.today),
            tuple(row(task, setting) for task in agency.tasks if task["code"] in codes),
        )
        for agency in agencies
    ]
    return [group for group in found if group.rows]


def levels(tasks: Sequence[Task], today: date, rules: Rulebook = FIRST_RULES) -> list[tuple[str, str]]:
    """How many tasks stand on each step of the ladder, and below it; they sum to all."""
    late = [days_late(task, today) for task in tasks]
    found, above = [], None
    for step, words in ladder(rules):
        name = _span(step, above)
        count = len([one for one in late if one >= step and (above is None or one < above)])
        found.append((f"{name}: {_(words)}", number(count)))
        above = step
    lowest = rules.head_days
    under = _("Under %(days)s", days=days(lowest))
    return [*found, (under, number(len([one for one in late if one < lowest])))]


def title(task: Task) -> str:
    """A task's title as a letter has room for; the whole of it is on the task's page."""
    return short(task["title"], TITLE_LENGTH)


def short(text: object, length: int) -> str:
    """Text from outside as one line of at most so many signs."""
    whole = line(text)
    return whole if len(whole) <= length else whole[: length - 1].rstrip() + "…"


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
