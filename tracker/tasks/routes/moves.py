"""The moves a page can make: each one form, one transaction, one effect however often it is sent."""

from datetime import datetime
from typing import Any

from litestar import Request, post
from litestar.response import Response

from tracker.database import transaction
from tracker.history.queries import facts_at
from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict, Refused
from tracker.tasks import actions
from tracker.tasks.forms import moves
from tracker.tasks.forms.merging import texts
from tracker.tasks.forms.moves import MoveForm
from tracker.tasks.queries.one import TaskPage
from tracker.tasks.routes.conflict import clash, overtaken, possible
from tracker.tasks.routes.task import found_task, show
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import see_other
from tracker.words import _

Asked = Request[Any, Any, Any]


@post("/tasks/{code:str}/accept", opt={"access": "worker_roles"}, status_code=303)
async def accept(request: Asked) -> Response[str]:
    return await _answer(request, "accept")


@post("/tasks/{code:str}/progress", opt={"access": "worker_roles"}, status_code=303)
async def progress(request: Asked) -> Response[str]:
    return await _answer(request, "progress")


@post("/tasks/{code:str}/submit", opt={"access": "worker_roles"}, status_code=303)
async def submit(request: Asked) -> Response[str]:
    return await _answer(request, "submit")


@post("/tasks/{code:str}/confirm", opt={"access": "office"}, status_code=303)
async def confirm(request: Asked) -> Response[str]:
    return await _answer(request, "decide")


@post("/tasks/{code:str}/return", opt={"access": "office"}, status_code=303)
async def return_(request: Asked) -> Response[str]:
    return await _answer(request, "decide")


async def _answer(request: Asked, verb: str) -> Response[str]:
    found = await found_task(request, today_of(request))
    form = await _read(request, verb, found)
    if form.problems:
        return await _again(request, found, form)
    code = found.task["code"]
    try:
        async with transaction():
            location = await once(
                form.key, viewer_of(request).id, f"{verb} {code}", form.digest, f"/tasks/{code}",
                request.scope["state"]["now"],
            )  # fmt: skip
            if not location:
                await _act(request, form, found.task)
    except Conflict:
        return await clash(request, form)
    except Refused as refused:
        form.problems[refused.field] = refused.sentence
        return await _again(request, await found_task(request, today_of(request)), form)
    return see_other(request, f"/tasks/{code}", _done(form, code))


async def _read(request: Asked, verb: str, found: TaskPage) -> MoveForm:
    sent = list((await request.form()).multi_items())
    theirs: dict[str, str] = {}
    if moves.wants_theirs(sent):
        version = moves.version_of(sent)
        theirs = texts(verb, await facts_at("task", found.task["id"], version))
    return moves.read(verb, sent, found.task, today_of(request), theirs)


async def _again(request: Asked, found: TaskPage, form: MoveForm) -> Response[str]:
    """The form once more with what is wrong; when it can no longer be sent, why, and what was typed."""
    form.key = new_key()
    if possible(found, form):
        return await show(request, found, form)
    return await overtaken(request, found, form)


async def _act(request: Asked, form: MoveForm, task: dict[str, Any]) -> None:
    viewer, code, said, version = viewer_of(request), task["code"], form.values, form.version
    # A clock that was set back must not put a move before the one it follows.
    at = max(request.scope["state"]["now"], task["changed_at"])
    if form.verb == "accept":
        await actions.accept(viewer, code, version, at)
    elif form.verb == "progress":
        await actions.progress(viewer, code, version, _report(form, said, form.percent), at)
    elif form.verb == "submit":
        # What hindered stays on record; a result is the whole of the task.
        kept = {**task, "text": said["text"]}
        submission = actions.Submission(_report(form, kept, 100), said["result_number"], form.day)
        await actions.submit(viewer, code, version, submission, at)
    else:
        await _decide(request, form, code, at)


async def _decide(request: Asked, form: MoveForm, code: str, at: datetime) -> None:
    viewer, reason = viewer_of(request), form.values["reason"]
    if form.values["decision"] == "return":
        await actions.return_(viewer, code, form.version, reason, at)
    else:
        await actions.confirm(viewer, code, form.version, at, reason)


def _report(form: MoveForm, said: dict[str, Any], percent: int) -> actions.Report:
    return actions.Report(
        said["text"], percent, said["difficulty_kind"], said["difficulties"], said["cause_kind"],
        said["cause_text"], said["forecast"], said["proposal"],
    )  # fmt: skip


def _done(form: MoveForm, code: str) -> str:
    if form.verb == "accept":
        return _("Task %(code)s was accepted.", code=code)
    if form.verb == "progress":
        return _("Progress of %(n)s%% of task %(code)s was saved.", n=form.percent, code=code)
    if form.verb == "submit":
        return _("Task %(code)s was submitted for confirmation.", code=code)
    if form.values["decision"] == "return":
        return _("Task %(code)s was returned to be completed.", code=code)
    return _("The completion of task %(code)s was confirmed.", code=code)


HANDLERS = [accept, progress, submit, confirm, return_]
