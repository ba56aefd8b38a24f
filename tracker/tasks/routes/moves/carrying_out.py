"""What the lead agency sends: accept, progress, submit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tracker.people.viewer import Viewer
from tracker.tasks import actions
from tracker.tasks.forms import carrying_out as forms
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.routes.answering import Answer
from tracker.words import _

Task = dict[str, Any]


async def _accept(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    await actions.accept(viewer, task["code"], form.version, at)


async def _progress(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    report = _report(form.values, form.read["percent"])
    await actions.progress(viewer, task["code"], form.version, report, at)


async def _submit(viewer: Viewer, form: MoveForm, task: Task, at: datetime) -> None:
    said = form.values
    # What hindered stays on record; a result is the whole of the task.
    report = _report({**task, "text": said["text"]}, 100)
    submission = actions.Submission(
        report, said["result_number"], form.read["result_date"], said["result_issuer"]
    )
    await actions.submit(viewer, task["code"], form.version, submission, at)


def _report(said: Mapping[str, Any], percent: int) -> actions.Report:
    return actions.Report(
        said["text"], percent, said["difficulty_kind"], said["difficulties"], said["cause_kind"],
        said["cause_text"], said["forecast"], said["proposal"],
    )  # fmt: skip


ANSWERS = (
    Answer(forms.ACCEPT, _accept, lambda _f, task: _("Task %(code)s was accepted.", code=task["code"])),
    Answer(
        forms.PROGRESS,
        _progress,
        lambda form, task: _(
            "Progress of %(n)s%% of task %(code)s was saved.", n=form.read["percent"], code=task["code"]
        ),
    ),
    Answer(
        forms.SUBMIT,
        _submit,
        lambda _f, task: _("Task %(code)s was submitted for confirmation.", code=task["code"]),
    ),
)
