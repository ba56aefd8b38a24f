"""The form of the coordinating office: confirm a submission at its level, or return it."""

from datetime import date

from tracker.tasks.forms.fields import Sheet
from tracker.tasks.forms.kinds import LONGEST_NUMBER, Kind, MoveForm, Task
from tracker.words import _, mark


def for_superior(task: Task) -> bool:
    """Whether what is to be recorded is the superior's confirmation: the second of two levels."""
    return bool(task["confirmation_levels"] > 1 and task["endorsed_at"])


def for_office(task: Task) -> bool:
    """Whether the office's confirmation is the first of two levels."""
    return bool(task["confirmation_levels"] > 1 and not task["endorsed_at"])


def _decide(sheet: Sheet, form: MoveForm, task: Task, today: date) -> None:
    decision = sheet.one_of("decision", ("confirm", "return"), _("Choose whether to confirm or to return"))
    sheet.text("reason", _("Enter the reason for returning") if decision == "return" else "")
    if decision == "confirm" and for_superior(task):
        _document(sheet, form, task, today)


def _document(sheet: Sheet, form: MoveForm, task: Task, today: date) -> None:
    sheet.text("confirmation_number", _("Enter the number of the superior's document"), LONGEST_NUMBER)
    day = sheet.day("confirmation_date", _("Enter the day of the superior's document"))
    form.read["confirmation_date"] = day
    if day and day > today:
        sheet.problem("confirmation_date", _("The date cannot be after today"))
    if day and day < task["submitted_on"]:
        sheet.problem("confirmation_date", _("The document is older than the submission: check its date"))


DECIDE = Kind(
    "decide",
    mark("Decision"),
    ("endorse", "confirm", "return"),
    _decide,
    ("decision", "reason", "confirmation_number"),
    ("confirmation_date",),
    path="confirm",
)
