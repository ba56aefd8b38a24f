"""Who answers for reports: the progress summary as PDF."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, get
from litestar.response import Response

from tracker.programmes.queries import programme
from tracker.reports.actions import print_room
from tracker.reports.queries import progress_summary
from tracker.web.asof import as_of_from, today_of

Asked = Request[Any, Any, Any]


@asynccontextmanager
async def printing(app: Litestar) -> AsyncIterator[None]:
    """Hold the print room open as long as the application lives."""
    async with print_room() as room:
        app.state.print_room = room
        yield


@get("/reports/progress.pdf", opt={"access": "province"})
async def progress_report(request: Asked) -> Response[bytes]:
    day = as_of_from(request)
    summary = await progress_summary(await programme(), day, today_of(request))
    pdf = await request.app.state.print_room.progress_pdf(summary)
    attached = f'attachment; filename="bao-cao-tien-do-{day.isoformat()}.pdf"'
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": attached})


handlers = [progress_report]
