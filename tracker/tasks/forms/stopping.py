"""The forms that stop a task by a document, and let it go on."""

from datetime import date

from tracker.tasks.forms.fields import Sheet
from tracker.tasks.forms.kinds import LONGEST_NUMBER, Kind, MoveForm, Task
from tracker.words import _, mark

FIELDS, DAYS = ("why", "document_number"), ("document_date",)


def document(sheet: Sheet, form: MoveForm, today: date, *, needed: bool) -> None:
    """A document's number and day: both, or neither where it is not needed."""
    say_number = _("Enter the number of the document")
    number = sheet.text("document_number", say_number if needed else "", LONGEST_NUMBER)
    say_day = _("Enter the day of the document") if needed or number else ""
    day = form.read["document_date"] = sheet.day("document_date", say_day)
    if day and not number:
        sheet.problem("document_number", say_number)
    if day and day > today:
        sheet.problem("document_date", _("The date cannot be after today"))


def _stop(sheet: Sheet, form: MoveForm, task: Task, today: date) -> None:
    sheet.text("why", _("Enter the reason"))
    document(sheet, form, today, needed=True)
    day = form.read["document_date"]
    if day and day < task["assigned_on"]:
        sheet.problem("document_date", _("The document is older than the task: check its date"))


SUSPEND = Kind("suspend", mark("Suspend the task"), ("suspend",), _stop, FIELDS, DAYS, side=True)
RESUME = Kind("resume", mark("Let the task go on"), ("resume",), _stop, FIELDS, DAYS)
WITHDRAW = Kind("withdraw", mark("Withdraw the task"), ("withdraw",), _stop, FIELDS, DAYS, side=True)
RESTORE = Kind("restore", mark("Take the withdrawal back"), ("restore",), _stop, FIELDS, DAYS, side=True)
