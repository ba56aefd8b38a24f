"""What a table is before it is a file: what stands above it, its columns, its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["text", "long", "number", "rate", "day"]
Value = str | int | float | date | None
Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``width`` is in characters. A "long" text is broken into lines, a "rate" is in per cent."""

    heading: str
    width: float
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Plan:
    """A table to be written: the name of its sheet, what it is, what it says of itself, its columns.

    ``kept`` columns stay in sight when the sheet is scrolled sideways. Text files have neither title nor
    notes: they are read by programs.
    """

    name: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    kept: int = 0
    footer: str = "&P/&N"
