"""A worksheet that takes whole rows: the library's own way through each cell takes four times as long."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767  # UTF-16 units that a cell of Excel holds
# What XML or Excel's own _xHHHH_ would not take as it stands.
_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_x[0-9a-fA-F]{4}_")
_NO_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")


class Rows(Worksheet):  # type: ignore[misc]  # the library carries no types
    """Rows of texts and numbers straight into the file, in the order of their numbers, in constant memory."""

    def put(self, first: int, rows: Iterable[Sequence[str | int | float | None]]) -> int:
        """Write rows from ``first`` (from 0) on, each cell in its column's format; the number of the next.

        A text is never a formula or a link. What is empty is left out.
        """
        self._write_single_row(first)  # what was written the library's way and waits
        starts = [self._start(column) for column in range(self.dim_colmax + 1)]
        number = first
        for row in rows:
            number += 1
            cells = [
                _cell(start, number, one)
                for start, one in zip(starts, row, strict=True)
                if one is not None and one != ""
            ]
            self.fh.write(f'<row r="{number}">{"".join(cells)}</row>')
        if number > first:
            self._check_dimensions(number - 1, 0)
        self.previous_row = number
        return number

    def _start(self, column: int) -> tuple[str, str]:
        """What stands before and after the number of a row in a cell's tag."""
        look: Any = self.col_info[column].column_format
        return f'<c r="{xl_col_to_name(column)}', f'" s="{look._get_xf_index()}"'


def _cell(start: tuple[str, str], number: int, one: str | int | float) -> str:
    letters, look = start
    if not isinstance(one, str):
        return f"{letters}{number}{look}><v>{one:.16G}</v></c>"
    text = one if len(one) < LONGEST // 2 else _cut(one)
    if _ODD.search(text):
        text = _ODD.sub(_plain, text)
    return f'{letters}{number}{look} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _plain(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in "&<>":
        return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[sign]
    if _NO_TEXT.match(sign):
        return "\ufffd"
    return f"_x{ord(sign):04X}_" if len(sign) == 1 else f"_x005F{sign}"


def _cut(text: str) -> str:
    return text.encode("utf-16-le", "replace")[: 2 * LONGEST].decode("utf-16-le", "ignore")
