"""What is chosen where a decision leaves a choice: receivers by area and by task, people's new agencies."""

from dataclasses import replace

from tracker.tasks.forms.fields import Sheet
from tracker.tasks.reorganising.forms.paper import Paper, Sent, paper_of, sheet_of
from tracker.tasks.reorganising.grounds import Ground
from tracker.tasks.reorganising.plans import CLOSED, Choices, Plan
from tracker.tasks.reorganising.rules import allowed
from tracker.words import _

CLOSE = "-"  # how a form says CLOSED: an empty choice means that none was made
PREFIXES = ("area/", "task/", "person/")
OTHERS = ("do", "seal")


def area_field(old: str, area: str) -> str:
    """The select of an old agency's tasks of one area."""
    return f"area/{old}/{area}"


def task_field(code: str) -> str:
    """The select of one task."""
    return f"task/{code}"


def person_field(username: str) -> str:
    """The select of one person."""
    return f"person/{username}"


def read(sent: Sent, plan: Plan, standing: Ground) -> Paper:
    """The form as sent; ``made`` are the Choices when nothing is wrong.

    Tasks and people of whom nothing was asked keep what was chosen for them: the page shows only so many.
    """
    pairs = [(n, v) for n, v in sent if n in OTHERS or n.startswith(PREFIXES) or "/" not in n]
    sheet = sheet_of(pairs, {*OTHERS, *(name for name, _value in pairs if name.startswith(PREFIXES))})
    leads = {task.code: task.lead for task in standing.tasks}
    areas = {old: dict(kept) for old, kept in plan.areas.items()}
    tasks, people = dict(plan.tasks), dict(plan.people)
    for name, value in sheet.values.items():
        what, _slash, rest = name.partition("/")
        if what == "area":
            old, _slash, area = rest.partition("/")
            _put(sheet, name, areas.setdefault(old, {}), area, value, allowed(plan, old, standing.living))
        elif what == "task":
            may = allowed(plan, leads.get(rest, ""), standing.living)
            _put(sheet, name, tasks, rest, value, may)
        elif what == "person":
            _put(sheet, name, people, rest, value, (CLOSE, *standing.living))
    people = {username: CLOSED if to == CLOSE else to for username, to in people.items()}
    paper = paper_of("choices", sheet, pairs)
    if not paper.problems:
        paper.made = Choices({old: kept for old, kept in areas.items() if kept}, tasks, people)
    return paper


def _put(sheet: Sheet, name: str, kept: dict[str, str], key: str, value: str, may: tuple[str, ...]) -> None:
    if not value:
        kept.pop(key, None)
    elif value in may:
        kept[key] = value
    else:
        sheet.problem(name, _("Choose an agency that lives on the first day of the new arrangement"))


def chosen(plan: Plan, choices: Choices) -> Plan:
    """The plan with these choices."""
    return replace(plan, areas=choices.areas, tasks=choices.tasks, people=choices.people)
