"""The aggregate of a day for an operations centre (IOC), under a scope of its own."""

from datetime import datetime
from typing import Annotated, Any

from litestar import get
from litestar.response import Response
from msgspec import Meta

from tracker.exchange.aggregate.queries import aggregate
from tracker.exchange.aggregate.rules import Aggregate, as_csv
from tracker.exchange.api.resources.asking import (
    ROOT,
    Asked,
    Day,
    Programme,
    Query,
    day_of,
    programme_of,
    query,
)
from tracker.exchange.api.resources.figures import FiguresAnswer, meanings, of_agency, sums
from tracker.exchange.api.resources.shapes import Agency, Named
from tracker.exchange.api.scopes import FEED
from tracker.words import mark

FEEDS = {"access": "api", "scope": FEED, "role": "province"}
PATH = f"{ROOT}/feed/daily"


class FeedAnswer(FiguresAnswer, frozen=True, kw_only=True):
    """The figures at the end of a day, and when they were read."""

    made_at: Annotated[datetime, Meta(description="When these figures were read from the database.")]


class OfFeed(Query, frozen=True, kw_only=True):
    """Of which programme and day; yesterday's figures do not change any more, today's do."""

    programme: Programme = ""
    as_of: Day = None


@get(
    PATH,
    opt={**FEEDS, "asks": OfFeed, "answers": FeedAnswer},
    summary=mark("Aggregate of a day"),
    description=mark(
        "What an operations centre shows of the whole programme: the five figures, both rates with their "
        "numerators and denominators, the table by agency, and what each means. No task is in it."
    ),
)
async def api_feed(request: Asked) -> FeedAnswer:
    found = await _found(request)
    return FeedAnswer(
        as_of=found.as_of,
        made_at=found.made_at,
        programme=Named(code=found.code, name=found.name),
        agency=None,
        figures=sums(found.figures),
        by_agency=[
            of_agency(Agency(code=one.code, name=one.name, short_name=one.short_name), one.figures)
            for one in found.agencies
        ],
        definitions=meanings(),
    )


@get(
    f"{PATH}.csv",
    opt={**FEEDS, "asks": OfFeed, "media_type": "text/csv"},
    summary=mark("Aggregate of a day as CSV"),
    description=mark("The same as a table: the programme first, then a line for each agency."),
)
async def api_feed_table(request: Asked) -> Response[bytes]:
    return Response(as_csv(await _found(request)), media_type="text/csv")


async def _found(request: Asked) -> Aggregate:
    asked = query(request, OfFeed)
    about, day = await programme_of(asked.programme), day_of(request, asked.as_of).day
    return await aggregate(about, day, request.scope["state"]["now"])


HANDLERS: list[Any] = [api_feed, api_feed_table]
