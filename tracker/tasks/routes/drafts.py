"""Drafts of tasks: who wrote what when; thrown away, or several issued at once, each by itself."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from litestar import Request, get, post
from litestar.response import Response

from tracker.database import transaction
from tracker.people.viewer import viewer_of
from tracker.programmes.queries import programme
from tracker.refusal import Conflict, NotThere, Refused
from tracker.tasks.actions import drafting
from tracker.tasks.forms import writing
from tracker.tasks.forms.fields import Sheet, whole
from tracker.tasks.queries.desk import Desk, free_code
from tracker.tasks.queries.drafts import Draft, draft, drafts
from tracker.tasks.routes import writing_view
from tracker.tasks.routes.writing import DRAFTS, ONE, asked_for, desk_of, new_task, note_taken, sent_by
from tracker.web.asof import today_of
from tracker.web.form_keys import digest, new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]
PICK = "draft_"


@dataclass(frozen=True)
class Outcome:
    """What became of one draft: the code of its task, or why it stays one."""

    draft: Draft
    code: str
    reasons: tuple[str, ...] = ()


@get(DRAFTS, opt={"access": "office"})
async def draft_list(request: Asked) -> Response[str]:
    return await _list_page(request, [])


@post(DRAFTS, opt={"access": "office"}, status_code=200)
async def issue_several(request: Asked) -> Response[str]:
    sent = await sent_by(request)
    picked = [name for name, _value in sent if name.startswith(PICK)]
    sheet = Sheet(sent, picked)
    if not picked:
        return await _list_page(request, [], {"": _("Tick at least one draft")})
    there = await desk_of(request)
    outcomes = []
    for name in picked:
        number = whole(name.removeprefix(PICK))
        version = whole(sheet.values[name])
        if number is None or version is None:
            raise Refused(_("The form did not arrive whole. Open the page again and send it anew."))
        with suppress(NotThere):  # thrown away meanwhile
            outcomes.append(await _outcome(request, there, number, version, sheet.hidden.get("form_key", "")))
    return await _list_page(request, outcomes)


async def _outcome(request: Asked, there: Desk, number: int, version: int, key: str) -> Outcome:
    one = await draft(number)
    if one.issued_code:  # sent twice, or somebody was first: it was issued once
        return Outcome(one, one.issued_code)
    sent = [*one.typed.items(), ("version", str(version))]
    form = writing.checked(there, sent, today_of(request))
    await note_taken(form)
    if form.problems:
        return Outcome(one, "", _reasons(there, form.problems))
    viewer, now, written = viewer_of(request), request.scope["state"]["now"], form.read["written"]
    try:
        async with transaction():
            code = written.code or await free_code(there.programme, written.area)
            own = str(uuid5(_key(key), str(number)))
            content = digest([("version", str(version))])
            kept = await once(own, viewer.id, f"draft {number}", content, f"/tasks/{code}", now)
            if not kept:
                await drafting.issue(viewer, number, version, await new_task(there, written, code), now)
    except Conflict:
        return Outcome(one, "", (_("Somebody changed this draft meanwhile: look at it, then issue it."),))
    except Refused as refused:
        return Outcome(one, "", (refused.sentence,))
    return Outcome(one, kept.rpartition("/")[2] or code)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("This form has expired. Open the page again; nothing was saved.")) from None


def _reasons(there: Desk, problems: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        _("%(field)s: %(problem)s", field=writing_view.name_of(name, there), problem=sentence)
        for name, sentence in problems.items()
    )


async def _list_page(
    request: Asked, outcomes: list[Outcome], problems: dict[str, str] | None = None
) -> Response[str]:
    found = await drafts((await programme()).id)
    there = await desk_of(request)
    stayed = any(one.reasons for one in outcomes)
    return page(
        request, "tasks/writing/drafts.html", status=422 if problems or stayed else 200, drafts=found,
        issued=[one for one in outcomes if one.code], stayed=[one for one in outcomes if one.reasons],
        key=new_key(), key_of=new_key, problems=problems or {},
        said=lambda name, text: writing_view.said(there, name, text),
    )  # fmt: skip


@post(ONE + "/delete", opt={"access": "office"}, status_code=303)
async def draft_delete(request: Asked) -> Response[str]:
    number = int(request.path_params["draft"])
    sheet = Sheet(await sent_by(request), ())
    version, viewer, now = sheet.version(), viewer_of(request), request.scope["state"]["now"]
    done = _("The draft was thrown away.")
    try:
        async with transaction():
            content = digest([("version", str(version))])
            if not await once(
                sheet.hidden.get("form_key", ""), viewer.id, f"delete draft {number}", content, DRAFTS, now
            ):
                await asked_for(request)
                await drafting.remove(viewer, number, version)
    except Conflict:
        done = _("Somebody changed this draft meanwhile: look at it first. It was kept.")
    return see_other(request, DRAFTS, done)


HANDLERS = [draft_list, issue_several, draft_delete]
