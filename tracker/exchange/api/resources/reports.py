"""Reports: which there are as of a day, and the progress summary as PDF."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Literal, cast

from litestar import get
from litestar.response import Response
from msgspec import Meta

from tracker.exchange.api.resources.asking import ROOT, Asked, Day, Query, day_of, query
from tracker.exchange.api.resources.shapes import Answer
from tracker.exchange.api.scopes import READ
from tracker.words import _, mark

LENT = "printed_progress"  # where the application keeps what the room of reports lends: PDF of a request
PDF = f"{ROOT}/reports/progress.pdf"
PROVINCE = {"access": "api", "scope": READ, "role": "province"}

Printed = Callable[[Asked], Awaitable[Response[bytes]]]


class ReportFacts(Answer, frozen=True, kw_only=True):
    """A report that can be had."""

    key: Literal["progress"]
    name: Annotated[str, Meta(examples=["Báo cáo tiến độ"])]
    as_of: date
    media_type: Literal["application/pdf"]
    href: Annotated[str, Meta(examples=[f"{PDF}?as_of=2024-11-06"])]


class Reports(Answer, frozen=True, kw_only=True):
    """The reports as of a day."""

    as_of: date
    items: list[ReportFacts]


class OfReports(Query, frozen=True, kw_only=True):
    """As of which day."""

    as_of: Day = None


@get(
    f"{ROOT}/reports",
    opt={**PROVINCE, "asks": OfReports, "answers": Reports},
    summary=mark("Reports"),
    description=mark("Which reports there are as of a day, and where."),
)
async def api_reports(request: Asked) -> Reports:
    day = day_of(request, query(request, OfReports).as_of).day
    found = ReportFacts(
        key="progress",
        name=_("Progress summary"),
        as_of=day,
        media_type="application/pdf",
        href=f"{PDF}?as_of={day.isoformat()}",
    )
    return Reports(as_of=day, items=[found])


@get(
    PDF,
    opt={**PROVINCE, "asks": OfReports, "media_type": "application/pdf"},
    summary=mark("Progress summary as PDF"),
    description=mark("The summary for the committee as of a day, as the pages hand it out."),
)
async def api_progress_report(request: Asked) -> Response[bytes]:
    day_of(request, query(request, OfReports).as_of)
    printed = cast(Printed, request.app.state[LENT])
    return await printed(request)


HANDLERS: list[Any] = [api_reports, api_progress_report]
