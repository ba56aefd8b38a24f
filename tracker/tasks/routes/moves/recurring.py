"""What the office sends about a task that comes back."""

from datetime import datetime
from typing import Any

from tracker.people.viewer import Viewer
from tracker.tasks.actions.recurring import repeat
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.forms.recurring import REPEAT
from tracker.tasks.routes.answering import Answer
from tracker.words import _


async def _repeat(viewer: Viewer, form: MoveForm, task: dict[str, Any], at: datetime) -> None:
    await repeat(viewer, task["code"], form.version, form.read["rule"], at)


ANSWERS = (
    Answer(
        REPEAT,
        _repeat,
        lambda _f, task: _("Task %(code)s comes back; its occurrences were made.", code=task["code"]),
        "office",
    ),
)
