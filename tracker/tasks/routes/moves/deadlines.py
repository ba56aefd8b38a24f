"""What is sent about a later deadline: the request, its decision, a superior's document."""

from datetime import datetime
from typing import Any

from tracker.people.viewer import Viewer
from tracker.tasks.actions import deadlines as actions
from tracker.tasks.forms import deadlines as forms
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.routes.answering import Answer
from tracker.words import _, dmy

Task = dict[str, Any]


async def _request(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    await actions.request_extension(
        viewer, task["code"], form.version, form.values["extension_reason"], form.read["proposed_due_on"], at
    )


async def _decide(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    text = form.values["decision_text"]
    if form.values["decision"] == forms.REFUSE:
        await actions.refuse_extension(viewer, task["code"], form.version, text, at)
    else:
        await actions.grant_extension(
            viewer, task["code"], form.version, form.read["new_due_on"], text, at, _document(form)
        )


async def _extend(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    text = form.values["decision_text"]
    await actions.extend(
        viewer, task["code"], form.version, form.read["new_due_on"], text, _document(form), at
    )


def _document(form: MoveForm) -> actions.Document:
    return actions.Document(form.values["document_number"], form.read["document_date"])


def _decided(form: MoveForm, task: Task) -> str:
    if form.values["decision"] == forms.REFUSE:
        return _("The extension of task %(code)s was refused.", code=task["code"])
    return _extended(form, task)


def _extended(form: MoveForm, task: Task) -> str:
    day = dmy(form.read["new_due_on"])
    return _("The deadline of task %(code)s was extended to %(day)s.", code=task["code"], day=day)


ANSWERS = (
    Answer(
        forms.REQUEST_EXTENSION,
        _request,
        lambda form, task: _(
            "An extension of task %(code)s until %(day)s was requested.",
            code=task["code"],
            day=dmy(form.read["proposed_due_on"]),
        ),
    ),
    Answer(forms.DECIDE_EXTENSION, _decide, _decided, "office"),
    Answer(forms.EXTEND, _extend, _extended, "office"),
)
