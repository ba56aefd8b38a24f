"""Reports: those that were frozen, with hash and files; the progress summary of any day as PDF."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, cast

from litestar import get
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Meta

from tracker.exchange.api import cursors
from tracker.exchange.api.door import asker
from tracker.exchange.api.resources.asking import Asked, Cursor, Day, Nothing, Query, day_of, query
from tracker.exchange.api.resources.report_shapes import (
    PATH,
    TYPES,
    Format,
    FrozenReport,
    FrozenReports,
    Number,
    report_of,
)
from tracker.exchange.api.resources.tasks import READS
from tracker.people.viewer import Viewer
from tracker.refusal import NotThere
from tracker.words import mark

LENT = "lent_reports"  # where the application keeps what the room of reports lends
ONE = f"{PATH}/{{report:int}}"
PROVINCE = {**READS, "role": "province"}
Place = tuple[date, datetime, int]


@dataclass(frozen=True)
class Lent:
    """What the room of reports does for the interface; whom it is done for is part of every question."""

    printed: Callable[[Asked], Awaitable[Response[bytes]]]
    count: Callable[[Viewer, str], Awaitable[int]]
    listed: Callable[[Viewer, str, int, Place | None], Awaitable[list[dict[str, Any]]]]
    one: Callable[[Viewer, int], Awaitable[dict[str, Any]]]
    content: Callable[[Viewer, int], Awaitable[bytes]]
    file: Callable[[Asked, int, str], Awaitable[Response[bytes]]]


class OfReports(Query, frozen=True, kw_only=True):
    """Of which kind, how many, from where."""

    kind: Literal["", "official", "brief", "letter", "scoped"] = ""
    limit: Annotated[int, Meta(description=mark("How many at most."), ge=1, le=50)] = 20
    cursor: Cursor = ""


class OfSummary(Query, frozen=True, kw_only=True):
    """As of which day."""

    as_of: Day = None


@get(
    PATH,
    opt={**READS, "asks": OfReports, "answers": FrozenReports},
    summary=mark("Frozen reports"),
    description=mark(
        "The reports that were frozen, with hash, figures, files and signed copies; of versions the newest. "
        "People of an agency get the letters about their agency."
    ),
)
async def api_reports(request: Asked) -> FrozenReports:
    asked, viewer = query(request, OfReports), asker(request)
    name = f"reports {asked.kind}"
    after = _place(cursors.decode(name, asked.cursor)) if asked.cursor else None
    found = await _lent(request).listed(viewer, asked.kind, asked.limit + 1, after)
    shown = found[: asked.limit]
    return FrozenReports(
        total=await _lent(request).count(viewer, asked.kind),
        items=[report_of(one) for one in shown],
        next_cursor=cursors.encode(name, _kept(shown[-1])) if len(found) > asked.limit else None,
    )


@get(
    ONE,
    opt={**READS, "path": {"report": Number}, "asks": Nothing, "answers": FrozenReport},
    summary=mark("One frozen report"),
    description=mark("A report that was frozen, older versions too."),
)
async def api_report(request: Asked, report: FromPath[int]) -> FrozenReport:
    query(request, Nothing)
    return report_of(await _lent(request).one(asker(request), report))


@get(
    f"{ONE}/content",
    opt={**READS, "path": {"report": Number}, "asks": Nothing, "answers": dict[str, Any]},
    summary=mark("Content of a frozen report"),
    description=mark(
        "Everything that the report prints, to the byte as its hash was taken: the SHA-256 of this answer is "
        "the `sha256` of the report."
    ),
)
async def api_report_content(request: Asked, report: FromPath[int]) -> Response[bytes]:
    query(request, Nothing)
    return Response(await _lent(request).content(asker(request), report), media_type="application/json")


@get(
    f"{ONE}/files/{{file_format:str}}",
    opt={
        **READS, "path": {"report": Number, "file_format": Format}, "asks": Nothing, "media_type": TYPES,
        "etag": True,
    },
    summary=mark("File of a frozen report"),
    description=mark("A file as it was made when the report was frozen. Its ETag is its SHA-256."),
)  # fmt: skip
async def api_report_file(
    request: Asked, report: FromPath[int], file_format: FromPath[str]
) -> Response[bytes]:
    query(request, Nothing)
    found = await _lent(request).one(asker(request), report)
    if file_format not in {one["format"] for one in found["files"]}:
        raise NotThere
    return await _lent(request).file(request, report, file_format)


@get(
    f"{PATH}/progress.pdf",
    opt={**PROVINCE, "asks": OfSummary, "media_type": "application/pdf"},
    summary=mark("Progress summary as PDF"),
    description=mark("The summary for the committee as of a day, as the pages hand it out."),
)
async def api_progress_report(request: Asked) -> Response[bytes]:
    day_of(request, query(request, OfSummary).as_of)
    return await _lent(request).printed(request)


def _lent(request: Asked) -> Lent:
    return cast(Lent, request.app.state[LENT])


def _place(kept: list[Any]) -> Place:
    return date.fromisoformat(kept[0]), datetime.fromisoformat(kept[1]), kept[2]


def _kept(one: Mapping[str, Any]) -> list[Any]:
    return [one["as_of"].isoformat(), one["frozen_at"].isoformat(), one["id"]]


HANDLERS: list[Any] = [api_reports, api_progress_report, api_report, api_report_content, api_report_file]
