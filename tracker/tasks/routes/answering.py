"""How a form of a task's page is answered: one form, one transaction, one effect however often it is sent."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Response

from tracker.database import transaction
from tracker.history.queries import facts_at
from tracker.people.viewer import Viewer, viewer_of
from tracker.refusal import Conflict, Refused
from tracker.tasks.forms import kinds
from tracker.tasks.forms.kinds import Kind, MoveForm
from tracker.tasks.forms.merging import texts
from tracker.tasks.queries.one import TaskPage
from tracker.tasks.routes.conflict import clash, overtaken, possible
from tracker.tasks.routes.task import found_task, show
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import see_other

Asked = Request[Any, Any, Any]


@dataclass(frozen=True)
class Answer:
    """What happens when a form is sent.

    ``act`` makes the move (a verb of ``tracker.tasks.actions``), ``done`` says so in a sentence; both get the
    form as read and the task's facts. ``access`` is the rule of the route.
    """

    kind: Kind
    act: Callable[[Viewer, MoveForm, dict[str, Any], datetime], Awaitable[object]]
    done: Callable[[MoveForm, dict[str, Any]], str]
    access: str = "worker_roles"


def handler(answer: Answer) -> HTTPRouteHandler:
    """The route of a form: ``POST /tasks/{code}/<its address>``."""

    async def respond(request: Asked) -> Response[str]:
        return await _answer(request, answer)

    path = f"/tasks/{{code:str}}/{answer.kind.address}"
    return post(path, opt={"access": answer.access}, status_code=303, name=f"task {answer.kind.name}")(
        respond
    )


async def _answer(request: Asked, answer: Answer) -> Response[str]:
    found = await found_task(request, today_of(request))
    form = await _read(request, answer.kind, found)
    if form.problems:
        return await _again(request, found, form)
    code, viewer = found.task["code"], viewer_of(request)
    now = request.scope["state"]["now"]
    try:
        async with transaction():
            purpose = f"{answer.kind.address} {code}"
            if not await once(form.key, viewer.id, purpose, form.digest, f"/tasks/{code}", now):
                # A clock that was set back must not put a move before the one it follows.
                await answer.act(viewer, form, found.task, max(now, found.task["changed_at"]))
    except Conflict:
        return await clash(request, form)
    except Refused as refused:
        form.problems[refused.field] = refused.sentence
        return await _again(request, await found_task(request, today_of(request)), form)
    return see_other(request, f"/tasks/{code}", answer.done(form, found.task))


async def _read(request: Asked, kind: Kind, found: TaskPage) -> MoveForm:
    sent = list((await request.form()).multi_items())
    theirs: dict[str, str] = {}
    if kinds.wants_theirs(sent):
        version = next((int(str(v)) for n, v in sent if n == "version" and str(v)[:9].isdecimal()), 0)
        theirs = texts(kind, await facts_at("task", found.task["id"], version))
    return kinds.read(kind, sent, found.task, today_of(request), theirs)


async def _again(request: Asked, found: TaskPage, form: MoveForm) -> Response[str]:
    """The form once more with what is wrong; when it can no longer be sent, why, and what was typed."""
    form.key = new_key()
    if possible(found, form):
        return await show(request, found, form)
    return await overtaken(request, found, form)
