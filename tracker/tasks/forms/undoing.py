"""The form that takes back one's own last move. It stands above the others; see tasks/task.html."""

from datetime import date

from tracker.tasks.forms.fields import Sheet
from tracker.tasks.forms.kinds import Kind, MoveForm, Task
from tracker.words import mark


def _undo(_sheet: Sheet, _form: MoveForm, _task: Task, _today: date) -> None:
    """Nothing is asked."""


UNDO = Kind("undo", mark("Undo"), ("undo",), _undo, side=True)
