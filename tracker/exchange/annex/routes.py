"""The pages of a draft of an import: its columns, its dry run, and the press that writes it."""

from collections.abc import Iterable
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.database import transaction
from tracker.evidence.rules import LONGEST_NAME
from tracker.evidence.serving import headers_for
from tracker.exchange.annex import answers, carrying, drafts, forms, pages, run_page, starting, steps
from tracker.exchange.annex import choices as chosen
from tracker.exchange.annex.drafts import Draft
from tracker.exchange.annex.pages import PATH, Asked
from tracker.exchange.annex.repeats import Before, elsewhere
from tracker.exchange.sheets.turns import ANSWERS, turn
from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict, Refused
from tracker.web.asof import today_of
from tracker.web.form_keys import once
from tracker.web.pages import see_other
from tracker.words import _, ngettext, number

ONE = f"{PATH}/{{draft:int}}"


@get(f"{ONE}/columns", opt={"access": "office"})
async def columns(request: Asked, draft: FromPath[int]) -> Response[str]:
    found = await drafts.one(viewer_of(request).id, draft)
    return _record_of(request, found) or await pages.columns(request, found)


@post(f"{ONE}/columns", opt={"access": "office"}, status_code=303)
async def choose_columns(request: Asked, draft: FromPath[int]) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    found = await drafts.one(viewer.id, draft)
    if done := _record_of(request, found):
        return done
    tables = await steps.tables_found(found)
    form = forms.columns((await request.form()).multi_items(), tables, today_of(request))
    if form.problems:
        return await pages.columns(request, found, form)
    there = f"{PATH}/{draft}" if form.act == "run" else f"{PATH}/{draft}/columns"
    try:
        async with transaction():
            if not await once(form.key, viewer.id, f"{PATH}/{draft}/columns", form.digest, there, now):
                held = await drafts.held(viewer.id, draft, form.version)
                await drafts.choose(held, chosen.with_columns(held.choices, form))
    except Conflict:
        form.problems[""] = _("The choices were changed on another page. Check what stands below.")
        return await pages.columns(request, await drafts.one(viewer.id, draft), form)
    return see_other(request, there)


@get(ONE, opt={"access": "office"})
async def dry_run(request: Asked, draft: FromPath[int]) -> Response[str]:
    found = await drafts.one(viewer_of(request).id, draft)
    if done := _record_of(request, found):
        return done
    if found.choices.document is None:
        return see_other(request, f"{PATH}/{draft}/columns")
    return await pages.dry_run(request, found)


@post(ONE, opt={"access": "office"}, status_code=303)
async def write(request: Asked, draft: FromPath[int]) -> Response[str]:
    viewer, now, there = viewer_of(request), request.scope["state"]["now"], f"{PATH}/{draft}"
    found = await drafts.one(viewer.id, draft)
    if done := _record_of(request, found):
        return done
    again, sent = _confirmed((await request.form()).multi_items())
    form = forms.writing(sent)
    try:
        run = await steps.compared(found, now, today_of(request))  # may read the file anew: nothing is held
        if form.act == "write" and not again and (no := await _unconfirmed(found)):
            kept = await drafts.choose(found, chosen.with_ticks(found.choices, form, run.preview))
            return await pages.dry_run(request, kept, 422, problems={"again": no.sentence})
        async with transaction():
            if await once(form.key, viewer.id, there, form.digest, there, now):
                return see_other(request, _turned(there, form))
            held = await drafts.held(viewer.id, draft, form.version)
            await steps.check_unchanged(held, found, run, today_of(request))
            held = await drafts.choose(held, chosen.with_ticks(held.choices, form, run.preview))
            if form.act != "write":
                return see_other(request, _turned(there, form))
            _as_seen(form, run)
            record, rows = await carrying.carried_out(viewer, held, run, now, again=again)
    except Conflict:
        return await _again(request, draft, form)
    except Refused as refused:
        return await pages.dry_run(request, found, 422, problems={"": refused.sentence})
    told = ngettext("%(n)s row was written.", "%(n)s rows were written.", rows) % {"n": number(rows)}
    return see_other(request, f"{PATH}/records/{record}", told)


