"""The page of the rules of the scorecard: as they are, what others would change today, every version."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.database import transaction
from tracker.people.viewer import viewer_of
from tracker.programmes.queries import ProgrammeFacts, programme
from tracker.refusal import Conflict
from tracker.reports.scorecard import form as forms
from tracker.reports.scorecard import view
from tracker.reports.scorecard.actions import publish
from tracker.reports.scorecard.form import STEPS, ScorecardForm
from tracker.reports.scorecard.queries import newest, scores_as_of, versions
from tracker.reports.scorecard.rules import MEASURES, Rules, Score
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]


@get(view.SETTINGS, opt={"access": "province"})
async def scorecard_rules(request: Asked) -> Response[str]:
    return await _page(request, forms.standing(await newest((await programme()).id)))


@post(view.SETTINGS, opt={"access": "office"}, status_code=303)
async def set_scorecard_rules(request: Asked) -> Response[str]:
    about, now = await programme(), request.scope["state"]["now"]
    form = forms.read((await request.form()).multi_items(), await newest(about.id))
    if form.fills:
        return await _page(request, form)
    if form.previews and form.rules:
        return await _page(request, form, effect=await _effect(request, about, form.rules))
    if form.problems or form.rules is None:
        return await _again(request, form, 422)
    viewer = viewer_of(request)
    try:
        async with transaction():
            if not await once(form.key, viewer.id, view.SETTINGS, form.digest, view.SETTINGS, now):
                await publish(viewer, about.id, form.version, form.rules, form.values["note"], now)
    except Conflict:
        return await _conflict(request, about, form, form.rules)
    return see_other(
        request, view.SETTINGS, _("The rules of the scorecard were saved and hold from today on.")
    )


async def _effect(request: Asked, about: ProgrammeFacts, typed: Rules) -> list[tuple[Score, Score]]:
    """Each agency today: by the rules in force, and by those typed; in the order of the latter."""
    today = today_of(request)
    now = {one.facts.id: one for one in await scores_as_of(about, today)}
    return [(now[one.facts.id], one) for one in await scores_as_of(about, today, typed)]


async def _conflict(
    request: Asked, about: ProgrammeFacts, form: ScorecardForm, typed: Rules
) -> Response[str]:
    """What was typed beside what somebody saved meanwhile; sent again, it follows that version."""
    latest = await newest(about.id)
    form.version = latest.version
    both = list(zip(view.rule_lines(latest), view.rule_lines(typed), strict=True))
    return await _again(request, form, 409, both=both)


async def _again(request: Asked, form: ScorecardForm, status: int, **more: Any) -> Response[str]:
    form.key = new_key()
    return await _page(request, form, status, **more)


async def _page(
    request: Asked,
    form: ScorecardForm,
    status: int = 200,
    effect: list[tuple[Score, Score]] | None = None,
    both: list[tuple[tuple[str, str], tuple[str, str]]] | None = None,
) -> Response[str]:
    kept = await versions((await programme()).id)
    befores = [*(one["rules"] for one in kept[1:]), Rules()]
    told = [
        {**one, "changes": view.changes(one["rules"], before)}
        for one, before in zip(kept, befores, strict=bool(kept))
    ]
    present = kept[0]["rules"] if kept else Rules()
    return page(
        request, "reports/scorecard/rules.html", status=status, form=form, problems=form.problems,
        versions=told, in_force=view.rule_lines(present), effect=effect, both=both, measures=MEASURES,
        names=view.NAMES, steps=STEPS, kind_name=view.kind_name, today=today_of(request),
        may_edit=viewer_of(request).role == "office",
    )  # fmt: skip


HANDLERS = [scorecard_rules, set_scorecard_rules]
