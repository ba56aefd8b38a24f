"""A task is corrected: its facts in one form, compared with what somebody else saved meanwhile."""

from datetime import date
from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.database import transaction
from tracker.history.queries import facts_at
from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict, Refused
from tracker.tasks import rules
from tracker.tasks.actions import drafting
from tracker.tasks.actions.editing import Changes, edit
from tracker.tasks.forms import editing, kinds
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.forms.merging import merge, rebased
from tracker.tasks.forms.writing import Written
from tracker.tasks.queries.desk import Desk
from tracker.tasks.queries.one import TaskPage
from tracker.tasks.routes import task_view, writing_view
from tracker.tasks.routes.task import PATH, context, found_task
from tracker.tasks.routes.writing import desk_of, sent_by
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]
Facts = dict[str, Any]


@get(PATH + "/edit", opt={"access": "office"})
async def edit_form(request: Asked) -> Response[str]:
    found = await found_task(request, today_of(request))
    if "edit" not in found.moves:
        return see_other(request, f"/tasks/{found.task['code']}", _why_not(found))
    there = await desk_of(request, found.task["source_document"])
    task = _task(found)
    return _edit_page(request, there, task, editing.started(there, task))


@post(PATH + "/edit", opt={"access": "office"}, status_code=303, name="task edit")
async def edit_send(request: Asked) -> Response[str]:
    found = await found_task(request, today_of(request))
    there, task = await desk_of(request, found.task["source_document"]), _task(found)
    form = await _read(request, there, task)
    if form.problems:
        return _edit_page(request, there, task, form)
    code, viewer, now = task["code"], viewer_of(request), request.scope["state"]["now"]
    try:
        async with transaction():
            moved = True
            if not await once(form.key, viewer.id, f"edit {code}", form.digest, f"/tasks/{code}", now):
                changes = await _changes(form.read["written"])
                at = max(now, task["changed_at"])
                moved = bool(await edit(viewer, code, form.version, changes, at))
    except Conflict:
        return await _clash(request, there, form)
    except Refused as refused:
        form.problems[refused.field] = refused.sentence
        return _edit_page(request, there, task, form)
    done = _("The changes were saved.") if moved else _("Nothing was changed.")
    return see_other(request, f"/tasks/{code}", done)


async def _read(request: Asked, there: Desk, task: Facts) -> MoveForm:
    sent = await sent_by(request)
    theirs: dict[str, str] = {}
    if kinds.wants_theirs(sent):
        version = next((int(str(v)) for n, v in sent if n == "version" and str(v)[:9].isdecimal()), 0)
        theirs = editing.units(there, await facts_at("task", task["id"], version))
    return editing.sent(there, sent, task, today_of(request), theirs)


async def _changes(written: Written) -> Changes:
    source = await drafting.document_of(written.document) if written.document else written.source
    facts = {
        "area": written.area,
        "title": written.title,
        "source_document": source,
        "source_clause": written.clause,
        "responsible": written.responsible,
        "monitor": written.monitor,
        "leader": written.leader,
        "expected_output": written.expected_output,
        "deadline_text": written.deadline_text,
        "due_on": written.due_on,
        "due_precision": written.due_precision,
        "priority": written.priority,
    }
    return Changes(facts, written.coordinators)


def _task(found: TaskPage) -> Facts:
    """The task with the ids of the agencies that coordinate it."""
    return {**found.task, "coordinators": [one["agency"] for one in found.coordinators]}


def _why_not(found: TaskPage) -> str:
    try:
        rules.next_state("edit", found.task["state"])
    except Refused as refused:
        return refused.sentence
    return _("Only those in charge of this step may do this.")


def _edit_page(request: Asked, there: Desk, task: Facts, form: MoveForm, status: int = 200) -> Response[str]:
    form.key = new_key()
    given_on: date = task["assigned_on"]
    return page(
        request, "tasks/writing/edit.html", status=422 if form.problems and status == 200 else status,
        task=task, **writing_view.context(there, form, given_on),
    )  # fmt: skip


async def _clash(request: Asked, there: Desk, form: MoveForm) -> Response[str]:
    """Yours, theirs and what it was (409); what only one of the two changed is put together."""
    today = today_of(request)
    found = await found_task(request, today)
    task, since = _task(found), [one for one in found.timeline if one.version > form.version]
    if not since:  # a version nobody has seen: no page of ours sent it
        raise Refused(_("This form has expired. Open the page again; nothing was saved."))
    if "edit" not in found.moves:
        form.problems[""] = _why_not(found)
        return _edit_page(request, there, task, form, status=409)
    before = editing.units(there, await facts_at("task", task["id"], form.version))
    fields = merge(form, before, editing.units(there, task))
    names = {one.name: writing_view.name_of(one.name, there) for one in fields}
    about = {
        "since": task_view.entries(since), "latest": since[0], "seen": form.version, "fields": fields,
        "form": rebased(form, fields, task["version"]), "field_names": names,
        "said": lambda name, text: writing_view.said(there, name, text),
    }  # fmt: skip
    return page(request, "tasks/conflict.html", status=409, **{**context(found, today), **about})


HANDLERS = [edit_form, edit_send]
