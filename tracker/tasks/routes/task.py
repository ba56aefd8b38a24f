"""One task: everything of it, and the one next action first."""

import re
from datetime import date
from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.people.viewer import viewer_of
from tracker.refusal import NotThere
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.forms.page import forms_for
from tracker.tasks.queries.evidence import shelf
from tracker.tasks.queries.one import TaskPage, task_page
from tracker.tasks.queries.work import todo
from tracker.tasks.routes import task_view
from tracker.web import pages
from tracker.web.asof import AsOf, as_of, today_of

Asked = Request[Any, Any, Any]

PATH = "/tasks/{code:str}"
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@get(PATH, opt={"access": "tasks"})
async def task(request: Asked) -> Response[str]:
    asked = as_of(request)
    found = await found_task(request, asked.day)
    return await show(request, found, asked=asked)


async def found_task(request: Asked, day: date) -> TaskPage:
    """The task of the address for whoever asks. Raises NotThere when it is not theirs, or no code at all."""
    code = str(request.path_params["code"])
    if not CODE.fullmatch(code):
        raise NotThere
    now = request.scope["state"]["now"]
    return await task_page(viewer_of(request), code, day, today_of(request), now)


async def show(
    request: Asked, found: TaskPage, form: MoveForm | None = None, *, asked: AsOf | None = None
) -> Response[str]:
    """The page of a task; with a form that has problems it is that form's turn, as typed (422)."""
    today = today_of(request)
    forms = forms_for(found.task, found.moves)
    if form is not None:
        forms = {form.name: form, **{name: one for name, one in forms.items() if name != form.name}}
    for one in forms.values():
        if one.kind.choices:
            one.choices = await one.kind.choices(viewer_of(request), found.task)
    words_only = request.method == "GET" and request.query_params.get("show") == "words"
    answer = pages.page(
        request, "tasks/task.html", status=422 if form else 200,
        as_of=asked or AsOf(today, today), **context(found, today),
        forms=forms, problems=form.problems if form else {}, wrong=form,
        shelf=await shelf(viewer_of(request), found, asked or AsOf(today, today)),
        entries=task_view.entries(found.timeline, words_only=words_only), words_only=words_only,
        todo=await todo(viewer_of(request), found.task["programme"], today),
    )  # fmt: skip
    if form is not None:
        answer.headers["HX-Push-Url"] = "false"  # a form's own address cannot be asked for again
    return answer


def context(found: TaskPage, today: date) -> dict[str, Any]:
    """What pages about one task share."""
    awaiting = found.task["state"] == "submitted"
    return {
        "found": found,
        "task": found.task,
        "verdict": task_view.verdict(found.task, today) if awaiting else ("", ""),
        "returned": next((event for event in found.timeline if event.verb == "return"), None),
        "after_return": task_view.after_return(found.task, today),
        "said": task_view.said,
        "title_of": task_view.title_of,
        "field_names": task_view.FIELD_NAMES,
    }


HANDLERS = [task]
