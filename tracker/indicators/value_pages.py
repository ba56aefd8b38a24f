"""The form by which an agency enters what was reached by the end of a period."""

from datetime import date
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.indicators import actions, beside, forms, view
from tracker.indicators.answering import ONE, PATH, Asked, again, done, found, status
from tracker.indicators.forms import Form
from tracker.indicators.queries import IndicatorState
from tracker.indicators.rules import last_period
from tracker.people.viewer import viewer_of
from tracker.web.asof import read as read_day
from tracker.web.asof import today_of
from tracker.web.pages import page, see_other
from tracker.words import _


@get(f"{ONE}/values", opt={"access": "parties"})
async def value_form(request: Asked, indicator: FromPath[str]) -> Response[str]:
    today = today_of(request)
    one = await found(request, indicator, today)
    period = read_day(str(request.query_params.get("period", "")), today)
    on = last_period(one.period, today) if not period.raw or period.problem else period.day
    return await _value_page(request, one, forms.of_entry(one, on, await _kept(request, one, on)))


async def _kept(request: Asked, one: IndicatorState, on: date) -> dict[str, Any] | None:
    entries = await beside.entries(viewer_of(request), one.id, today_of(request))
    mine = (entry for entry in entries if entry["period_end"] == on and entry["state"] != "replaced")
    return next(mine, None)


async def _value_page(request: Asked, one: IndicatorState, form: Form) -> Response[str]:
    viewer = viewer_of(request)
    drafts = viewer.role == "staff" and not viewer.may_submit
    return page(
        request, "indicators/value.html", status=status(form), one=one, form=form, view=view,
        problems=form.problems, drafts=drafts, ids=forms.IDS,
    )  # fmt: skip


@post(f"{ONE}/values", opt={"access": "parties"}, status_code=303)
async def enter_value(request: Asked, indicator: FromPath[str]) -> Response[str]:
    one = await found(request, indicator, today_of(request))
    form = forms.read_entry((await request.form()).multi_items())
    viewer, now, there = viewer_of(request), request.scope["state"]["now"], f"{PATH}/{one.code}"

    async def act() -> None:
        await actions.enter(viewer, one.code, form.version, form.wanted, now)

    if not await done(request, form, f"{there}/values", there, act):
        one = await found(request, indicator, today_of(request))
        return await _value_page(request, one, again(form, one))
    if viewer.role == "staff" and not viewer.may_submit:
        return see_other(request, there, _("The value was prepared. The head of the agency submits it."))
    return see_other(request, there, _("The value was submitted for approval."))


HANDLERS = [value_form, enter_value]
