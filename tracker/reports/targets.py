"""Indicators as a report tells them: set by set, numbers as the decree's offices write them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tracker.indicators.rules import SHORT

VERDICTS = {
    "met": "Đạt",
    "on_course": "Chưa đạt; dự kiến đạt",
    "at_risk": "Chưa đạt; có nguy cơ không đạt",
    "missed": "Không đạt",
    "none": "Chưa có số liệu",
}
CAUSES = {"objective": "Nguyên nhân khách quan", "subjective": "Nguyên nhân chủ quan"}
SIGNS = {"up": "≥", "down": "≤"}


@dataclass(frozen=True)
class Line:
    """One indicator in words."""

    name: str
    agency: str
    unit: str
    target: str
    value: str
    forecast: str
    verdict: str


@dataclass(frozen=True)
class Set:
    """The indicators of one set that are judged by one year's targets."""

    name: str
    year: int
    met: int
    at_risk: int
    lines: tuple[Line, ...]


def sets(indicators: Sequence[Mapping[str, Any]]) -> list[Set]:
    """The indicators grouped as they are counted, in their order."""
    grouped: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for one in indicators:
        grouped.setdefault((one["set_name"], one["target_year"]), []).append(one)
    return [
        Set(
            name,
            year,
            sum(one["standing"] == "met" for one in found),
            sum(one["standing"] in SHORT for one in found),
            tuple(map(_line, found)),
        )
        for (name, year), found in grouped.items()
    ]


def _line(one: Mapping[str, Any]) -> Line:
    return Line(
        one["name"],
        one["agency_short"],
        one["unit"],
        f"{SIGNS[one['direction']]} {amount(one['target'])}",
        amount(one["value"]),
        amount(one["forecast"]),
        _verdict(one),
    )


def _verdict(one: Mapping[str, Any]) -> str:
    told = VERDICTS[one["standing"]]
    if one["standing"] not in SHORT or not one["cause_text"]:
        return told
    cause = CAUSES.get(one["cause_kind"], "Nguyên nhân")
    return f"{told}. {cause}: {one['cause_text'][:1].lower()}{one['cause_text'][1:]}"


def amount(value: object) -> str:
    """A number as it was kept, without empty decimals: 63,4; "–" when unknown."""
    if value is None:
        return "–"
    found = Decimal(str(value)).normalize()
    whole, _point, rest = f"{found:f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    grouped = f"-{grouped}" if whole == "-0" else grouped
    return f"{grouped},{rest}" if rest else grouped
