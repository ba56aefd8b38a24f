"""A new task: written, kept as a draft or issued; nothing typed is lost, and it is issued once."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.database import transaction
from tracker.people.viewer import viewer_of
from tracker.programmes.queries import programme
from tracker.refusal import Conflict, NotThere, Refused
from tracker.tasks.actions import drafting
from tracker.tasks.actions.assigning import NewTask, assign
from tracker.tasks.forms import writing
from tracker.tasks.forms.kinds import MoveForm
from tracker.tasks.forms.writing import Written
from tracker.tasks.queries.desk import Desk, desk, free_code, is_taken
from tracker.tasks.queries.drafts import Draft, draft
from tracker.tasks.routes import writing_view
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]
Sent = list[tuple[str, object]]

NEW = "/tasks/new"
DRAFTS = "/tasks/drafts"
ONE = DRAFTS + "/{draft:int}"


@get(NEW, opt={"access": "office"})
async def new(request: Asked) -> Response[str]:
    there = await desk_of(request)
    return write_page(request, there, writing.started(there), None)


@post(NEW, opt={"access": "office"}, status_code=303, name="task write")
async def write(request: Asked) -> Response[str]:
    return await _answer(request, None)


@get(ONE, opt={"access": "office"})
async def draft_form(request: Asked) -> Response[str]:
    one, there = await asked_for(request), await desk_of(request)
    if one.issued_code:
        return see_other(request, f"/tasks/{one.issued_code}", _("This draft was issued already."))
    return write_page(request, there, writing.started(there, one.typed, one.version), one)


@post(ONE, opt={"access": "office"}, status_code=303, name="draft write")
async def draft_write(request: Asked) -> Response[str]:
    return await _answer(request, await asked_for(request))


async def desk_of(request: Asked, source: int | None = None) -> Desk:
    """What the office can choose from today."""
    return await desk((await programme()).id, today_of(request), source)


async def asked_for(request: Asked) -> Draft:
    """The draft of the address. Raises NotThere."""
    number = int(request.path_params["draft"])
    if number >= 2**31:
        raise NotThere
    return await draft(number)


async def sent_by(request: Asked) -> Sent:
    """Every field of the form as sent."""
    return list((await request.form()).multi_items())


async def _answer(request: Asked, one: Draft | None) -> Response[str]:
    there, sent, today = await desk_of(request), await sent_by(request), today_of(request)
    issuing = ("do", "issue") in sent
    form = (writing.checked if issuing else writing.kept)(there, sent, today)
    if issuing:
        await note_taken(form)
    if form.problems:
        return write_page(request, there, form, one)
    try:
        if issuing:
            return await _issue(request, there, form, one)
        return await _keep(request, there, form, one)
    except Refused as refused:
        form.problems[refused.field] = refused.sentence
    except Conflict:
        assert one is not None
        return await _overtaken(request, there, form, one)
    return write_page(request, there, form, one)


async def note_taken(form: MoveForm) -> None:
    """Say beside the code that there is such a task already, with everything else that is wrong."""
    if form.values["code"] and "code" not in form.problems and await is_taken(form.values["code"]):
        form.problems["code"] = _("There is already a task with this code")


async def _keep(request: Asked, there: Desk, form: MoveForm, one: Draft | None) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    number = one.id if one else await drafting.next_number()
    place = f"{DRAFTS}/{number}"
    async with transaction():
        purpose = f"draft {one.id}" if one else "task new"
        kept = await once(form.key, viewer.id, purpose, form.digest, place, now)
        if not kept and one:
            await drafting.rewrite(viewer, one.id, form.version, writing.typed(form), now)
        elif not kept:
            await drafting.begin(viewer, number, there.programme, writing.typed(form), now)
    return see_other(request, kept or place, _("The draft was saved; nobody but the office sees it."))


async def _issue(request: Asked, there: Desk, form: MoveForm, one: Draft | None) -> Response[str]:
    viewer, now, written = viewer_of(request), request.scope["state"]["now"], form.read["written"]
    async with transaction():
        code = written.code or await free_code(there.programme, written.area)
        purpose = f"draft {one.id}" if one else "task new"
        kept = await once(form.key, viewer.id, purpose, form.digest, f"/tasks/{code}", now)
        if not kept:
            task = await new_task(there, written, code)
            if one:
                await drafting.issue(viewer, one.id, form.version, task, now)
            else:
                await assign(viewer, task, now)
    place = kept or f"/tasks/{code}"
    return see_other(request, place, _("Task %(code)s was assigned.", code=place.rpartition("/")[2]))


async def new_task(there: Desk, written: Written, code: str) -> NewTask:
    """What a form means as a task to assign; its document is entered when it is new. In a transaction."""
    source = await drafting.document_of(written.document) if written.document else written.source
    numbers = {one["id"]: one["number"] for one in there.sources}
    return NewTask(
        code=code,
        programme=there.programme,
        area=written.area,
        title=written.title,
        lead_agency=written.lead,
        coordinators=written.coordinators,
        deadline_text=written.deadline_text,
        due_on=written.due_on,
        due_precision=written.due_precision,
        source_document=source,
        source_clause=written.clause,
        source_number=written.document.number if written.document else numbers.get(source, ""),
        expected_output=written.expected_output,
        priority=written.priority,
        starred=written.starred,
        responsible=written.responsible,
        monitor=written.monitor,
        leader=written.leader,
    )


async def _overtaken(request: Asked, there: Desk, form: MoveForm, one: Draft) -> Response[str]:
    now = await draft(one.id)
    form.version = now.version
    form.problems[""] = _(
        "Somebody else changed this draft meanwhile. Nothing was overwritten; look at the draft, then"
        " save what was typed once more."
    )
    differing = writing_view.differences(there, form, now.typed)
    return write_page(request, there, form, now, status=409, differing=differing)


def write_page(
    request: Asked, there: Desk, form: MoveForm, one: Draft | None, status: int = 200, **more: Any
) -> Response[str]:
    """The form, empty, as kept or as typed with what is wrong."""
    form.key = new_key()
    if status == 200 and form.problems:
        status = 422
    return page(
        request, "tasks/writing/write.html", status=status, draft=one,
        **writing_view.context(there, form, today_of(request)), **{"differing": [], **more},
    )  # fmt: skip


HANDLERS = [new, write, draft_form, draft_write]
