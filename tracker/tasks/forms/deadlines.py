"""The forms about a later deadline: the agency's request, the office's decision, a superior's document."""

from datetime import date

from tracker.tasks.forms.fields import Sheet
from tracker.tasks.forms.kinds import LONGEST_NUMBER, Kind, MoveForm, Task
from tracker.words import _, dmy, mark

GRANT, REFUSE = "grant_extension", "refuse_extension"


def new_day(sheet: Sheet, name: str, deadline: date | None) -> date | None:
    """The day a deadline is moved to: after the one there is."""
    day = sheet.day(name, _("Enter the new day"))
    if day and deadline and day <= deadline:
        sheet.problem(name, _("The new day must be after %(day)s", day=dmy(deadline)))
    return day


def document_day(sheet: Sheet, name: str, task: Task, today: date) -> date | None:
    """The day of a deciding document: between the task's assignment and today."""
    day = sheet.day(name, _("Enter the day of the deciding document"))
    if day and day > today:
        sheet.problem(name, _("The date cannot be after today"))
    if day and day < task["assigned_on"]:
        sheet.problem(name, _("The document is older than the task: check its date"))
    return day


def _request(sheet: Sheet, form: MoveForm, task: Task, _today: date) -> None:
    day = form.read["proposed_due_on"] = sheet.day("proposed_due_on", _("Enter the day proposed"))
    if day and task["due_on"] and day <= task["due_on"]:
        sheet.problem("proposed_due_on", _("The proposed day must be after %(day)s", day=dmy(task["due_on"])))
    sheet.text("extension_reason", _("Enter the reason for the extension"))


def _decide(sheet: Sheet, form: MoveForm, task: Task, today: date) -> None:
    choice = sheet.one_of("decision", (GRANT, REFUSE), _("Choose whether to grant or to refuse"))
    if choice == GRANT:
        _extend(sheet, form, task, today)
    else:
        sheet.text("decision_text", _("Enter the reason for refusing") if choice == REFUSE else "")


def _extend(sheet: Sheet, form: MoveForm, task: Task, today: date) -> None:
    form.read["new_due_on"] = new_day(sheet, "new_due_on", task["due_on"])
    sheet.text("document_number", _("Enter the number of the deciding document"), LONGEST_NUMBER)
    form.read["document_date"] = document_day(sheet, "document_date", task, today)
    sheet.text("decision_text")


DECISION = ("decision", "document_number", "decision_text")
REQUEST_EXTENSION = Kind(
    "request_extension",
    mark("Request an extension"),
    ("request_extension",),
    _request,
    ("extension_reason",),
    ("proposed_due_on",),
    path="request-extension",
    side=True,
)
DECIDE_EXTENSION = Kind(
    "decide_extension",
    mark("Decide the extension"),
    (GRANT, REFUSE),
    _decide,
    DECISION,
    ("new_due_on", "document_date"),
    path="decide-extension",
)
EXTEND = Kind(
    "extend",
    mark("Record a superior's new deadline"),
    ("extend",),
    _extend,
    DECISION[1:],
    ("new_due_on", "document_date"),
    side=True,
)
