"""The forms of coordinating agencies: what is asked of one, and what it contributes."""

from datetime import date
from typing import Any

from tracker.tasks.forms.fields import Sheet
from tracker.tasks.forms.kinds import Kind, MoveForm, Task
from tracker.tasks.queries.contributions import GIVEN
from tracker.tasks.queries.parties import coordinating
from tracker.words import _, mark

LONGEST_CODE = 30  # of an agency


def _ask(sheet: Sheet, form: MoveForm, _task: Task, today: date) -> None:
    sheet.text("agency", _("Choose one of the agencies that coordinate the task"), LONGEST_CODE)
    sheet.text("asked", _("Enter what is asked of the agency"))
    day = form.read["answer_by"] = sheet.day("answer_by", _("Enter the day to answer by"))
    if day and day < today:
        sheet.problem("answer_by", _("The day to answer by cannot be before today"))


async def _coordinating(_viewer: Any, task: Task) -> dict[str, Any]:
    return {"agencies": await coordinating(task["id"])}


def _contribute(sheet: Sheet, _form: MoveForm, _task: Task, _today: date) -> None:
    given = sheet.one_of("contribution", GIVEN, _("Choose how far the contribution is"))
    sheet.text("contribution_text", _("Enter what the agency contributes") if given == "contributed" else "")


ASK_CONTRIBUTION = Kind(
    "ask_contribution",
    mark("Ask a coordinating agency to contribute"),
    ("ask_contribution",),
    _ask,
    ("agency", "asked"),
    ("answer_by",),
    path="ask-contribution",
    side=True,
    choices=_coordinating,
)
CONTRIBUTE = Kind(
    "contribute",
    mark("The agency's contribution"),
    ("contribute",),
    _contribute,
    ("contribution", "contribution_text"),
)
