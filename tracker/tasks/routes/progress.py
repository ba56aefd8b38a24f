"""The progress page: how far the programme is, and who must act."""

from datetime import timedelta
from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.people.viewer import Viewer, viewer_of
from tracker.programmes.queries import ProgrammeFacts, programme
from tracker.refusal import NotThere
from tracker.tasks.queries import (
    Filter,
    GroupFigures,
    TrendPoint,
    all_rows,
    explanations,
    figures,
    figures_by_agency,
    figures_by_area,
    trend,
)
from tracker.tasks.queries.attention import attention
from tracker.tasks.queries.changes import summary
from tracker.tasks.queries.lists import COUNT_LIMIT, withdrawn
from tracker.tasks.queries.work import Scope, todo
from tracker.tasks.rules import AWAITING_LONG_DAYS, DUE_SOON_DAYS, LIFE_CYCLE, Figures
from tracker.web.asof import AsOf, as_of
from tracker.web.pages import page

Asked = Request[Any, Any, Any]

WEEK = timedelta(days=7)  # what changed lately is told of this long
WORST = 6  # overdue tasks shown; all are one link away
MOST_AGENCIES = 30  # rows of the table; beyond that the list of agencies has them all


@get("/", opt={"access": "tasks"})
async def progress(request: Asked) -> Response[str]:
    viewer, asked = viewer_of(request), as_of(request)
    try:
        about = await programme()
    except NotThere:
        return page(request, "tasks/progress_empty.html", as_of=asked, province=None)
    found = await _overview(viewer, about, asked)
    empty = not found["figures"].total
    template = "tasks/progress_empty.html" if empty else "tasks/progress.html"
    return page(request, template, as_of=asked, programme=about, buckets=LIFE_CYCLE, **found)


async def _overview(viewer: Viewer, about: ProgrammeFacts, asked: AsOf) -> dict[str, Any]:
    """What the page says: of the province, or of what the viewer's agency leads."""
    lead, day = 0 if viewer.sees_all else viewer.agency_id, asked.day
    points = await trend(about.id, day, lead)
    shown = points[-1].figures if points else Figures()  # the last point is the day itself
    since, scope = day - WEEK, Scope(viewer, about.id, day, asked.today)
    todays = None if lead or asked.is_past else shown
    return {
        "own": viewer.agency_code if lead else "",
        "figures": shown,
        "points": points,
        "last_month": _last_month(points),
        "province": await figures(about.id, day) if lead else None,
        "agencies": [] if lead else worst_first(await figures_by_agency(about.id, day)),
        "most_agencies": MOST_AGENCIES,
        "areas": await figures_by_area(about.id, day, lead),
        "attention": await attention(about.id, viewer, lead, day, asked.today, about.silent_days),
        "count_limit": COUNT_LIMIT,
        "unexplained": 0 if lead else await explanations.open_count(scope),
        "since": since,
        "changes": await summary(about.id, viewer, since, day, lead),
        "due_soon_days": DUE_SOON_DAYS,
        "waiting_days": AWAITING_LONG_DAYS,
        "withdrawn": await withdrawn(about.id, viewer, day, asked.today, lead),
        "todo": await todo(viewer, about.id, asked.today, todays),
        **await _urgent(viewer, about, asked, lead),
    }


async def _urgent(viewer: Viewer, about: ProgrammeFacts, asked: AsOf, lead: int) -> dict[str, Any]:
    """The tasks that have been late longest, and the deadline that comes next when none is late."""
    still_open = Filter(buckets=("in_time", "overdue"), lead=lead)
    found = await all_rows(
        about.id, asked.day, asked.today, wanted=still_open, asker=viewer, detailed=False, limit=WORST
    )
    return {
        "late": [task for task in found if task["bucket"] == "overdue"],
        "next_due": next((task["due_on"] for task in found if task["bucket"] == "in_time"), None),
    }


def worst_first(groups: list[GroupFigures]) -> list[GroupFigures]:
    """Most overdue first; among equals the official order stays."""
    return sorted(groups, key=lambda group: -group.figures.overdue)


def _last_month(points: list[TrendPoint]) -> dict[str, Any] | None:
    """How many more are confirmed than at the end of the month before, when that is not fewer."""
    if len(points) < 2:
        return None
    before, now = points[-2], points[-1]
    more = now.figures.done - before.figures.done
    return {"day": before.day, "more": more} if more >= 0 else None


HANDLERS = [progress]
