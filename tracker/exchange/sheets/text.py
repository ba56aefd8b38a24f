"""A table as text that Excel opens: UTF-8 with its mark, commas, everything in quotation marks.

A comma, because it is the list separator of Windows' English settings and in RFC 4180, which every other
program reads; inside the quotation marks neither comma nor semicolon divides. Days are written 2024-06-30,
which means one day under any regional setting, and rates with a point.
"""

import csv
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from tracker.exchange.sheets.model import Plan, Row, Value

# What a spreadsheet takes for a formula, also behind blanks and in full-width forms; and what cuts a cell.
_FORMULA = re.compile("[\\s\u200b\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212]|[\t\r\n]")


class Text:
    """One file of text, written from its first line to its last."""

    def __init__(self, path: Path, plan: Plan, _folder: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._lines = csv.writer(self._file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self._lines.writerow([guarded(column.heading) for column in plan.columns])

    def rows(self, rows: Iterable[Row]) -> None:
        """Write rows below those written before."""
        self._lines.writerows([_said(one) for one in row] for row in rows)

    def close(self) -> None:
        """Write what is left."""
        self._file.close()


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula (OWASP CSV injection): an apostrophe goes before it."""
    return f"'{text}" if _FORMULA.match(text) else text


def _said(one: Value) -> str:
    if one is None:
        return ""
    if isinstance(one, str):
        return guarded(one)
    return one.isoformat() if isinstance(one, date) else str(one)
