"""The form that lets a task come back: how often, by which day, until when."""

from datetime import date
from itertools import islice
from typing import Any

from tracker.tasks.deadlines import Recurrence, understand
from tracker.tasks.forms.fields import Sheet, whole
from tracker.tasks.forms.kinds import Kind, MoveForm, Task, day_boxes
from tracker.words import _, mark

EVERY = ("monthly", "quarterly", "half_yearly", "yearly")
MONTHS = {
    "monthly": 2,
    "quarterly": 6,
    "half_yearly": 12,
    "yearly": 12,
}  # the last month a deadline may lie in
SHOWN = 6


def rule_of(task: Task) -> Recurrence | None:
    """The rule a task has, or the one its deadline's text asks for."""
    if task["recurs"]:
        return Recurrence(
            task["every"], task["rule_month"], task["rule_day"], task["rule_from"], task["rule_until"]
        )
    return understand(task["deadline_text"], task["assigned_on"]).recurrence


def _start(task: Task) -> dict[str, str]:
    rule = rule_of(task)
    if rule is None:
        return day_boxes("until", None)
    return {
        "every": rule.every,
        "month": str(rule.month or ""),
        "day": str(rule.day or ""),
        **day_boxes("until", rule.until_on),
    }


def _check(sheet: Sheet, form: MoveForm, _task: Task, today: date) -> None:
    every = sheet.one_of("every", EVERY, _("Choose how often the task comes back"))
    month = _number(sheet, "month", MONTHS.get(every, 12))
    day = _number(sheet, "day", 31)
    until = sheet.day("until", "")
    if until and until <= today:
        sheet.problem("until", _("The last day must be after today"))
    if not sheet.problems:
        form.read["rule"] = Recurrence(every, month, day, None, until)


def _number(sheet: Sheet, name: str, most: int) -> int | None:
    typed = sheet.values[name]
    found = whole(typed) if typed else None
    if typed and (found is None or not 1 <= found <= most):
        sheet.problem(name, _("Enter a number from 1 to %(most)s, or leave it empty", most=most))
    return found


async def _choices(_reader: Any, task: Task) -> dict[str, Any]:
    """What the rule that is there, or understood, makes: its words and its next occurrences."""
    rule, after = rule_of(task), task["due_on"]
    if rule is None or after is None:
        return {"said": "", "coming": []}
    return {"said": rule.said(after), "coming": list(islice(rule.coming(after), SHOWN))}


REPEAT = Kind(
    "repeat",
    mark("Recurrence"),
    ("repeat",),
    _check,
    ("every", "month", "day"),
    ("until",),
    _start,
    side=True,
    choices=_choices,
)