def _confirmed(sent: Iterable[tuple[str, Any]]) -> tuple[bool, list[tuple[str, Any]]]:
    """Whether writing a file once more was confirmed, and the rest of the form."""
    pairs = list(sent)
    return ("again", "1") in pairs, [one for one in pairs if one[0] != "again"]


async def _unconfirmed(draft: Draft) -> Before | None:
    document = draft.choices.document
    return await elsewhere(draft.sha256, document) if document else None


def _as_seen(form: forms.WriteForm, run: steps.Run) -> None:
    if form.seen != run_page.fingerprint(run.preview.outcomes):
        raise Conflict


def _turned(there: str, form: forms.WriteForm) -> str:
    return f"{there}?show=changed&page={form.go}" if form.go else there


async def _again(request: Asked, draft: int, form: forms.WriteForm | None = None) -> Response[str]:
    """The dry run as it stands now, with the ticks just sent and what moved since the page they were on."""
    found = await drafts.one(viewer_of(request).id, draft)
    if done := _record_of(request, found):
        return done
    now, today, moved = request.scope["state"]["now"], today_of(request), []
    run = await steps.compared(found, now, today)
    if form:
        found = await drafts.choose(found, chosen.with_ticks(found.choices, form, run.preview))
        run = await steps.compared(found, now, today)
        moved = await drafts.meanwhile([one.task for one in run.preview.outcomes if one.task], form.looked)
    return await pages.dry_run(request, found, 409, meanwhile=moved, done=run)


@post(f"{ONE}/choices", opt={"access": "office"}, status_code=303)
async def choose(request: Asked, draft: FromPath[int]) -> Response[str]:
    viewer, now, there = viewer_of(request), request.scope["state"]["now"], f"{PATH}/{draft}"
    found = await drafts.one(viewer.id, draft)
    if (done := _record_of(request, found)) or found.choices.document is None:
        return done or see_other(request, f"{there}/columns")
    try:
        terms = await steps.terms_of(found, today_of(request))
        bodies = [one.code for one in terms.bodies]
        form = answers.choice((await request.form()).multi_items(), bodies, terms.areas)
        async with transaction():
            if not await once(form.key, viewer.id, f"{there}/choices", form.digest, there, now):
                held = await drafts.held(viewer.id, draft, form.version)
                await drafts.choose(held, chosen.with_choice(held.choices, form))
    except Conflict:
        return await _again(request, draft)
    except Refused as refused:
        return await pages.dry_run(request, found, 422, problems={"": refused.sentence})
    return see_other(request, there, _("The choice is kept. Nothing has been written yet."))


@get(f"{ONE}/errors", opt={"access": "office"}, exception_handlers=ANSWERS)
async def errors(request: Asked, draft: FromPath[int]) -> Response[Any]:
    found = await drafts.one(viewer_of(request).id, draft)
    if (done := _record_of(request, found)) or found.choices.document is None:
        return done or see_other(request, f"{PATH}/{draft}/columns")
    async with turn():
        content = await carrying.error_rows(found, request.scope["state"]["now"], today_of(request))
    return _book(found.file_name, content)


@get(f"{starting.RECORD}/errors", opt={"access": "office"}, exception_handlers=ANSWERS)
async def record_errors(request: Asked, record: FromPath[int]) -> Response[Any]:
    async with turn():
        return _book(*await carrying.left_out(record))


def _book(file_name: str, content: bytes) -> Response[Any]:
    name = f"{file_name.rpartition('.')[0]}-{_('errors')}.xlsx"[-LONGEST_NAME:]
    return Response(content, media_type="application/octet-stream", headers=headers_for(name, len(content)))


@post(f"{ONE}/abandon", opt={"access": "office"}, status_code=303)
async def abandon(request: Asked, draft: FromPath[int]) -> Response[str]:
    await drafts.abandon(viewer_of(request).id, draft)
    return see_other(request, PATH, _("The import was abandoned. Nothing was written."))


def _record_of(request: Asked, draft: Draft) -> Response[str] | None:
    """Where a draft that was written leads; nothing more can be done with it."""
    return see_other(request, f"{PATH}/records/{draft.record}") if draft.record else None


HANDLERS = [
    *starting.HANDLERS,
    columns,
    choose_columns,
    dry_run,
    write,
    choose,
    errors,
    record_errors,
    abandon,
]
