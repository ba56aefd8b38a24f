"""The office's pages of report regimes: all of them, a new one, each with its history."""

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.database import transaction
from tracker.history.queries import lines
from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict, Refused
from tracker.reports.content import SECTIONS
from tracker.reports.kept.rules import KIND_NAMES, SECTION_NAMES
from tracker.reports.regimes import actions, form, queries, view, window_routes
from tracker.reports.regimes.form import RegimeForm
from tracker.reports.regimes.queries import Regime
from tracker.reports.regimes.rules import KINDS, PERIODS, coming
from tracker.tasks.forms.fields import whole
from tracker.tasks.routes.lists import any_programme
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/settings/regimes"
NEW, ONE = f"{PATH}/new", f"{PATH}/{{regime:int}}"


@get(PATH, opt={"access": "office"})
async def regimes(request: Asked) -> Response[str]:
    today = today_of(request)
    calendar = await queries.calendar_around(today)
    found = [
        (one, one.coming(today, calendar, 1)) for one in await queries.regimes((await any_programme()).id)
    ]
    return page(request, "reports/regimes/list.html", regimes=found, periods=PERIODS, kind_names=KIND_NAMES)


@get(NEW, opt={"access": "office"})
async def new(request: Asked) -> Response[str]:
    copied = whole(str(request.query_params.get("like", "")))
    if copied is None:
        return await _page(request, form.blank())
    return await _page(request, form.like(await queries.regime(copied, (await any_programme()).id)))


@post(NEW, opt={"access": "office"}, status_code=303)
async def make(request: Asked) -> Response[str]:
    sent, viewer = form.read((await request.form()).multi_items(), new=True), viewer_of(request)
    if sent.previews or sent.wanted is None:
        return await _again(request, sent)
    try:
        async with transaction():
            number = await actions.next_id()
            now, there = request.scope["state"]["now"], f"{PATH}/{number}"
            if kept_at := await once(sent.key, viewer.id, NEW, sent.digest, there, now):
                return see_other(request, kept_at)
            await actions.make(viewer, number, (await any_programme()).id, sent.wanted, now)
    except Refused as refused:
        sent.problems[refused.field] = refused.sentence
        return await _again(request, sent)
    return see_other(request, there, _("The regime was saved. Its cut-offs are prepared from today on."))


@get(ONE, opt={"access": "office"})
async def regime(request: Asked, regime: FromPath[int]) -> Response[str]:
    found = await queries.regime(regime, (await any_programme()).id)
    return await _page(request, form.standing(found), found=found)


@post(ONE, opt={"access": "office"}, status_code=303)
async def change(request: Asked, regime: FromPath[int]) -> Response[str]:
    programme, viewer = (await any_programme()).id, viewer_of(request)
    found, there = await queries.regime(regime, programme), f"{PATH}/{regime}"
    sent = form.read((await request.form()).multi_items())
    if sent.previews or sent.wanted is None:
        return await _again(request, sent, found)
    now = request.scope["state"]["now"]
    try:
        async with transaction():
            if not await once(sent.key, viewer.id, there, sent.digest, there, now):
                await actions.change(viewer, found, sent.version, sent.wanted, now)
    except Refused as refused:
        sent.problems[refused.field] = refused.sentence
        return await _again(request, sent, found)
    except Conflict:
        latest = await queries.regime(regime, programme)
        sent.version, sent.key = latest.version, new_key()
        return await _page(request, sent, 409, latest, both=_both(latest, sent))
    return see_other(
        request, there, _("The regime was saved. Drafts and reports that are there stay as they are.")
    )


def _both(latest: Regime, sent: RegimeForm) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """What was saved meanwhile beside what was typed, fact by fact."""
    assert sent.wanted is not None
    return list(zip(view.facts(actions.facts_of(latest)), view.facts(sent.wanted.facts), strict=True))


async def _again(request: Asked, sent: RegimeForm, found: Regime | None = None) -> Response[str]:
    """A preview, or what was typed with what is wrong with it."""
    sent.key = new_key()
    return await _page(request, sent, 422 if sent.problems else 200, found)


async def _page(
    request: Asked, sent: RegimeForm, status: int = 200, found: Regime | None = None,
    both: list[tuple[tuple[str, str], tuple[str, str]]] | None = None,
) -> Response[str]:  # fmt: skip
    today, wanted = today_of(request), sent.wanted or (None if sent.problems else found)
    calendar = await queries.calendar_around(today)
    return page(
        request, "reports/regimes/form.html", status=status, form=sent, problems=sent.problems, found=found,
        both=both, action=f"{PATH}/{found.id}" if found else NEW, sections=SECTIONS,
        section_names=SECTION_NAMES, kinds=KINDS, kind_names=KIND_NAMES, periods=PERIODS,
        coming=coming(wanted.terms, today, wanted.window_days, calendar) if wanted else [],
        calendar=calendar,
        history=view.told(await lines(actions.KIND, found.id)) if found else [],
    )  # fmt: skip


HANDLERS = [regimes, new, make, regime, change, *window_routes.HANDLERS]
