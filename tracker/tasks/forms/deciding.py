"""The form of the coordinating office: confirm a submission, or return it."""

from datetime import date

from tracker.tasks.forms.fields import Sheet
from tracker.tasks.forms.kinds import Kind, MoveForm, Task
from tracker.words import _, mark


def _decide(sheet: Sheet, _form: MoveForm, _task: Task, _today: date) -> None:
    decision = sheet.one_of("decision", ("confirm", "return"), _("Choose whether to confirm or to return"))
    sheet.text("reason", _("Enter the reason for returning") if decision == "return" else "")


DECIDE = Kind(
    "decide", mark("Decision"), ("confirm", "return"), _decide, ("decision", "reason"), path="confirm"
)
