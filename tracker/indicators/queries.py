"""How indicators stood at the end of a day, by what was defined and approved by then."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tracker import clock
from tracker.database import rows
from tracker.indicators.rules import STANDINGS, reaches, standing, target_year, way
from tracker.words import _, dmy

# The definition that stood at the end of a day ($2: the moment after it).
_DEFINED = """SELECT * FROM (
    SELECT DISTINCT ON (i.id) i.id, i.code, i.version, d.id AS definition, d.set_name, d.name, d.unit,
        d.direction, d.baseline, d.period, d.ended_on, d.agency AS agency_id, a.code AS agency_code,
        a.name AS agency, a.short_name AS agency_short, a.valid_to AS agency_until
    FROM indicator AS i JOIN indicator_definition AS d ON d.indicator = i.id AND d.said_at < $2
    JOIN agency AS a ON a.id = d.agency
    WHERE ($1 = 0 OR i.programme = $1) AND ($5 = '' OR i.code = $5)
    ORDER BY i.id, d.number DESC) AS stood
    WHERE (ended_on IS NULL OR ended_on >= $3 OR $5 <> '') AND ($4 = 0 OR agency_id = $4) ORDER BY code"""
_TARGETS = "SELECT definition, year, target FROM indicator_target WHERE definition = ANY($1::integer[])"
# Of each period the last correction that was approved by the end of the day.
_VALUES = """SELECT DISTINCT ON (indicator, period_end) indicator, period_end, value, forecast, cause_kind,
        cause_text, note, decided_at
    FROM indicator_value
    WHERE indicator = ANY($1::integer[]) AND state = 'approved' AND decided_at < $2 AND period_end <= $3
    ORDER BY indicator, period_end, number DESC"""

_SAID = ("cause_kind", "cause_text", "note")


@dataclass(frozen=True)
class Point:
    """What is known of the end of a period."""

    on: date
    value: Decimal | None
    forecast: Decimal | None = None


@dataclass(frozen=True)
class IndicatorState:
    """An indicator at the end of a day.

    ``standing`` is met, on_course, at_risk, missed or none (nothing known yet); ``way`` and
    ``forecast_way`` are the shares of the way from baseline to target, 0 to 1.
    """

    id: int
    code: str
    set_name: str
    name: str
    unit: str
    direction: str  # up | down
    period: str
    agency_id: int
    agency_code: str
    agency: str
    agency_short: str
    baseline: Decimal
    target: Decimal
    target_year: int
    targets: Mapping[int, Decimal]
    value: Decimal | None
    value_on: date | None
    forecast: Decimal | None
    standing: str
    cause_kind: str = ""
    cause_text: str = ""
    cause_on: date | None = None
    note: str = ""
    series: tuple[Point, ...] = ()
    ended_on: date | None = None
    version: int = 1
    way: Decimal | None = None
    forecast_way: Decimal | None = None

    @property
    def met(self) -> bool:
        """Whether its target is reached."""
        return self.standing == "met"

    @property
    def group(self) -> tuple[str, int]:
        """The set it is counted in: of which indicators, by which year."""
        return self.set_name, self.target_year


@dataclass(frozen=True)
class Met:
    """How many of some indicators are met, and how many stand otherwise."""

    met: int
    total: int
    counts: Mapping[str, int] = field(default_factory=dict)


def met_count(states: Iterable[IndicatorState]) -> Met:
    """How many indicators are met, of how many."""
    counts = Counter(one.standing for one in states)
    return Met(counts["met"], counts.total(), {name: counts[name] for name in STANDINGS})


async def indicators_as_of(
    programme_id: int, as_of: date, agency_id: int = 0, code: str = ""
) -> list[IndicatorState]:
    """The indicators of a programme at the end of a day, by code; of one agency's alone when it is given.

    Three questions, however many indicators there are. ``programme_id`` 0: of all programmes; ``code``:
    this one alone, ended or not.
    """
    after = clock.at(as_of + timedelta(days=1), 0)
    defined = await rows(_DEFINED, programme_id, after, as_of, agency_id, code)
    targets: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for one in await rows(_TARGETS, [found["definition"] for found in defined]):
        targets[one["definition"]][one["year"]] = one["target"]
    values: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in await rows(_VALUES, [found["id"] for found in defined], after, as_of):
        values[one["indicator"]].append(one)
    return [_state(one, targets[one.pop("definition")], values[one["id"]], as_of) for one in defined]


def _state(
    one: dict[str, Any], targets: Mapping[int, Decimal], values: list[dict[str, Any]], as_of: date
) -> IndicatorState:
    until, year = one.pop("agency_until"), target_year(targets, as_of)
    if until is not None and until < as_of:
        for name in ("agency", "agency_short"):
            one[name] = _("%(agency)s (until %(day)s)", agency=one[name], day=dmy(until))
    target, baseline = targets[year], one["baseline"]
    known = [found for found in values if found["value"] is not None]
    value, value_on = (known[-1]["value"], known[-1]["period_end"]) if known else (None, None)
    forecast = next((found["forecast"] for found in reversed(values) if found["forecast"] is not None), None)
    last: dict[str, Any] = values[-1] if values else dict.fromkeys(_SAID, "")
    return IndicatorState(
        **one, target=target, target_year=year, targets=dict(sorted(targets.items())),
        value=value, value_on=value_on, forecast=forecast,
        standing=standing(value, forecast, target, one["direction"], year, as_of),
        cause_kind=last["cause_kind"], cause_text=last["cause_text"], note=last["note"],
        cause_on=last["period_end"] if last["cause_text"] else None,
        series=tuple(Point(found["period_end"], found["value"], found["forecast"]) for found in values),
        way=None if value is None else way(baseline, value, target),
        forecast_way=None if forecast is None else way(baseline, forecast, target),
    )  # fmt: skip


def will_meet(state: IndicatorState) -> bool:
    """Whether the forecast of the target's year is as good as the target."""
    return reaches(state.forecast, state.target, state.direction)
