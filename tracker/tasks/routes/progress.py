"""The progress page: how far the programme is, and who must act."""

from datetime import date
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
    figures,
    figures_by_agency,
    figures_by_area,
    trend,
)
from tracker.tasks.queries.attention import attention
from tracker.tasks.rules import AWAITING_LONG_DAYS, DUE_SOON_DAYS, LIFE_CYCLE
from tracker.web.asof import as_of
from tracker.web.pages import page

Asked = Request[Any, Any, Any]

WORST = 6  # overdue tasks shown; all are one link away


@get("/", opt={"access": "tasks"})
async def progress(request: Asked) -> Response[str]:
    viewer, asked = viewer_of(request), as_of(request)
    try:
        about = await programme()
    except NotThere:
        return page(request, "tasks/progress_empty.html", as_of=asked, province=None)
    found = await _overview(viewer, about, asked.day, asked.today)
    empty = not found["figures"].total
    template = "tasks/progress_empty.html" if empty else "tasks/progress.html"
    return page(request, template, as_of=asked, programme=about, **found)


async def _overview(viewer: Viewer, about: ProgrammeFacts, day: date, today: date) -> dict[str, Any]:
    """What the page says: of the province, or of what the viewer's agency leads."""
    lead = 0 if viewer.sees_all else viewer.agency_id
    points = await trend(about.id, day, lead)
    urgent = await all_rows(
        about.id,
        day,
        today,
        wanted=Filter(buckets=("in_time", "overdue"), lead=lead),
        asker=viewer,
        detailed=False,
        limit=WORST,
    )
    noticed = await attention(about.id, viewer, lead, day, today, about.silent_days)
    return {
        "own": viewer.agency_code if lead else "",
        "figures": await figures(about.id, day, lead),
        "province": await figures(about.id, day) if lead else None,
        "agencies": [] if lead else worst_first(await figures_by_agency(about.id, day)),
        "areas": await figures_by_area(about.id, day, lead),
        "points": points,
        "last_month": _last_month(points),
        "attention": noticed,
        "coordinating": noticed.coordinating,
        "late": [task for task in urgent if task["bucket"] == "overdue"],
        "buckets": LIFE_CYCLE,
        "due_soon_days": DUE_SOON_DAYS,
        "waiting_days": AWAITING_LONG_DAYS,
        "next_due": next((t["due_on"] for t in urgent if t["bucket"] == "in_time" and t["due_on"]), None),
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
