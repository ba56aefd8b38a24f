"""Indicators: the list and the page of one, as of any day, and what the office decides there."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.indicators import actions, beside, definition_pages, forms, value_pages, view
from tracker.indicators.answering import ONE, PATH, Asked, again, done, found, status
from tracker.indicators.forms import Form
from tracker.indicators.queries import IndicatorState, indicators_as_of
from tracker.indicators.rules import next_period
from tracker.people.viewer import Viewer, viewer_of
from tracker.programmes.queries import programme
from tracker.refusal import NotThere
from tracker.tasks.forms.fields import whole
from tracker.web.asof import AsOf, as_of, today_of
from tracker.web.form_keys import new_key
from tracker.web.pages import page, see_other
from tracker.words import _


@get(PATH, opt={"access": "tasks"})
async def indicators(request: Asked) -> Response[str]:
    viewer, asked = viewer_of(request), as_of(request)
    try:
        states = await indicators_as_of((await programme()).id, asked.day, beside.own(viewer))
    except NotThere:
        states = []
    agencies = {one.agency_code: one.agency for one in states}
    wanted = str(request.query_params.get("agency", ""))
    problems = {"agency": _("Choose one of the agencies listed")} if wanted and wanted not in agencies else {}
    agency = "" if problems else wanted
    sets = view.groups([one for one in states if agency in {"", one.agency_code}])
    return page(
        request, "indicators/list.html", status=422 if problems else 200, as_of=asked, view=view,
        groups=sets, group=_chosen(request, sets), agencies=agencies, agency=agency, problems=problems,
        waiting=await _waiting(viewer, asked, states), owed=await _owed(viewer, asked, states),
    )  # fmt: skip


def _chosen(request: Asked, sets: list[view.Group]) -> view.Group | None:
    said = request.query_params
    year = whole(str(said.get("year", "")))
    named = (one for one in sets if one.name == said.get("set") and year in {None, one.year})
    return next(named, sets[0] if sets else None)


async def _waiting(viewer: Viewer, asked: AsOf, states: list[IndicatorState]) -> list[dict[str, Any]]:
    return await beside.waiting(states) if viewer.role == "office" and not asked.is_past else []


async def _owed(viewer: Viewer, asked: AsOf, states: list[IndicatorState]) -> list[beside.Owed]:
    """Who enters values sees what is to be entered; the office what its agencies owe."""
    return (
        [] if asked.is_past or viewer.role in {"member", "auditor"} else await beside.owed(states, asked.day)
    )


@get(ONE, opt={"access": "tasks"})
async def indicator(request: Asked, indicator: FromPath[str]) -> Response[str]:
    asked = as_of(request)
    return await _page(request, await found(request, indicator, asked.day), asked)


async def _page(
    request: Asked, one: IndicatorState, asked: AsOf, form: Form | None = None, wrong: int = 0
) -> Response[str]:
    """The page of an indicator; with a decision that has problems, beside the value it is about."""
    viewer = viewer_of(request)
    entries = await beside.entries(viewer, one.id, asked.day)
    if asked.is_past:
        entries = [entry for entry in entries if entry["state"] == "approved"]
    return page(
        request, "indicators/one.html", status=status(form), as_of=asked, one=one, view=view,
        chart=view.drawn(one), entries=entries, lines=await beside.lines_of(one.id, asked.day),
        next_on=next_period(one.period, asked.day), may_enter=_may_enter(viewer, one) and not asked.is_past,
        problems=form.problems if form else {}, form=form, wrong=wrong, new_key=new_key, ids=forms.IDS,
    )  # fmt: skip


def _may_enter(viewer: Viewer, one: IndicatorState) -> bool:
    return viewer.role == "office" or (viewer.role in {"lead", "staff"} and viewer.agency_id == one.agency_id)


@post(f"{ONE}/values/{{value:int}}/decision", opt={"access": "office"}, status_code=303)
async def decide_value(request: Asked, indicator: FromPath[str], value: FromPath[int]) -> Response[str]:
    one = await found(request, indicator, today_of(request))
    form = forms.read_decision((await request.form()).multi_items())
    viewer, now, there = viewer_of(request), request.scope["state"]["now"], f"{PATH}/{one.code}"

    async def act() -> None:
        approve, reason = form.wanted
        await actions.decide(viewer, one.code, form.version, value, approve=approve, reason=reason, at=now)

    if not await done(request, form, f"{there}/values/{value}/decision", there, act):
        one = await found(request, indicator, today_of(request))
        asked = AsOf(today_of(request), today_of(request))
        return await _page(request, one, asked, again(form, one), value)
    said = _("The value was approved and counts.") if form.wanted[0] else _("The value was returned.")
    return see_other(request, there, said)


HANDLERS = [indicators, indicator, decide_value, *value_pages.HANDLERS, *definition_pages.HANDLERS]
