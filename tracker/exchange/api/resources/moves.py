"""What a program may do to a task: the pages' forms and actions, in JSON, against the version it read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Response

from tracker.exchange.api import etags
from tracker.exchange.api.door import token_of
from tracker.exchange.api.problems import Problem
from tracker.exchange.api.replies import Reply, once
from tracker.exchange.api.resources import saying
from tracker.exchange.api.resources.asking import ROOT, Asked, Nothing, PathCode, body, query
from tracker.exchange.api.resources.saying import Said
from tracker.exchange.api.resources.task_shapes import Task, whole
from tracker.exchange.api.resources.tasks import found_task
from tracker.exchange.api.scopes import CONFIRM, PROGRESS, SUBMIT
from tracker.people.viewer import viewer_of
from tracker.refusal import Refused
from tracker.tasks.forms import kinds
from tracker.tasks.queries.one import TaskPage
from tracker.tasks.routes.moves import ANSWERS
from tracker.web.asof import AsOf, today_of
from tracker.words import mark

BY_FORM = {answer.kind.name: answer for answer in ANSWERS}
CREATED = 201


@dataclass(frozen=True)
class Move:
    """One way to change a task: its address below the task, the form of the page that it fills in.

    ``fills`` gives the form's texts; ``called`` is what the body calls a field of the form.
    """

    path: str
    form: str
    takes: type[Said]
    fills: Callable[[Any, Mapping[str, Any]], dict[str, str]]
    scope: str
    role: str
    summary: str
    description: str
    called: Mapping[str, str] = field(default_factory=dict)


MOVES = (
    Move(
        "updates", "progress", saying.Update, saying.progress, PROGRESS, "worker_roles",
        mark("Report progress"),
        mark("A report of progress by the lead agency. What is null stays as it was reported last."),
    ),
    Move(
        "submissions", "submit", saying.Submission, saying.submit, SUBMIT, "worker_roles",
        mark("Submit for confirmation"),
        mark("The result, with its document or with a file attached on the task's page."),
    ),
    Move(
        "confirmations", "decide", saying.Confirmation, saying.confirm, CONFIRM, "office",
        mark("Confirm completion"),
        mark("The office's confirmation; at the second of two levels it records the superior's document."),
        {"reason": "opinion"},
    ),
    Move(
        "returns", "decide", saying.Return, saying.send_back, CONFIRM, "office",
        mark("Return to be completed"),
        mark("The submission goes back to the lead agency; its clock was never stopped."),
    ),
)  # fmt: skip


def handler(made: Move) -> HTTPRouteHandler:
    """The route of a move: ``POST /tasks/{code}/<its path>``."""

    async def respond(request: Asked, code: FromPath[str]) -> Response[bytes]:
        return await _answer(request, code, made)

    said = {"path": {"code": PathCode}, "asks": Nothing, "takes": made.takes, "answers": Task, "etag": True}
    return post(
        f"{ROOT}/tasks/{{code:str}}/{made.path}",
        opt={"access": "api", "scope": made.scope, "role": made.role, "if_match": True, **said},
        status_code=CREATED,
        name=f"api {made.path}",
        summary=made.summary,
        description=made.description,
    )(respond)


async def _answer(request: Asked, code: str, made: Move) -> Response[bytes]:
    query(request, Nothing)
    today = AsOf(today_of(request), today_of(request))
    await found_task(request, code, today)  # what is not theirs is not there, whatever was sent
    version, said = etags.wanted(request), await body(request, made.takes)

    async def work() -> Reply:
        found = await found_task(request, code, today)
        await _move(request, made, found, made.fills(said, found.task), version)
        after = await found_task(request, code, today)
        headers = {"ETag": etags.of(after.task["version"]), "Location": f"{ROOT}/tasks/{code}"}
        return Reply(whole(after, today.day), CREATED, headers)

    return await once(request, token_of(request), work)


async def _move(request: Asked, made: Move, found: TaskPage, texts: Mapping[str, str], version: int) -> None:
    """Fill in the page's form, check it, make its move."""
    answer, task, now = BY_FORM[made.form], found.task, request.scope["state"]["now"]
    sent = [*texts.items(), ("version", str(version))]
    form = kinds.read(answer.kind, sent, task, today_of(request), {})
    if version != task["version"]:
        raise Problem(412)
    if form.problems:
        raise Problem.of_fields(_named(made, form.problems))
    try:
        # A clock that was set back must not put a move before the one it follows.
        await answer.act(viewer_of(request), form, task, max(now, task["changed_at"]))
    except Refused as refused:
        raise Problem.of_fields(_named(made, {refused.field: refused.sentence})) from refused


def _named(made: Move, problems: Mapping[str, str]) -> dict[str, str]:
    return {made.called.get(name, name): sentence for name, sentence in problems.items()}


HANDLERS = [handler(made) for made in MOVES]
