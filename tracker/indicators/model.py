"""What is said of an indicator: its definition, and what a period came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Definition:
    """What an indicator is to be from now on; targets by year."""

    set_name: str
    name: str
    unit: str
    direction: str
    baseline: Decimal
    period: str
    agency: int
    targets: Mapping[int, Decimal]
    ended_on: date | None = None


@dataclass(frozen=True)
class Entry:
    """What was reached by the end of a period, what is forecast for the end of the target's year, and why."""

    period_end: date
    value: Decimal | None
    forecast: Decimal | None
    cause_kind: str = ""
    cause_text: str = ""
    note: str = ""
