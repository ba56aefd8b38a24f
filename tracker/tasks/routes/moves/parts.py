"""What the office sends about the milestones of a task."""

from datetime import datetime
from typing import Any

from tracker.people.viewer import Viewer
from tracker.tasks.actions.parts import Milestone, split
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.forms.parts import SPLIT
from tracker.tasks.routes.answering import Answer
from tracker.words import _


async def _split(viewer: Viewer, form: MoveForm, task: dict[str, Any], at: datetime) -> None:
    said = form.values
    part = Milestone(said["title"], form.read["due_on"], said["part_label"], said["expected_output"])
    await split(viewer, task["code"], form.version, part, at)


ANSWERS = (
    Answer(
        SPLIT,
        _split,
        lambda _f, task: _("A milestone of task %(code)s was added.", code=task["code"]),
        "office",
    ),
)
