"""A draft: its sections saved as they are typed, looked at as a PDF, frozen or given up."""

from asyncio import to_thread
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.database import transaction
from tracker.people.viewer import Viewer, viewer_of
from tracker.refusal import Refused
from tracker.reports.jobs.actions import enqueue
from tracker.reports.kept import actions, forms, freezing, rules, view
from tracker.reports.kept.queries import Kept, frozen_alike, kept, kept_whole
from tracker.reports.regimes.queries import not_updated
from tracker.reports.rendering import html
from tracker.tasks.rules import BUCKETS
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import page, see_other, wants_block
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/reports"
ONE = f"{PATH}/{{report:int}}"
RESTORE = "restore:"
CHARTS = {"charts": True, "no charts": False}
DRAFT = "DỰ THẢO"


async def shown(
    request: Asked, found: Kept, status: int = 200, *, sent: forms.SectionsForm | None = None,
    theirs: Mapping[str, str] | None = None, problems: Mapping[str, str] | None = None,
) -> Response[str]:  # fmt: skip
    """The page of a draft, as it stands or as somebody typed it."""
    content = await freezing.composed(found, today_of(request))
    sections = view.drafted(found, content)
    if sent is not None:
        sections = view.as_typed(found, content, sent, theirs or {})
    total, today = content.summary.total, today_of(request)
    day = min(found.as_of, today)
    since = found.window_from
    return page(
        request, "reports/draft.html", status=status, found=found, content=content, figures=total,
        sections=sections, both=theirs or {}, problems=problems or {}, key=new_key(), buckets=BUCKETS,
        kind_name=rules.KIND_NAMES[found.kind], about=view.scope_words(found.scope),
        may_have_charts=rules.may_have_charts(found.kind, found.scope),
        against=view.against(total, content.previous), alone=False, most=rules.LONGEST_TEXT,
        list_link=view.tasks_link(found.scope, day),
        behind=await not_updated(found.programme, since, day, today) if since else [],
    )  # fmt: skip


@post(ONE, opt={"access": "office"}, status_code=303)
async def save(request: Asked, report: FromPath[int]) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    found = await kept_whole(report)  # given up meanwhile, it has no page, but what was typed is here
    form = forms.sections((await request.form()).multi_items(), view.outline(found))
    if form.problems and found.state == "draft":
        return await _unsaved(request, found, form)
    try:
        done = await actions.save_sections(viewer, report, form.typed, form.stamps, now)
    except Refused as refused:
        return _instead(_gone(request, await kept_whole(report), form, refused.sentence))
    if done.conflicts:
        return _instead(
            await shown(request, await kept(viewer, report), 409, sent=form, theirs=done.conflicts)
        )
    if form.act.startswith(RESTORE):
        await actions.restore_section(viewer, report, form.act.removeprefix(RESTORE), now)
        return see_other(request, f"{PATH}/{report}", _("The section is again what the agencies wrote."))
    if form.act in CHARTS:
        await actions.bind_charts(viewer, report, CHARTS[form.act], now)
        return see_other(request, f"{PATH}/{report}", _("The draft of the report was saved."))
    if form.act == "freeze":
        return see_other(request, f"{PATH}/{report}/freeze")
    if not wants_block(request, "saved"):
        return see_other(request, f"{PATH}/{report}", _("The draft of the report was saved."))
    saved = await kept(viewer, report)
    return page(
        request, "reports/draft.html", block="saved", found=saved, alone=True, problems={},
        stamps=view.stamps(saved, form.typed),
    )  # fmt: skip


def _instead(answer: Response[str]) -> Response[str]:
    """A whole page, where htmx would have put a line beside the heading."""
    answer.headers.update({"HX-Retarget": "#main", "HX-Reswap": "outerHTML", "HX-Reselect": "#main"})
    return answer


