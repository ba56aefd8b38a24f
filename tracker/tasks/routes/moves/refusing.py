"""What is sent about who carries a task out: refuse, give to another agency, make somebody responsible."""

from datetime import datetime
from typing import Any

from tracker.people.viewer import Viewer
from tracker.tasks.actions.refusing import Reassignment, delegate, reassign, refuse
from tracker.tasks.forms import refusing as forms
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.routes.answering import Answer
from tracker.words import _

Task = dict[str, Any]


async def _refuse(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    await refuse(viewer, task["code"], form.version, form.values["why"], at)


async def _reassign(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    said = form.values
    to = Reassignment(
        said["agency"], said["why"], said["document_number"], form.read["document_date"],
        stays=said["stays"] == "1",
    )  # fmt: skip
    await reassign(viewer, task["code"], form.version, to, at)


async def _hand_over(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    to_person, note = form.read["responsible"], form.values["note"]
    await delegate(viewer, task["code"], form.version, to_person, note, at)


ANSWERS = (
    Answer(forms.REFUSE, _refuse, lambda _f, task: _("Task %(code)s was refused.", code=task["code"])),
    Answer(
        forms.REASSIGN,
        _reassign,
        lambda _f, task: _("Task %(code)s was given to another agency.", code=task["code"]),
        "office",
    ),
    Answer(
        forms.HAND_OVER,
        _hand_over,
        lambda _f, task: _("Task %(code)s has another person responsible.", code=task["code"]),
    ),
)
