"""A table as a workbook: real numbers and days, a head that stays, ready to be filtered and printed."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from tracker.exchange.sheets.model import Plan, Row, Value
from tracker.exchange.sheets.rows import Rows

A4 = 9
FONT = {"font_name": "Times New Roman", "font_size": 11}
LOOKS: dict[str, dict[str, Any]] = {
    "text": {},
    "long": {"text_wrap": True},
    "number": {"num_format": "#,##0"},
    "rate": {"num_format": '0.00"%"'},
    "day": {"num_format": "dd/mm/yyyy", "align": "left"},
}
_EPOCH = date(1899, 12, 30).toordinal()
NOTHING_COMPUTES = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Book:
    """One sheet, written from its first row to its last; what was written is not held in memory."""

    def __init__(self, path: Path, plan: Plan, folder: Path) -> None:
        """``folder`` is where the rows wait for the end."""
        options = {"constant_memory": True, "tmpdir": str(folder), **NOTHING_COMPUTES}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.formats[0].set_font_name(FONT["font_name"])
        self._book.formats[0].set_font_size(FONT["font_size"])
        self._sheet = self._book.add_worksheet(plan.name, Rows)
        self._plan = plan
        self._at = self._head()
        self._first = self._at - 1

    def rows(self, rows: Iterable[Row]) -> None:
        """Write rows below those written before."""
        days = [place for place, column in enumerate(self._plan.columns) if column.kind == "day"]
        self._at = self._sheet.put(self._at, (_counted(row, days) for row in rows))

    def close(self) -> None:
        """Put the file together."""
        last = len(self._plan.columns) - 1
        self._sheet.autofilter(self._first, 0, max(self._at - 1, self._first), last)
        self._sheet.print_area(0, 0, max(self._at - 1, self._first), last)
        self._book.close()

    def _head(self) -> int:
        """Everything above the rows; the number of the first row, from 0."""
        book, sheet, plan = self._book, self._sheet, self._plan
        for place, column in enumerate(plan.columns):
            sheet.set_column(place, place, column.width, book.add_format(_look(column.kind)))
        sheet.write_string(0, 0, plan.title, book.add_format({**FONT, "bold": True, "font_size": 14}))
        for place, note in enumerate(plan.notes, 1):
            sheet.write_string(place, 0, note, book.add_format(FONT))
        first = len(plan.notes) + 2
        heading = {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1}
        look = book.add_format({**FONT, **heading, "bg_color": "#E8F0FA"})
        for place, column in enumerate(plan.columns):
            sheet.write_string(first, place, column.heading, look)
        sheet.freeze_panes(first + 1, plan.kept)
        self._for_paper(first)
        return first + 1

    def _for_paper(self, head: int) -> None:
        sheet = self._sheet
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        sheet.set_footer(f"&R{self._plan.footer}")


def serial(day: Value) -> int:
    """A day as Excel counts it; from a date or its text 2024-06-30."""
    found = day if isinstance(day, date) else date.fromisoformat(str(day))
    return found.toordinal() - _EPOCH


def _counted(row: Row, days: Iterable[int]) -> list[Any]:
    found = list(row)
    for place in days:
        if found[place]:
            found[place] = serial(found[place])
    return found


def _look(kind: str) -> dict[str, Any]:
    return {**FONT, "valign": "top", **LOOKS[kind]}
