"""Indicators: how each stands at the end of a day, by what was approved by then."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from litestar import get
from litestar.params import FromPath
from msgspec import Meta

from tracker.exchange.api.door import asker
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
from tracker.exchange.api.resources.shapes import Agency, Answer, Cause, Named
from tracker.exchange.api.resources.tasks import READS
from tracker.indicators.beside import found, own
from tracker.indicators.forms import CODE
from tracker.indicators.queries import IndicatorState, Point, indicators_as_of, met_count
from tracker.refusal import NotThere
from tracker.words import mark

Amount = Annotated[str, Meta(description="A decimal number, exactly as it was entered.", examples=["71.4"])]
PathCode = Annotated[str, Meta(pattern=f"^{CODE.pattern}$", max_length=30, examples=["CDS-08"])]


class Period(Answer, frozen=True, kw_only=True):
    """What was approved for the end of a period."""

    on: date
    value: Amount | None
    forecast: Annotated[Amount | None, Meta(description="Of the end of the year of the target.")]


class IndicatorLine(Answer, frozen=True, kw_only=True):
    """An indicator at the end of a day."""

    code: Annotated[str, Meta(examples=["CDS-08"])]
    name: Annotated[
        str, Meta(examples=["Tỷ lệ hệ thống thông tin được phê duyệt hồ sơ đề xuất cấp độ an toàn"])
    ]
    set: Annotated[
        str, Meta(description="Those of one set are counted together.", examples=["Chuyển đổi số"])
    ]
    unit: Annotated[str, Meta(examples=["%"])]
    direction: Annotated[Literal["up", "down"], Meta(description="Which way is better.")]
    agency: Agency
    baseline: Amount
    target: Amount
    target_year: Annotated[int, Meta(examples=[2024])]
    value: Annotated[Amount | None, Meta(description="The latest that was approved.")]
    value_on: Annotated[date | None, Meta(description="The end of the period that it is of.")]
    forecast: Annotated[Amount | None, Meta(description="Of the end of the year of the target.")]
    standing: Annotated[
        Literal["met", "on_course", "at_risk", "missed", "none"],
        Meta(description="missed: the year is over; on_course: forecast to be met; none: no forecast yet."),
    ]
    cause_kind: Cause
    cause: Annotated[str, Meta(description="Why it falls short.")]


class Indicator(IndicatorLine, frozen=True, kw_only=True):
    """One indicator with its targets and all its periods."""

    targets: Annotated[dict[str, Amount], Meta(description="By year.", examples=[{"2024": "100"}])]
    periods: list[Period]
    version: Annotated[int, Meta(description="Counts the moves of the indicator.", examples=[3], ge=1)]


class Indicators(Answer, frozen=True, kw_only=True):
    """The indicators of a day, and how many of them are met."""

    as_of: date
    programme: Named
    total: Annotated[int, Meta(examples=[16])]
    met: Annotated[int, Meta(examples=[9])]
    items: list[IndicatorLine]


class OfIndicators(Query, frozen=True, kw_only=True):
    """Of which programme and day."""

    programme: Programme = ""
    as_of: Day = None


class OfIndicator(Query, frozen=True, kw_only=True):
    """As of which day."""

    as_of: Day = None


@get(
    f"{ROOT}/indicators",
    opt={**READS, "asks": OfIndicators, "answers": Indicators},
    summary=mark("Indicators"),
    description=mark(
        "The indicators at the end of a day, by what the office had approved by then. People of an agency "
        "get those that their agency is responsible for."
    ),
)
async def api_indicators(request: Asked) -> Indicators:
    asked = query(request, OfIndicators)
    about, day = await programme_of(asked.programme), day_of(request, asked.as_of).day
    states = await indicators_as_of(about.id, day, own(asker(request)))
    met = met_count(states)
    return Indicators(
        as_of=day, programme=Named(code=about.code, name=about.name), total=met.total, met=met.met,
        items=[IndicatorLine(**_line(one)) for one in states],
    )  # fmt: skip


@get(
    f"{ROOT}/indicators/{{code:str}}",
    opt={**READS, "path": {"code": PathCode}, "asks": OfIndicator, "answers": Indicator},
    summary=mark("One indicator"),
    description=mark(
        "An indicator at the end of a day, with its targets by year and what was approved of each period."
    ),
)
async def api_indicator(request: Asked, code: FromPath[str]) -> Indicator:
    day = day_of(request, query(request, OfIndicator).as_of).day
    if not CODE.fullmatch(code):
        raise NotThere
    one = await found(asker(request), code, day)
    return Indicator(
        **_line(one), version=one.version,
        targets={str(year): plain(target) for year, target in one.targets.items()},
        periods=[_period(point) for point in one.series],
    )  # fmt: skip


def _period(point: Point) -> Period:
    return Period(on=point.on, value=_or_none(point.value), forecast=_or_none(point.forecast))


def plain(amount: Decimal) -> str:
    """A number without what says nothing: 71.40 is 71.4, 1E+2 is 100."""
    return f"{amount.normalize():f}"


def _or_none(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)


def _line(one: IndicatorState) -> dict[str, Any]:
    return {
        "code": one.code, "name": one.name, "set": one.set_name, "unit": one.unit, "direction": one.direction,
        "agency": Agency(code=one.agency_code, name=one.agency, short_name=one.agency_short),
        "baseline": plain(one.baseline), "target": plain(one.target), "target_year": one.target_year,
        "value": _or_none(one.value), "value_on": one.value_on, "forecast": _or_none(one.forecast),
        "standing": one.standing, "cause_kind": one.cause_kind, "cause": one.cause_text,
    }  # fmt: skip


HANDLERS = [api_indicators, api_indicator]
