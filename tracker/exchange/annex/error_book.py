"""Rows with errors as a workbook for the sender: their heads, what to correct in each, cells marked.

Made anew from the cells that were read, so that nothing else of the file comes back: no formula, no link.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tracker.exchange.annex.cells import letter
from tracker.exchange.annex.model import Book, Cell, Line, Outcome, Sheet
from tracker.exchange.annex.reading import read_book
from tracker.exchange.annex.waiting import Waiting
from tracker.words import _

LONGEST = 32_767  # signs that a cell of Excel holds
LONGEST_NAME = 31
WIDTH, WIDEST, ERRORS = 14, 48, 60  # characters
NOTHING_COMPUTES = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "text_wrap": True}
LOOKS: Mapping[str, dict[str, Any]] = {
    "cell": {"border": 1},
    "day": {"border": 1, "num_format": "dd/mm/yyyy", "align": "left"},
    "wrong": {"border": 1, "bg_color": "#FFD7D5"},
    "wrong_day": {"border": 1, "bg_color": "#FFD7D5", "num_format": "dd/mm/yyyy", "align": "left"},
    "head": {"border": 1, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E8F0FA"},
    "title": {"bold": True, "align": "center"},
    "group": {"border": 1, "bold": True},
}
_NO_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Block:
    """Rows that go back as they stood together: "title", "head", "group", or one row with its errors."""

    kind: str
    lines: list[Line] = field(default_factory=list)
    wrong: frozenset[str] = frozenset()  # letters
    said: str = ""


async def write(original: Path, outcomes: Sequence[Outcome]) -> bytes:
    """The workbook of the rows with errors. Raises Refused when the original cannot be read any more."""
    book = await read_book(original)
    return await asyncio.to_thread(made, book, outcomes)


def made(book: Book, outcomes: Sequence[Outcome]) -> bytes:
    """The same from a file that was read. Nothing in it computes; what looks like a formula is text."""
    out = BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, **NOTHING_COMPUTES})
    looks = {name: workbook.add_format({**FONT, **look}) for name, look in LOOKS.items()}
    names: set[str] = set()
    for sheet in book.sheets:
        own = [one for one in outcomes if one.read.sheet == sheet.name]
        if any(one.outcome == "error" for one in own):
            _sheet(workbook.add_worksheet(_name(sheet.name, names)), list(_blocks(sheet, own)), looks)
    if not names:
        workbook.add_worksheet()  # Excel opens no workbook without a sheet
    workbook.close()
    return out.getvalue()


def _name(name: str, names: set[str]) -> str:
    plain = _NO_NAME.sub(" ", name).strip(" '")[:LONGEST_NAME] or "1"
    n = 1
    while plain.lower() in names or plain.lower() == "history":
        n += 1
        plain = f"{plain[: LONGEST_NAME - 4]} {n}"
    names.add(plain.lower())
    return plain


def _blocks(sheet: Sheet, outcomes: Sequence[Outcome]) -> Iterator[Block]:
    """Lines above the first head, and each head and group that rows with errors stand under."""
    lines = {line.number: line for line in sheet.lines}
    waiting: list[Block] = []
    groups = Waiting()
    last, headed = "", not any(one.read.skipped == "head" for one in outcomes)
    for one in outcomes:
        kind, line = one.read.skipped, lines.get(one.read.row)
        if line is None:
            continue
        if kind == "head":
            if last != "head":
                waiting, groups = [Block("head")], Waiting()  # the groups above a new head hold no longer
            waiting[0].lines.append(line)
            headed = True
        elif not headed:
            yield Block("title", [line])
        elif kind == "group":
            groups.enter(line)
        elif one.outcome == "error":
            yield from (*waiting, *(Block("group", [group]) for group in groups.take()))
            waiting = []
            yield _wrong(one, line)
        last = kind


def _wrong(one: Outcome, line: Line) -> Block:
    problems = [problem for problem in one.read.problems if not problem.warning]
    said = [f"{p.column}{one.read.row}: {p.message}" if p.column else p.message for p in problems]
    wrong = frozenset(at for p in problems for at in (p.column, *p.beside))
    return Block("row", [line], wrong, "\n".join(said))


def _sheet(page: Worksheet, blocks: Sequence[Block], looks: Mapping[str, Any]) -> None:
    width = max(len(line.cells) for block in blocks for line in block.lines)
    for column in range(width):
        page.set_column(column, column, _wide(blocks, column))
    page.set_column(width, width, ERRORS)
    at = 0
    for block in blocks:
        if block.kind == "row":
            _row(page, at, block, looks)
            page.write_string(at, width, block.said[:LONGEST], looks["wrong"])
        else:
            _merged(page, at, block, looks[block.kind])
        if block.kind == "head":
            _put(page, at, width, at + len(block.lines) - 1, width, _("Error to correct"), looks["head"])
        at += len(block.lines)


def _wide(blocks: Sequence[Block], column: int) -> int:
    texts = [line.cells[column].text for block in blocks if block.kind == "row"
             for line in block.lines if column < len(line.cells)]  # fmt: skip
    return max(6, min(WIDEST, max((len(text) // 2 for text in texts), default=WIDTH)))


def _row(page: Worksheet, at: int, block: Block, looks: Mapping[str, Any]) -> None:
    for column, cell in enumerate(block.lines[0].cells):
        look = "wrong" if letter(column + 1) in block.wrong else "cell"
        if cell.day is not None:
            page.write_datetime(at, column, cell.day, looks["wrong_day" if look == "wrong" else "day"])
        else:
            page.write_string(at, column, cell.text[:LONGEST], looks[look])


def _merged(page: Worksheet, at: int, block: Block, look: Any) -> None:
    """Cells that were one are one again: heads are read by what reaches over which columns."""
    seen: set[tuple[int, int]] = set()
    for row, line in enumerate(block.lines):
        for column, cell in enumerate(line.cells):
            if (row, column) in seen or not cell.text:
                continue
            down, right = _reach(block.lines, row, column)
            seen |= {(r, c) for r in range(row, down + 1) for c in range(column, right + 1)}
            _put(page, at + row, column, at + down, right, cell.text, look)


def _reach(lines: Sequence[Line], row: int, column: int) -> tuple[int, int]:
    def goes_on(r: int, c: int) -> bool:
        cell = lines[r].cells[c] if r < len(lines) and c < len(lines[r].cells) else Cell()
        return cell.carried and cell.text == lines[row].cells[column].text

    right = column
    while goes_on(row, right + 1):
        right += 1
    down = row
    while all(goes_on(down + 1, c) for c in range(column, right + 1)):
        down += 1
    return down, right


def _put(page: Worksheet, top: int, left: int, bottom: int, right: int, text: str, look: Any) -> None:
    if (top, left) == (bottom, right):
        page.write_string(top, left, text[:LONGEST], look)
    else:
        page.merge_range(top, left, bottom, right, "", look)
        page.write_string(top, left, text[:LONGEST], look)
