"""The figures of a day: five buckets, the total that they sum to, both rates with what they are shares of."""

from datetime import date
from typing import Annotated, Any, Literal, cast

from litestar import get
from msgspec import Meta

from tracker.database import execute, transaction
from tracker.exchange.aggregate.rules import MEANINGS, NAMES, rates
from tracker.exchange.api.door import asker
from tracker.exchange.api.resources.asking import (
    ROOT,
    AgencyCode,
    Asked,
    Day,
    Programme,
    Query,
    day_of,
    lead_of,
    programme_of,
    query,
)
from tracker.exchange.api.resources.shapes import Agency, Answer, Counted, Named
from tracker.exchange.api.resources.tasks import READS
from tracker.tasks.queries import GroupFigures, figures, figures_by_agency
from tracker.tasks.rules import BUCKETS
from tracker.tasks.rules import Figures as Counts
from tracker.words import _, mark

Key = Literal["in_time", "overdue", "awaiting", "done_on_time", "done_late", "total", "rate_all", "rate_due"]


class Rate(Answer, frozen=True, kw_only=True):
    """A share and what it is a share of."""

    per_cent: Annotated[
        float | None, Meta(description="To two places; null: a share of nothing.", examples=[52.84])
    ]
    numerator: Counted
    denominator: Counted


class Sums(Answer, frozen=True, kw_only=True):
    """The five buckets, their sum and both rates."""

    total: Annotated[
        int, Meta(description="The sum of the five; withdrawn tasks are outside.", examples=[176])
    ]
    in_time: Counted
    overdue: Counted
    awaiting: Counted
    done_on_time: Counted
    done_late: Counted
    rate_all: Rate
    rate_due: Rate


class OfAgency(Answer, frozen=True, kw_only=True):
    """What one agency leads."""

    agency: Agency
    figures: Sums


class Meaning(Answer, frozen=True, kw_only=True):
    """What a figure is called and means."""

    key: Key
    name: str
    meaning: str


class FiguresAnswer(Answer, frozen=True, kw_only=True):
    """The figures at the end of a day."""

    as_of: date
    programme: Named
    agency: Annotated[str | None, Meta(description="The agency whose tasks these are; null: all tasks.")]
    figures: Sums
    by_agency: Annotated[list[OfAgency], Meta(description="By lead agency: each task stands in one line.")]
    definitions: list[Meaning]


class OfFigures(Query, frozen=True, kw_only=True):
    """Of which programme and day, and whose."""

    programme: Programme = ""
    as_of: Day = None
    agency: AgencyCode = ""


@get(
    f"{ROOT}/figures",
    opt={**READS, "asks": OfFigures, "answers": FiguresAnswer},
    summary=mark("Figures of a day"),
    description=mark(
        "The five figures, the total and both rates at the end of a day, as the progress page has them: of "
        "the whole programme, or of what one agency leads. People of an agency get their own agency's."
    ),
)
async def api_figures(request: Asked) -> FiguresAnswer:
    asked = query(request, OfFigures)
    about, day = await programme_of(asked.programme), day_of(request, asked.as_of).day
    lead, code = await lead_of(about.id, asker(request), asked.agency)
    async with transaction():
        await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        whole = await figures(about.id, day, lead)
        groups = await figures_by_agency(about.id, day)
    return FiguresAnswer(
        as_of=day,
        programme=Named(code=about.code, name=about.name),
        agency=code or None,
        figures=sums(whole),
        by_agency=[_line(one) for one in groups if not lead or one.id == lead],
        definitions=meanings(),
    )


def sums(found: Counts) -> Sums:
    """Counts and rates of some tasks."""
    shares: dict[str, Any] = {
        one.key: Rate(
            per_cent=None if one.value is None else float(one.value),
            numerator=one.part,
            denominator=one.whole,
        )
        for one in rates(found)
    }
    counts: dict[str, Any] = {name: found.count(name) for name in BUCKETS}
    return Sums(total=found.total, **counts, **shares)


def of_agency(agency: Agency, found: Counts) -> OfAgency:
    """The line of an agency."""
    return OfAgency(agency=agency, figures=sums(found))


def meanings() -> list[Meaning]:
    """What each figure is called and means, in the reader's language."""
    return [
        Meaning(key=cast(Key, key), name=_(NAMES[key]), meaning=_(said)) for key, said in MEANINGS.items()
    ]


def _line(one: GroupFigures) -> OfAgency:
    return of_agency(Agency(code=one.code, name=one.name, short_name=one.short_name), one.figures)


HANDLERS = [api_figures]
