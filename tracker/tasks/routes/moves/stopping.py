"""What the coordinating office sends to stop a task, and to let it go on."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from tracker.people.viewer import Viewer
from tracker.tasks.actions import stopping as actions
from tracker.tasks.actions.moving import Moved
from tracker.tasks.forms import stopping as forms
from tracker.tasks.forms.kinds import Kind, MoveForm
from tracker.tasks.routes.answering import Answer
from tracker.words import _, mark

Task = dict[str, Any]
Stop = Callable[[Viewer, str, int, actions.Paper, datetime], Awaitable[Moved]]


def _answer(kind: Kind, stop: Stop, done: str) -> Answer:
    async def act(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
        said = form.values
        paper = actions.Paper(said["why"], said["document_number"], form.read["document_date"])
        await stop(viewer, task["code"], form.version, paper, at)

    return Answer(kind, act, lambda _f, task: _(done, code=task["code"]), "office")


ANSWERS = (
    _answer(forms.SUSPEND, actions.suspend, mark("Task %(code)s was suspended.")),
    _answer(forms.RESUME, actions.resume, mark("Task %(code)s goes on.")),
    _answer(forms.WITHDRAW, actions.withdraw, mark("Task %(code)s was withdrawn.")),
    _answer(forms.RESTORE, actions.restore, mark("The withdrawal of task %(code)s was taken back.")),
)
