"""The forms of the lead agency: accept, report progress, submit."""

from datetime import date

from tracker.tasks.forms.fields import Sheet
from tracker.tasks.forms.kinds import LONGEST_NUMBER, Kind, MoveForm, Task, day_boxes
from tracker.tasks.rules import CAUSE_KINDS, DIFFICULTY_KINDS
from tracker.words import _, mark

REPORT = (
    "text", "percent", "difficulty_kind", "difficulties", "cause_kind", "cause_text", "forecast", "proposal",
)  # fmt: skip
LONGEST_ISSUER = 200


def _accept(_sheet: Sheet, _form: MoveForm, _task: Task, _today: date) -> None:
    """Nothing is asked."""


def _progress(sheet: Sheet, form: MoveForm, _task: Task, _today: date) -> None:
    sheet.text("text", _("Enter what has been done"))
    form.read["percent"] = sheet.share("percent")
    sheet.one_of("difficulty_kind", ("", *DIFFICULTY_KINDS), _("Choose one of the kinds listed"))
    sheet.text("difficulties")
    sheet.one_of("cause_kind", ("", *CAUSE_KINDS), _("Choose one of the kinds listed"))
    for name in ("cause_text", "forecast", "proposal"):
        sheet.text(name)


def _last_report(task: Task) -> dict[str, str]:
    return {name: str(task[name]) for name in REPORT if name != "text"}


def _submit(sheet: Sheet, form: MoveForm, task: Task, today: date) -> None:
    sheet.text("text", _("Enter what was achieved"))
    number = sheet.text("result_number", most=LONGEST_NUMBER)
    sheet.text("result_issuer", most=LONGEST_ISSUER)
    needed = _("Enter the day of the result document") if number else ""
    day = form.read["result_date"] = sheet.day("result_date", needed)
    if day and not number:
        sheet.problem("result_number", _("Enter the number of the result document"))
    if day and day > today:
        sheet.problem("result_date", _("The date cannot be after today"))
    if day and day < task["assigned_on"]:
        sheet.problem("result_date", _("The document is older than the task: check its date"))


def _last_result(task: Task) -> dict[str, str]:
    kept = {name: task[name] for name in ("result_number", "result_issuer")}
    return {**kept, **day_boxes("result_date", task["result_date"])}


ACCEPT = Kind("accept", mark("Accept the task"), ("accept",), _accept)
PROGRESS = Kind(
    "progress", mark("Report progress"), ("progress",), _progress, REPORT, start=_last_report, compared=True
)
SUBMIT = Kind(
    "submit",
    mark("Submit for confirmation"),
    ("submit",),
    _submit,
    ("text", "result_number", "result_issuer"),
    ("result_date",),
    _last_result,
    compared=True,
)
