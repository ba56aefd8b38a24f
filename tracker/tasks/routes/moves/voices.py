"""What is said about a task: comments, requests to explain, explanations, stars."""

from datetime import datetime
from typing import Any

from tracker.people.viewer import Viewer
from tracker.tasks.actions import voices as actions
from tracker.tasks.forms import voices as forms
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.routes.answering import Answer
from tracker.words import _

Task = dict[str, Any]


async def _comment(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    await actions.comment(viewer, task["code"], form.version, form.values["comment"], at)


async def _ask(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    question, answer_by = form.values["question"], form.read["answer_by"]
    await actions.ask_explanation(viewer, task["code"], form.version, question, at, answer_by)


async def _explain(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    answer, number = form.values["answer"], form.read["request_number"]
    await actions.explain(viewer, task["code"], form.version, answer, at, number)


async def _star(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    await actions.star(viewer, task["code"], form.version, at)


async def _unstar(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    await actions.unstar(viewer, task["code"], form.version, at)


ANSWERS = (
    Answer(forms.STAR, _star, lambda _f, t: _("Task %(code)s was starred.", code=t["code"]), "province"),
    Answer(
        forms.UNSTAR,
        _unstar,
        lambda _f, t: _("The star of task %(code)s was taken away.", code=t["code"]),
        "province",
    ),
    Answer(
        forms.EXPLAIN,
        _explain,
        lambda _f, t: _("The explanation of task %(code)s was sent.", code=t["code"]),
    ),
    Answer(
        forms.ASK_EXPLANATION,
        _ask,
        lambda _f, t: _("An explanation of task %(code)s was asked for.", code=t["code"]),
        "province",
    ),
    Answer(
        forms.COMMENT,
        _comment,
        lambda _f, t: _("The comment on task %(code)s was sent.", code=t["code"]),
        "tasks",
    ),
)
