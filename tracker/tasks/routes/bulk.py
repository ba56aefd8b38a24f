"""Many tasks are changed together: chosen, looked at before and after, changed, undone."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.database import transaction
from tracker.people.viewer import viewer_of
from tracker.refusal import NotThere, Refused
from tracker.tasks.actions import bulk as actions
from tracker.tasks.actions import drafting
from tracker.tasks.forms import bulk as forms
from tracker.tasks.forms import filters
from tracker.tasks.forms.bulk import Bulk
from tracker.tasks.forms.fields import Sheet
from tracker.tasks.queries import bulk as queries
from tracker.tasks.queries.choices import choices
from tracker.tasks.queries.desk import Desk
from tracker.tasks.routes import bulk_view
from tracker.tasks.routes.copying import keep_copy
from tracker.tasks.routes.list_view import ListView
from tracker.tasks.routes.lists import any_programme
from tracker.tasks.routes.writing import DRAFTS, desk_of, sent_by
from tracker.tasks.routes.writing_view import PRIORITY_NAMES
from tracker.web.asof import as_of, today_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _, ngettext

Asked = Request[Any, Any, Any]

PATH = "/tasks/bulk"
ONE = PATH + "/{bulk:int}"


@get(PATH, opt={"access": "office"})
async def bulk(request: Asked) -> Response[str]:
    viewer, facts, today = viewer_of(request), await any_programme(), today_of(request)
    known = await choices(facts.id, viewer)
    asked = filters.read(request.query_params.multi_items(), known, False)
    ids: list[int] = []
    more = False
    if not asked.problems:
        ids, more = await queries.filtered(facts.id, viewer, asked.wanted, today)
    tasks = await queries.tasks(ids)
    form = Bulk(picked={one["id"]: one["version"] for one in tasks})
    said = ListView(viewer, asked, known, as_of(request), facts.silent_days).said
    return await _choose_page(request, form, tasks, more=more, said=said)


@post(PATH + "/preview", opt={"access": "office"}, status_code=200)
async def bulk_preview(request: Asked) -> Response[str]:
    there, sent = await desk_of(request), await sent_by(request)
    if ("do", "clone") in sent:
        return await _clone(request, there, forms.read(there, sent, needed=False))
    form = forms.read(there, sent)
    tasks = await queries.tasks(form.picked)
    if form.problems or ("do", "back") in sent:
        return await _choose_page(request, form, tasks)
    found = bulk_view.preview(there, form, tasks)
    form.key = new_key()
    return page(
        request, "tasks/writing/bulk_preview.html", form=form, asked=bulk_view.asked(there, form),
        changed=[one for one in found if not one.why], skipped=[one for one in found if one.why],
    )  # fmt: skip


@post(PATH, opt={"access": "office"}, status_code=303, name="bulk apply")
async def bulk_apply(request: Asked) -> Response[str]:
    there = await desk_of(request)
    form = forms.read(there, await sent_by(request))
    tasks = await queries.tasks(form.picked)
    if form.problems:
        return await _choose_page(request, form, tasks)
    if len(tasks) > queries.MOST:
        raise Refused(_("At most %(n)s tasks are changed together.", n=queries.MOST))
    viewer, now, number = viewer_of(request), request.scope["state"]["now"], await actions.next_number()
    async with transaction():
        kept = await once(form.key, viewer.id, "bulk edit", form.digest, f"{PATH}/{number}", now)
        if not kept:
            said = bulk_view.asked(there, form)
            await actions.apply(viewer, number, there.programme, said, bulk_view.wanted(form, tasks), now)
    return see_other(
        request, kept or f"{PATH}/{number}", _("The bulk edit was carried out; its result stands below.")
    )


@get(ONE, opt={"access": "office"})
async def bulk_result(request: Asked) -> Response[str]:
    one = await queries.bulk_edit(_number(request))
    moved_on = [task for task in one.tasks if task["version"] != task["version_now"]]
    return page(request, "tasks/writing/bulk_result.html", one=one, moved_on=moved_on, key=new_key())


@post(ONE + "/undo", opt={"access": "office"}, status_code=303, name="bulk undo")
async def bulk_undo(request: Asked) -> Response[str]:
    number, viewer, now = _number(request), viewer_of(request), request.scope["state"]["now"]
    key = Sheet(await sent_by(request), ()).hidden.get("form_key", "")
    await queries.bulk_edit(number)
    done = _("The edit was undone.")
    try:
        async with transaction():
            if not await once(key, viewer.id, f"undo bulk {number}", "", f"{PATH}/{number}", now):
                await actions.undo(viewer, number, now)
    except Refused as refused:
        done = refused.sentence
    return see_other(request, f"{PATH}/{number}", done)


async def _clone(request: Asked, there: Desk, form: Bulk) -> Response[str]:
    tasks = await queries.tasks(form.picked)
    if form.problems or len(tasks) > queries.MOST:
        return await _choose_page(request, form, tasks)
    viewer, now, made = viewer_of(request), request.scope["state"]["now"], 0
    async with transaction():
        if not await once(form.key, viewer.id, "bulk clone", form.digest, DRAFTS, now):
            for task in tasks:
                await keep_copy(request, there, task, await drafting.next_number())
                made += 1
    done = ngettext("%(n)s draft was copied.", "%(n)s drafts were copied.", made) % {"n": made}
    return see_other(request, DRAFTS, done if made else "")


def _number(request: Asked) -> int:
    number = int(request.path_params["bulk"])
    if number >= 2**31:
        raise NotThere
    return number


async def _choose_page(
    request: Asked, form: Bulk, tasks: list[dict[str, Any]], *, more: bool = False, said: str = ""
) -> Response[str]:
    form.key = new_key()
    return page(
        request, "tasks/writing/bulk.html", status=422 if form.problems else 200, form=form, tasks=tasks,
        desk=await desk_of(request), problems=form.problems, more=more, said=said, most=queries.MOST,
        priorities=[(value, _(text)) for value, text in PRIORITY_NAMES.items()],
    )  # fmt: skip


HANDLERS = [bulk, bulk_preview, bulk_apply, bulk_result, bulk_undo]
