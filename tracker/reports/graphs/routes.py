"""The page of charts: of the province, or of what the reader's agency leads."""

from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.people.viewer import viewer_of
from tracker.programmes.queries import programme
from tracker.refusal import NotThere
from tracker.reports.graphs.looks import PROJECTED, SCREEN
from tracker.reports.graphs.queries import series_as_of
from tracker.reports.series import Series
from tracker.web.asof import as_of
from tracker.web.pages import page

Asked = Request[Any, Any, Any]


@get("/charts", opt={"access": "tasks"})
async def charts(request: Asked) -> Response[str]:
    viewer, asked = viewer_of(request), as_of(request)
    own = 0 if viewer.sees_all else viewer.agency_id
    try:
        series = await series_as_of((await programme()).id, asked.day, own)
    except NotThere:
        series = Series()
    return page(
        request,
        "reports/graphs/page.html",
        as_of=asked,
        own=bool(own),
        looks=(SCREEN, PROJECTED),
        series=series,
        days=[month.day for month in series.trend],
        overdue=sum(band.count for band in series.overdue),
        awaiting=sum(band.count for band in series.awaiting),
    )


HANDLERS = [charts]
