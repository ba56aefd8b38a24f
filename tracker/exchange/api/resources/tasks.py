"""Tasks: the list page's filters, page by page; one task whole."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import get
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Meta, field

from tracker.exchange.api import cursors, etags
from tracker.exchange.api.door import asker
from tracker.exchange.api.resources.asking import (
    ROOT,
    USUAL,
    AgencyCode,
    Asked,
    Cursor,
    Day,
    Limit,
    PathCode,
    Programme,
    Query,
    day_of,
    of_parameters,
    programme_of,
    query,
)
from tracker.exchange.api.resources.paging import part as next_part
from tracker.exchange.api.resources.shapes import ListedKey
from tracker.exchange.api.resources.task_shapes import Task, TaskList, line, whole
from tracker.exchange.api.scopes import READ
from tracker.programmes.queries import ProgrammeFacts
from tracker.refusal import NotThere
from tracker.tasks.forms import filters
from tracker.tasks.queries import Filter, count
from tracker.tasks.queries.arms import Asked as Listing
from tracker.tasks.queries.choices import choices
from tracker.tasks.queries.lists import COUNT_LIMIT
from tracker.tasks.queries.one import TaskPage, task_page
from tracker.tasks.routes.list_view import WORKERS
from tracker.tasks.routes.task import CODE
from tracker.web.asof import AsOf, today_of
from tracker.words import mark

READS = {"access": "api", "scope": READ}
FILTERS = ("bucket", "agency", "part", "area", "source", "due", "starred", "silent", "waiting", "q", "sort")

Text = Annotated[str, Meta(extra_json_schema={"maxLength": filters.LONGEST_SEARCH})]


class OfTasks(Query, frozen=True, kw_only=True):
    """Which tasks, in which order, how many."""

    programme: Programme = ""
    as_of: Day = None
    bucket: Annotated[
        list[ListedKey],
        Meta(description=mark("One or more; by default the five, without what was withdrawn.")),
    ] = field(default_factory=list)
    agency: AgencyCode = ""
    part: Annotated[
        Literal["", "lead", "coordinating"],
        Meta(description=mark("The part of the asker's own agency; not for those who see all.")),
    ] = ""
    area: Annotated[Text, Meta(description=mark("The area's code."))] = ""
    source: Annotated[Text, Meta(description=mark("The number of the source document."))] = ""
    due: Annotated[
        Literal["", "overdue", "7", "14", "30", "month", "quarter", "year", "none"],
        Meta(description=mark("Open tasks due within so many days, or any due in the period of the day.")),
    ] = ""
    starred: Annotated[bool, Meta(description=mark("Only those that the committee marked."))] = False
    silent: Annotated[
        bool, Meta(description=mark("Only open ones not updated for the programme's days."))
    ] = False
    waiting: Annotated[
        Annotated[int, Meta(ge=1, le=filters.LONGEST_WAIT)] | None,
        Meta(description=mark("Awaiting confirmation for more than so many days.")),
    ] = None
    q: Annotated[
        Text, Meta(description=mark("Words of title, code or document, with or without accents."))
    ] = ""
    sort: Annotated[
        Literal["urgency", "due", "updated", "code"],
        Meta(description=mark("Most urgent first, by deadline, last updated first, by code.")),
    ] = "urgency"
    limit: Limit = USUAL
    cursor: Cursor = ""


class OfTask(Query, frozen=True, kw_only=True):
    """As of which day."""

    as_of: Day = None


@get(
    f"{ROOT}/tasks",
    opt={**READS, "asks": OfTasks, "answers": TaskList},
    summary=mark("Tasks"),
    description=mark(
        "The tasks that the asker may see, narrowed as on the list page, of today or as of any day since "
        "2021. next_cursor leads on from the last task shown: what others write meanwhile neither repeats "
        "nor leaves out a task, unless its own place in the order moved."
    ),
)
async def api_tasks(request: Asked) -> TaskList:
    asked = query(request, OfTasks)
    about, day = await programme_of(asked.programme), day_of(request, asked.as_of)
    wanted = await _filter(request, about, asked)
    listing = Listing(about.id, asker(request), wanted, day.day, day.today, about.silent_days)
    name = f"tasks {about.code} {asked.as_of} {wanted}"
    place = cursors.decode(name, asked.cursor) if asked.cursor else None
    if place:  # what began yesterday goes on as of yesterday
        listing = replace(listing, as_of=min(date.fromisoformat(place[0]), day.today))
    found = await next_part(listing, asked.limit, place[1:] if place else None)
    then = [listing.as_of.isoformat(), *found.then] if found.then else None
    return TaskList(
        as_of=listing.as_of,
        total=None if place else await _total(listing),
        items=[line(one) for one in found.rows],
        next_cursor=cursors.encode(name, then) if then else None,
    )


async def _filter(request: Asked, about: ProgrammeFacts, asked: OfTasks) -> Filter:
    viewer = asker(request)
    known = await choices(about.id, viewer)
    found = filters.read(_pairs(asked), known, viewer.role in WORKERS)
    if found.problems:
        raise of_parameters(found.problems)
    return found.wanted


def _pairs(asked: OfTasks) -> Iterator[tuple[str, str]]:
    """The filters as an address of the list page has them."""
    for name in FILTERS:
        said: Any = getattr(asked, name)
        for one in said if isinstance(said, list) else [said]:
            if one not in (None, False, ""):
                yield name, "1" if one is True else str(one)


async def _total(of: Listing) -> int | None:
    """How many tasks the list has, where the pages know it exactly."""
    n = await count(of.programme_id, of.asker, of.wanted, of.as_of, of.today, of.silent_days)
    exact = n <= COUNT_LIMIT or (of.wanted.plain and of.asker.sees_all)
    return n if exact else None


@get(
    f"{ROOT}/tasks/{{code:str}}",
    opt={**READS, "path": {"code": PathCode}, "asks": OfTask, "answers": Task, "etag": True},
    summary=mark("One task"),
    description=mark(
        "Everything of one task, as it stands or as it stood and was known at the end of a past day. The "
        "ETag of an answer without as_of is what If-Match wants with a change. Sent as If-None-Match it gets "
        "304 as long as the answer is the same."
    ),
)
async def api_task(request: Asked, code: FromPath[str]) -> Response[bytes]:
    asked = query(request, OfTask)
    day = day_of(request, asked.as_of)
    found = await found_task(request, code, day)
    body = msgspec.json.encode(whole(found, day.day))
    if day.is_past:
        return Response(body, media_type="application/json")
    tag = etags.of_answer(found.task["version"], body)
    if etags.has(request, tag):
        return Response(b"", status_code=304, headers={"ETag": tag})
    return Response(body, media_type="application/json", headers={"ETag": tag})


async def found_task(request: Asked, code: str, day: AsOf) -> TaskPage:
    """A task for whoever asks. Raises NotThere when it is not theirs."""
    if not CODE.fullmatch(code):
        raise NotThere
    return await task_page(asker(request), code, day.day, today_of(request), request.scope["state"]["now"])


HANDLERS = [api_tasks, api_task]
