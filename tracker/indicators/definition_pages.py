"""The form by which the office says what an indicator is, and says it anew."""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.indicators import actions, beside, forms, view
from tracker.indicators.answering import ONE, PATH, Asked, again, done, found, status
from tracker.indicators.forms import Form
from tracker.indicators.queries import IndicatorState
from tracker.people.viewer import viewer_of
from tracker.programmes.queries import programme
from tracker.web.asof import today_of
from tracker.web.pages import page, see_other
from tracker.words import _


@get(f"{PATH}/new", opt={"access": "office"})
async def new_indicator(request: Asked) -> Response[str]:
    return await _definition_page(request, forms.blank_definition(), None)


@post(f"{PATH}/new", opt={"access": "office"}, status_code=303)
async def define_indicator(request: Asked) -> Response[str]:
    form = await _definition(request, None)
    about = await programme()
    viewer, now, there = viewer_of(request), request.scope["state"]["now"], f"{PATH}/{form.values['code']}"

    async def act() -> None:
        await actions.define(viewer, about.id, form.values["code"], form.wanted, now)

    if not await done(request, form, f"{PATH}/new", there, act):
        return await _definition_page(request, form, None)
    return see_other(request, there, _("The indicator was defined."))


@get(f"{ONE}/definition", opt={"access": "office"})
async def definition_form(request: Asked, indicator: FromPath[str]) -> Response[str]:
    one = await found(request, indicator, today_of(request))
    return await _definition_page(request, forms.of_definition(one), one)


@post(f"{ONE}/definition", opt={"access": "office"}, status_code=303)
async def redefine_indicator(request: Asked, indicator: FromPath[str]) -> Response[str]:
    one = await found(request, indicator, today_of(request))
    form = await _definition(request, one)
    viewer, now, there = viewer_of(request), request.scope["state"]["now"], f"{PATH}/{one.code}"

    async def act() -> None:
        await actions.redefine(viewer, one.code, form.version, form.wanted, now)

    if not await done(request, form, f"{there}/definition", there, act):
        one = await found(request, indicator, today_of(request))
        return await _definition_page(request, again(form, one), one)
    return see_other(request, there, _("The definition was saved; past days keep the one before."))


async def _definition(request: Asked, one: IndicatorState | None) -> Form:
    living = {found["id"] for found in await beside.agencies(today_of(request))}
    kept = {one.agency_id} if one else set()
    return forms.read_definition((await request.form()).multi_items(), living | kept, new=one is None)


async def _definition_page(request: Asked, form: Form, one: IndicatorState | None) -> Response[str]:
    return page(
        request, "indicators/definition.html", status=status(form), form=form, one=one, view=view,
        problems=form.problems, agencies=await beside.agencies(today_of(request)),
        sets=await beside.set_names(), ids=forms.IDS,
    )  # fmt: skip


HANDLERS = [new_indicator, define_indicator, definition_form, redefine_indicator]
