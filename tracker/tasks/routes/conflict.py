"""Somebody was first: yours, theirs and what it was; or a decision taken meanwhile. Nothing typed is lost."""

from typing import Any

from litestar import Request
from litestar.response import Response

from tracker.history.queries import facts_at
from tracker.people.viewer import viewer_of
from tracker.refusal import Refused
from tracker.tasks import rules
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.forms.merging import merge, rebased, texts
from tracker.tasks.queries.one import Event, TaskPage
from tracker.tasks.queries.work import todo
from tracker.tasks.routes import task_view
from tracker.tasks.routes.task import context, found_task
from tracker.web.asof import today_of
from tracker.web.pages import page
from tracker.words import _

Asked = Request[Any, Any, Any]


async def clash(request: Asked, form: MoveForm) -> Response[str]:
    """The form again, compared field by field with what somebody else saved (409)."""
    found = await found_task(request, today_of(request))
    since = _since(found, form)
    if not since:  # a version nobody has seen: no page of ours sent it
        raise Refused(_("This form has expired. Open the page again; nothing was saved."))
    if not possible(found, form):
        return await overtaken(request, found, form)
    before = texts(form.kind, await facts_at("task", found.task["id"], form.version))
    fields = merge(form, before, texts(form.kind, found.task))
    again = rebased(form, fields, found.task["version"])
    if form.kind.choices:
        again.choices = await form.kind.choices(viewer_of(request), found.task)
    return await _page(
        request, found, "tasks/conflict.html", 409, since,
        seen=form.version, fields=fields, form=again,
    )  # fmt: skip


def possible(found: TaskPage, form: MoveForm) -> bool:
    """Whether the person may still make the form's move, as the task stands now."""
    return bool(found.moves & set(form.kind.verbs))


async def overtaken(request: Asked, found: TaskPage, form: MoveForm) -> Response[str]:
    """Why the move is no longer possible, and the text typed, to copy.

    409 when somebody moved the task on meanwhile; 422 when it never was this person's move.
    """
    since = _since(found, form)
    before = texts(form.kind, await facts_at("task", found.task["id"], form.version))
    sentence = form.problems.get("") or _not_now(found, form)
    return await _page(
        request, found, "tasks/conflict_over.html", 409 if since else 422, since,
        sentence=sentence, typed=[(name, text) for name, text in form.typed if text != before.get(name)],
    )  # fmt: skip


def _not_now(found: TaskPage, form: MoveForm) -> str:
    chosen = form.values.get("decision", "")
    try:
        rules.next_state(chosen if chosen in rules.MOVES else form.kind.verbs[0], found.task["state"])
    except Refused as refused:
        return refused.sentence
    return _("Only those in charge of this step may do this.")


def _since(found: TaskPage, form: MoveForm) -> list[Event]:
    return [event for event in found.timeline if event.version > form.version]


async def _page(
    request: Asked, found: TaskPage, template: str, status: int, since: list[Event], **more: Any
) -> Response[str]:
    today = today_of(request)
    answer = page(
        request, template, status=status, **context(found, today),
        since=task_view.entries(since), latest=since[0] if since else None, **more,
        todo=await todo(viewer_of(request), found.task["programme"], today),
    )  # fmt: skip
    answer.headers["HX-Push-Url"] = "false"  # a form's own address cannot be asked for again
    return answer