def _gone(request: Asked, found: Kept, sent: forms.SectionsForm, why: str) -> Response[str]:
    """What was typed of a draft that is none any more, to be copied."""
    typed = [
        (_(rules.SECTION_NAMES[name]), text) for name, text in sent.typed.items()
        if not rules.untouched(text, sent.stamps[name])
    ]  # fmt: skip
    return page(request, "reports/draft_gone.html", status=409, found=found, typed=typed, why=why)


async def _unsaved(request: Asked, found: Kept, form: forms.SectionsForm) -> Response[str]:
    if wants_block(request, "saved"):
        return page(
            request, "reports/draft.html", block="saved", status=422, found=found, alone=False,
            problems=form.problems,
        )  # fmt: skip
    return await shown(request, found, 422, sent=form, problems=form.problems)


@get(f"{ONE}/preview", opt={"access": "office"})
async def preview(request: Asked, report: FromPath[int]) -> Response[Any]:
    found = await kept(viewer_of(request), report)
    if found.frozen:
        return see_other(request, f"{PATH}/{report}")
    content = await freezing.composed(found, today_of(request))
    # The mark of a draft is in the file's properties and name, so that the pages show what will be.
    drawn = (await to_thread(html, content)).replace("<title>", f"<title>{DRAFT} – ", 1)
    pdf = await request.app.state.print_room.printer.pdf(drawn)
    name = rules.file_name(found.kind, found.scope, found.as_of, found.number, "pdf")
    attached = f'inline; filename="du-thao-{name}"'
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": attached})


@get(f"{ONE}/freeze", opt={"access": "office"})
async def confirm(request: Asked, report: FromPath[int]) -> Response[str]:
    found = await kept(viewer_of(request), report)
    if found.frozen:
        return see_other(request, f"{PATH}/{report}")
    return await _confirm(request, found)


async def _confirm(request: Asked, found: Kept, problems: Mapping[str, str] | None = None) -> Response[str]:
    content = await freezing.composed(found, today_of(request))
    named = view.drafted(found, content)
    return page(
        request, "reports/freeze.html", status=422 if problems else 200, found=found, problems=problems or {},
        figures=content.summary.total, key=new_key(), about=view.scope_words(found.scope),
        written=[one for one in named if one.text], empty=[one for one in named if not one.text],
        buckets=BUCKETS, early=found.as_of > today_of(request), ending=found.as_of == today_of(request),
        previous=content.previous, alike=await frozen_alike(found),
    )  # fmt: skip


@post(f"{ONE}/freeze", opt={"access": "office"}, status_code=303)
async def freeze(request: Asked, report: FromPath[int]) -> Response[str]:
    viewer, now, there = viewer_of(request), request.scope["state"]["now"], f"{PATH}/{report}"
    found = await kept(viewer, report)
    form = forms.pressed((await request.form()).multi_items())
    try:
        ready = None if found.frozen else await freezing.ready(viewer, found, form.version, now)
        async with transaction():
            if await once(form.key, viewer.id, f"{there}/freeze", form.digest, there, now):
                return see_other(request, there)
            await freezing.keep(viewer, ready, now)
            await ask_files(viewer, found, now)
    except Refused as refused:
        return await _confirm(request, found, {"": refused.sentence})
    return see_other(request, there, _("The report was frozen. Its files are being made."))


async def ask_files(viewer: Viewer, found: Kept, now: datetime) -> None:
    """Have the files of a frozen report made in the background."""
    await enqueue("files", found.title, viewer.id, now, report=found.id)


@post(f"{ONE}/cancel", opt={"access": "office"}, status_code=303)
async def cancel(request: Asked, report: FromPath[int]) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    form = forms.pressed((await request.form()).multi_items())
    async with transaction():
        if not await once(form.key, viewer.id, f"{PATH}/{report}/cancel", form.digest, PATH, now):
            await actions.cancel(viewer, report, form.version, now)
    return see_other(request, PATH, _("The draft was given up."))


HANDLERS = [save, preview, confirm, freeze, cancel]
