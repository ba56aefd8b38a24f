"""What is sent to coordinating agencies, and what they answer."""

from datetime import datetime
from typing import Any

from tracker.people.viewer import Viewer
from tracker.tasks.actions.contributing import Question, ask_contribution, contribute
from tracker.tasks.forms import contributing as forms
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.routes.answering import Answer
from tracker.words import _

Task = dict[str, Any]


async def _ask(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    question = Question(form.values["agency"], form.values["asked"], form.read["answer_by"])
    await ask_contribution(viewer, task["code"], form.version, question, at)


async def _contribute(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    said = form.values
    await contribute(viewer, task["code"], form.version, said["contribution"], said["contribution_text"], at)


ANSWERS = (
    Answer(
        forms.ASK_CONTRIBUTION,
        _ask,
        lambda _f, task: _("A contribution to task %(code)s was asked.", code=task["code"]),
        "parties",
    ),
    Answer(
        forms.CONTRIBUTE,
        _contribute,
        lambda _f, task: _("The contribution to task %(code)s was saved.", code=task["code"]),
    ),
)
