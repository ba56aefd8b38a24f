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
    code, said = task["code"], form.values
    if said["decision"] == "return":
        await actions.return_(viewer, code, form.version, said["reason"], at)
    elif forms.for_office(task):
        await actions.endorse(viewer, code, form.version, at, said["reason"])
    else:
        day = form.read.get("confirmation_date")
        document = (said["confirmation_number"], day) if day else None
        await actions.confirm(viewer, code, form.version, at, said["reason"], document)


def _decided(form: MoveForm, task: Task) -> str:
    if form.values["decision"] == "return":
        return _("Task %(code)s was returned to be completed.", code=task["code"])
    if forms.for_office(task):
        return _("Task %(code)s was confirmed by the office; the superior's is awaited.", code=task["code"])
    return _("The completion of task %(code)s was confirmed.", code=task["code"])


ANSWERS = (Answer(forms.DECIDE, _decide, _decided, "office"),)
