"""The form that adds a milestone to a task: a part with a deadline of its own, within the task's."""

from datetime import date

from tracker.tasks.forms.fields import Sheet
from tracker.tasks.forms.kinds import Kind, MoveForm, Task
from tracker.words import _, dmy, mark

LONGEST_LABEL = 80


def _check(sheet: Sheet, form: MoveForm, task: Task, today: date) -> None:
    sheet.text("title", _("Enter what the milestone is"))
    sheet.text("part_label", most=LONGEST_LABEL)
    sheet.text("expected_output")
    day = form.read["due_on"] = sheet.day("due_on", _("Enter the day the milestone is due"))
    if day and task["due_on"] and day > task["due_on"]:
        late = _("A milestone is due by its task's deadline, %(day)s", day=dmy(task["due_on"]))
        sheet.problem("due_on", late)
    elif day and day < today:
        sheet.problem("due_on", _("This day has passed already"))


SPLIT = Kind(
    "split",
    mark("Add a milestone"),
    ("split",),
    _check,
    ("title", "part_label", "expected_output"),
    ("due_on",),
    side=True,
)
