"""The forms of who carries a task out: refuse it, give it to another agency, make somebody responsible."""

from datetime import date
from typing import Any

from tracker.tasks.forms.fields import Sheet, whole
from tracker.tasks.forms.kinds import Kind, MoveForm, Task
from tracker.tasks.forms.stopping import document
from tracker.tasks.queries.parties import agencies, people_of
from tracker.words import _, mark

LONGEST_CODE = 30  # of an agency


def _refuse(sheet: Sheet, _form: MoveForm, _task: Task, _today: date) -> None:
    sheet.text("why", _("Enter the reason for refusing the task"))


def _reassign(sheet: Sheet, form: MoveForm, _task: Task, today: date) -> None:
    sheet.text("agency", _("Choose one of the agencies listed"), LONGEST_CODE)
    sheet.one_of("stays", ("", "1"), _("Choose one of the values listed"))
    sheet.text("why")
    document(sheet, form, today, needed=False)


async def _agencies(_viewer: Any, _task: Task) -> dict[str, Any]:
    return {"agencies": await agencies()}


def _hand_over(sheet: Sheet, form: MoveForm, _task: Task, _today: date) -> None:
    found = form.read["responsible"] = whole(sheet.values["responsible"])
    if found is None:
        sheet.problem("responsible", _("Choose a person of the lead agency"))
    sheet.text("note")


async def _people(_viewer: Any, task: Task) -> dict[str, Any]:
    return {"people": await people_of(task["lead_agency"])}


REFUSE = Kind("refuse", mark("Refuse the task"), ("refuse",), _refuse, ("why",))
REASSIGN = Kind(
    "reassign",
    mark("Give the task to another agency"),
    ("reassign",),
    _reassign,
    ("agency", "stays", "why", "document_number"),
    ("document_date",),
    side=True,
    choices=_agencies,
)
HAND_OVER = Kind(
    "hand_over",
    mark("Make somebody responsible"),
    ("hand_over",),
    _hand_over,
    ("responsible", "note"),
    path="hand-over",
    side=True,
    choices=_people,
)
