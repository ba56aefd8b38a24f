"""Who answers for progress by way of Excel: the book out, the book back, its rows looked at, saved."""

import asyncio
from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.evidence.receiving import TooLarge
from tracker.evidence.rules import MB
from tracker.evidence.serving import headers_for
from tracker.evidence.upload import Upload
from tracker.exchange.annex.arriving import Arrived, arrived
from tracker.exchange.annex.gate import LARGEST
from tracker.exchange.annex.reading import read_book
from tracker.exchange.exports.routes import TYPES
from tracker.exchange.offline import actions, forms, queries, view
from tracker.exchange.offline.book import book
from tracker.exchange.offline.queries import Draft
from tracker.exchange.offline.reading import read
from tracker.exchange.offline.signing import Mark
from tracker.exchange.sheets.turns import ANSWERS, turn
from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict, Refused
from tracker.tasks.queries.work import todo
from tracker.tasks.routes.lists import any_programme
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key
from tracker.web.pages import page, see_other
from tracker.words import _, ngettext, number

Asked = Request[Any, Any, Any]

PATH = "/my-work/offline"
PREVIEW = f"{PATH}/preview"


@get(PATH, opt={"access": "worker_roles"})
async def offline(request: Asked) -> Response[str]:
    return await _start(request, {})


@get(f"{PATH}.xlsx", opt={"access": "worker_roles"}, exception_handlers=ANSWERS)
async def taken(request: Asked) -> Response[bytes]:
    viewer, facts, today = viewer_of(request), await any_programme(), today_of(request)
    mark = Mark(facts.id, viewer.agency_id, request.scope["state"]["now"])
    async with turn():
        tasks = await queries.open_tasks(facts.id, viewer.agency_id, today)
        content = await asyncio.to_thread(book, mark, viewer.agency_name, tasks, today)
    name = f"tien-do-{viewer.agency_code}-{today.isoformat()}.xlsx"
    return Response(content, media_type=TYPES["xlsx"], headers=headers_for(name, len(content)))


@post(
    PATH,
    opt={"access": "worker_roles"},
    status_code=303,
    request_class=Upload,
    request_max_body_size=LARGEST + MB,
)
async def brought(request: Upload) -> Response[str]:
    status = 422
    try:
        async with arrived(request) as file:
            await _kept(request, file)
        return see_other(request, PREVIEW)
    except TooLarge as refused:
        problems, status = {refused.field: refused.sentence}, 413
    except Refused as refused:
        problems = {refused.field or "file": refused.sentence}
    return await _start(request, problems, status)


async def _kept(request: Upload, file: Arrived | None) -> None:
    if file is None:
        raise Refused(_("Choose the Excel file"), "file")
    viewer, facts = viewer_of(request), await any_programme()
    mark, filled = read(await read_book(file.path), facts.id, viewer.agency_id)
    now = request.scope["state"]["now"]
    await actions.keep(viewer, Draft(facts.id, file.name, mark.taken_at, now, filled))


@get(PREVIEW, opt={"access": "worker_roles"})
async def preview(request: Asked) -> Response[str]:
    return await _preview(request)


@post(PREVIEW, opt={"access": "worker_roles"}, status_code=303)
async def save(request: Asked) -> Response[str]:
    decided = forms.read((await request.form()).multi_items())
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    draft = await queries.draft_of(viewer.id)
    if draft is None:
        return see_other(request, PATH)
    try:
        done = await actions.carry_out(viewer, draft, decided.seen, decided.mine, decided.key, now)
    except Conflict:
        return await _preview(request, decided.mine, moved=True)
    said = ngettext("The progress of %(n)s task was saved.", "The progress of %(n)s tasks was saved.", done)
    return see_other(request, PREVIEW, said % {"n": number(done)} if done else "")


async def _start(request: Asked, problems: dict[str, str], status: int = 200) -> Response[str]:
    viewer, facts, today = viewer_of(request), await any_programme(), today_of(request)
    return page(
        request, "exchange/offline.html", status=status, problems=problems,
        tasks=len(await queries.open_tasks(facts.id, viewer.agency_id, today)), most=queries.MOST,
        draft=await queries.draft_of(viewer.id), largest=LARGEST // MB,
        todo=await todo(viewer, facts.id, today),
    )  # fmt: skip


async def _preview(
    request: Asked, mine: frozenset[int] = frozenset(), *, moved: bool = False
) -> Response[str]:
    viewer, today = viewer_of(request), today_of(request)
    draft = await queries.draft_of(viewer.id)
    if draft is None:
        return see_other(request, PATH)
    return page(
        request, "exchange/offline_preview.html", status=409 if moved else 200, draft=draft, mine=mine,
        moved=moved, view=view.View(await queries.judged(viewer, draft, today)), key=new_key(),
        troubles=view.troubles, changes=view.changes, both=view.both,
        todo=await todo(viewer, draft.programme, today),
    )  # fmt: skip


HANDLERS = [offline, taken, brought, preview, save]
