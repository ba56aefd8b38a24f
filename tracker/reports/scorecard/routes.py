"""The scorecard on the pages: all agencies for who oversees them, its own card for each agency."""

from datetime import date
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from tracker.people.viewer import viewer_of
from tracker.programmes.queries import ProgrammeFacts, programme
from tracker.refusal import NotThere
from tracker.reports.scorecard import view
from tracker.reports.scorecard.queries import extended_tasks, rules_on, scores_as_of
from tracker.reports.scorecard.rules import Rules, Score, month_before
from tracker.reports.scorecard.settings_routes import HANDLERS as SETTINGS
from tracker.tasks.rules import AWAITING_LONG_DAYS
from tracker.web.asof import AsOf, as_of
from tracker.web.pages import page

Asked = Request[Any, Any, Any]

EXTENDED_SHOWN = 50
ONE = f"{view.PATH}/{{agency:str}}"


@get(view.PATH, opt={"access": "tasks"})
async def scorecard(request: Asked) -> Response[str]:
    asked, viewer = as_of(request), viewer_of(request)
    try:
        about = await programme()
    except NotThere:
        return _nothing(request, asked)
    rules, scores = await _scored(about, asked.day)
    if viewer.sees_all:
        return page(
            request, "reports/scorecard/list.html", as_of=asked, groups=view.by_kind(scores), rules=rules,
            before=month_before(asked.day), meant=view.meanings(rules, about), names=view.NAMES,
            waits=AWAITING_LONG_DAYS,
        )  # fmt: skip
    own = next((one for one in scores if one.facts.id == viewer.agency_id), None)
    return await _card(request, about, rules, own, scores) if own else _nothing(request, asked)


@get(ONE, opt={"access": "tasks"})
async def scorecard_of(request: Asked, agency: FromPath[str]) -> Response[str]:
    asked, viewer = as_of(request), viewer_of(request)
    about = await programme()
    rules, scores = await _scored(about, asked.day)
    found = next((one for one in scores if one.facts.code == agency), None)
    if found is None or not (viewer.sees_all or found.facts.id == viewer.agency_id):
        raise NotThere
    return await _card(request, about, rules, found, scores)


async def _scored(about: ProgrammeFacts, day: date) -> tuple[Rules, list[Score]]:
    rules = await rules_on(about.id, day)
    return rules, await scores_as_of(about, day, rules)


async def _card(
    request: Asked, about: ProgrammeFacts, rules: Rules, score: Score, scores: list[Score]
) -> Response[str]:
    """One agency's card. What the middle of its peers is stands beside for who sees them all."""
    asked, sees_all = as_of(request), viewer_of(request).sees_all
    return page(
        request, "reports/scorecard/card.html", as_of=asked, score=score, rules=rules,
        lines=view.card(score, rules, about, asked, scores if sees_all else ()),
        kind=view.kind_name(score.facts.kind), before=month_before(asked.day),
        extended=await extended_tasks(about.id, score.facts.id, asked.day, EXTENDED_SHOWN),
        extended_shown=EXTENDED_SHOWN, path=f"{view.PATH}/{score.facts.code}" if sees_all else view.PATH,
    )  # fmt: skip


def _nothing(request: Asked, asked: AsOf) -> Response[str]:
    return page(request, "reports/scorecard/list.html", as_of=asked, groups=[], before=None)


HANDLERS = [scorecard, scorecard_of, *SETTINGS]
