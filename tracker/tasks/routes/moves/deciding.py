"""What the coordinating office sends about a submission."""

from datetime import datetime
from typing import Any

from tracker.people.viewer import Viewer
from tracker.tasks import actions
from tracker.tasks.forms import deciding as forms
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.routes.answering import Answer
from tracker.words import _

Task = dict[str, Any]


async def _decide(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    reason = form.values["reason"]
    if form.values["decision"] == "return":
        await actions.return_(viewer, task["code"], form.version, reason, at)
    else:
        await actions.confirm(viewer, task["code"], form.version, at, reason)


def _decided(form: MoveForm, task: Task) -> str:
    if form.values["decision"] == "return":
        return _("Task %(code)s was returned to be completed.", code=task["code"])
    return _("The completion of task %(code)s was confirmed.", code=task["code"])


ANSWERS = (Answer(forms.DECIDE, _decide, _decided, "office"),)
