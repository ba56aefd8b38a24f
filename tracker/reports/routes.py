"""Who answers for reports that are not kept: of the programme or a part of it, as PDF when asked for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, get
from litestar.response import Response

from tracker.refusal import NotThere
from tracker.reports.actions import print_room
from tracker.reports.content import SCOPES
from tracker.reports.gathering import gather, scope_of
from tracker.reports.kept.rules import file_name
from tracker.reports.queries import unwritten_since
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
    day, words = as_of_from(request), request.query_params
    kind = str(words.get("scope", "programme"))
    if kind not in SCOPES:
        raise NotThere
    scope = await scope_of(kind, str(words.get("code", "")), str(words.get("list", "")), day)
    kind, room = "official" if scope.whole else "scoped", request.app.state.print_room

    async def draw() -> bytes:
        return bytes(await room.report_pdf(await gather(kind, scope, day, today_of(request))))

    # While nothing is written the same words ask for the same report: it is not even gathered again.
    moment = await unwritten_since()
    pdf = await room.shelf.of(f"{moment} {today_of(request)} {day} {scope}", draw) if moment else await draw()
    name = file_name(kind, scope, day, 1, "pdf").replace("-v1", "")
    attached = f'attachment; filename="{name}"'
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": attached})


handlers = [progress_report]
