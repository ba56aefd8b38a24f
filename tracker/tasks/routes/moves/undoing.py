"""What is sent to take back one's own last move."""

from datetime import datetime
from typing import Any

from tracker.people.viewer import Viewer
from tracker.tasks.actions.undoing import undo
from tracker.tasks.forms import undoing as forms
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.routes.answering import Answer
from tracker.words import _


async def _undo(viewer: Viewer, form: MoveForm, task: dict[str, Any], at: datetime) -> None:
    await undo(viewer, task["code"], form.version, at)


ANSWERS = (
    Answer(
        forms.UNDO,
        _undo,
        lambda _f, task: _("The last move of task %(code)s was taken back.", code=task["code"]),
        "tasks",
    ),
)
