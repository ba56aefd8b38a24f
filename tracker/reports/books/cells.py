"""A table as a sheet of a workbook: real numbers, real days, texts that stay texts, ready to be printed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

Kind = Literal["text", "long", "number", "rate", "decimal", "day"]
Value = str | int | float | Decimal | date | None
Line = Sequence[Value]

A4 = 9
LONGEST = 32_767  # UTF-16 units that a cell of Excel holds
FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
LOOKS: dict[str, dict[str, Any]] = {
    "text": {},
    "long": {"text_wrap": True},
    "number": {"num_format": "#,##0"},
    "rate": {"num_format": "0.00%"},
    "decimal": {"num_format": "#,##0.##"},
    "day": {"num_format": "dd/mm/yyyy", "align": "left"},
}
_FIRST_DAY = date(1900, 3, 1)  # Excel takes 1900 for a leap year: earlier days would be a day off
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """One column; ``width`` is in characters. A rate is given in per cent and kept as a part of one."""

    heading: str
    width: float
    kind: Kind = "text"


@dataclass(frozen=True)
class Sheet:
    """One table on a sheet of its own; ``sums`` is the last line, which is not filtered."""

    name: str
    title: str
    columns: tuple[Column, ...]
    lines: Sequence[Line]
    sums: Line = ()
    notes: tuple[str, ...] = ()
    kept: int = 0  # columns that stay in sight
    printed: int = 0  # columns on paper, when not all of them


def clean(text: str) -> str:
    """A text without what XML cannot hold, cut to what a cell holds."""
    plain = _ODD.sub("", text.replace("\r\n", "\n"))
    if len(plain) < LONGEST // 2:
        return plain
    units = plain.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return plain
    return units[: 2 * LONGEST - 2].decode("utf-16-le", "ignore") + "…"


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __call__(self, kind: str, **more: Any) -> Any:
        name = f"{kind}{sorted(more.items())}"
        if name not in self._made:
            self._made[name] = self._book.add_format({**FONT, **LOOKS.get(kind, {}), **more})
        return self._made[name]


def put(sheet: Any, row: int, place: int, value: Value, kind: str, looks: Looks, **more: Any) -> None:
    """Write one value into a cell. A text is never a formula, a link or a number."""
    look = looks(kind, **more)
    if value is None or value == "":
        sheet.write_blank(row, place, None, look)
    elif isinstance(value, date) and value >= _FIRST_DAY:
        sheet.write_datetime(row, place, value, look)
    elif isinstance(value, int | float | Decimal) and kind != "text":
        found = Decimal(str(value)) / 100 if kind == "rate" else value
        sheet.write_number(row, place, float(found), look)
    else:
        sheet.write_string(row, place, clean(said(value)), looks("long", **more) if kind == "long" else look)


def said(value: Value) -> str:
    """A value as text, where it cannot be more."""
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def lay(book: Any, table: Sheet, looks: Looks, footer: str) -> Any:
    """A sheet with its title, its head that stays, its lines and its sums."""
    sheet = book.add_worksheet(table.name)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
    put(sheet, 0, 0, table.title, "text", looks, bold=True, font_size=14)
    for row, note in enumerate(table.notes, 1):
        put(sheet, row, 0, note, "text", looks, italic=True)
    head = len(table.notes) + 2
    for place, column in enumerate(table.columns):
        heading(sheet, head, place, column.heading, looks)
    for row, line in enumerate(table.lines, head + 1):
        _line(sheet, row, table, line, looks)
    last = head + len(table.lines)
    if table.sums:
        _line(sheet, last + 1, table, table.sums, looks, bold=True)
    right = len(table.columns) - 1
    sheet.autofilter(head, 0, max(last, head + 1), right)
    sheet.freeze_panes(head + 1, table.kept)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, max(last + bool(table.sums), head + 1), (table.printed or right + 1) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 2}"})
    for_paper(sheet, footer)
    return sheet


def heading(sheet: Any, row: int, place: int, text: str, looks: Looks) -> None:
    """One cell of a head."""
    look = {"bold": True, "valign": "vcenter", "align": "center", "border": 1, "bg_color": "#E8F0FA"}
    put(sheet, row, place, text, "long", looks, **look)


def _line(sheet: Any, row: int, table: Sheet, line: Line, looks: Looks, **more: Any) -> None:
    for place, (column, value) in enumerate(zip(table.columns, line, strict=True)):
        put(sheet, row, place, value, column.kind, looks, border=1, **more)


def for_paper(sheet: Any, footer: str) -> None:
    """A4 across, as wide as the page, pages counted."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{footer.replace('&', '&&')}&R&P/&N")
