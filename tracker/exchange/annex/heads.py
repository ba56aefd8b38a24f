"""Where the tables of a file begin and what their columns mean: heads of one to four rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.exchange.annex.headings import KNOWN, LONGEST, is_numbers, plain
from tracker.exchange.annex.model import Book, Cell, Line, Sheet, Table
from tracker.exchange.annex.tabling import Head, made, table
from tracker.words import fold

LAST_ROW = 60  # of those that somebody may name as the head
FIRST_ROWS = 30  # the first head stands among them; a further one, wholly known, anywhere below
TALLEST = 4
_NUMBER = re.compile(r"\s*(?:\d+|[IVXLC]+)(?:[.)]\d*)*\s*")
_VALUE = re.compile(
    r"[a-z]{0,4}[-./#]?\d[\d.,/:% -]*$"
    r"|(?:so|s\.|ubnd|uy ban nhan dan|van phong|vp|cong an|bql|ban quan ly|thanh tra)\s"
    r"(?!(?:luong|thu tu|tt|hieu|ky hieu|nganh|ban|van ban|lieu|dien thoai|kinh phi|tien|ngay|quan)\b)"
)


def tables(book: Book) -> list[Table]:
    """Every table of tasks in a file, in its order; none where no head names tasks and who does them."""
    return [one for sheet in book.sheets for one in _tables(sheet)]


def by_hand(book: Book, row: int | None = None) -> list[Table]:
    """Where no head is known: one table with its head in a row that somebody names, 0 for none.

    Without a row it is the first that fills two cells. Of several sheets it is the one with most such rows,
    a hidden one only where no other has any: before a list stands a cover, after it a legend. Columns that
    are called nothing known mean nothing yet. No table where no row fills two cells.
    """
    wide = {n: [line for line in sheet.lines if _is_wide(line)] for n, sheet in enumerate(book.sheets)}
    some = [n for n, lines in wide.items() if lines]
    if not some:
        return []
    n = min(some, key=lambda n: (book.sheets[n].hidden, -len(wide[n])))
    sheet, first = book.sheets[n], wide[n][0].number if row is None else row
    at = next((line for line in sheet.lines if line.number == first), Line(first, ()))
    below = [line for line in sheet.lines if line.number > first]
    width = max(len(line.cells) for line in (at, *below))
    empty = (Cell(),) * (width - len(at.cells))
    found = table(sheet, made([replace(at, cells=(*at.cells, *empty))]), below)
    known = tuple(one if one.certain else replace(one, field="") for one in found.columns)
    rows = (found.first, found.last) if first else (1, 0)
    return [replace(found, first=rows[0], last=rows[1], columns=known)]


def _is_wide(line: Line) -> bool:
    return sum(bool(cell.text) for cell in line.cells) > 1


def _tables(sheet: Sheet) -> Iterator[Table]:
    found = list(_heads(sheet.lines))
    below = sheet.lines[-1].number + 1 if sheet.lines else 0
    ends = [*(head.lines[0].number for head in found[1:]), below][: len(found)]
    for head, end in zip(found, ends, strict=True):
        yield table(sheet, head, [one for one in sheet.lines if head.lines[-1].number < one.number < end])


def _heads(lines: Sequence[Line]) -> Iterator[Head]:
    best, at = None, 0
    for n, line in enumerate(lines):
        if line.number > FIRST_ROWS:
            break
        head = _head(lines, n) if _may_be(line) else None
        if head and head.names_tasks and (best is None or head.weight > best.weight):
            best, at = head, n
    if best is None:
        return
    yield best
    last, n = best, at + len(best.lines)
    while n < len(lines):
        head = _head(lines, n) if _may_be(lines[n]) and _knows(lines[n]) else None
        if head and head.names_tasks and head.sure > 2:
            if [*map(_plain, head.parts)] != [*map(_plain, last.parts)]:
                yield head
                last = head
            n += len(head.lines)
        else:
            n += 1


def _plain(parts: tuple[str, ...]) -> str:
    return plain(" ".join(parts))


def _may_be(line: Line) -> bool:
    texts = {cell.text for cell in line.cells if cell.text}
    return len(texts) > 1 and all(len(text) <= LONGEST for text in texts)


def _may_be_more(line: Line) -> bool:
    """Whether a row may be a further one of a head: a number, a day or an agency stands in tasks alone."""
    own = [cell for cell in line.cells if cell.text and not cell.carried and plain(cell.text) not in KNOWN]
    return _may_be(line) and not any(cell.day or _VALUE.match(fold(cell.text)) for cell in own)


def _knows(line: Line) -> bool:
    return any(KNOWN.get(plain(cell.text)) == "title" for cell in line.cells if cell.text)


def _head(lines: Sequence[Line], n: int) -> Head:
    """The head that begins at a row: as many rows as belong to it."""
    head = made(lines[n : n + 1])
    for last in range(n + 1, min(n + TALLEST, len(lines))):
        if lines[last].number != lines[last - 1].number + 1:
            break
        if is_numbers(lines[last]):
            return Head(lines[n : last + 1], head.fields, head.parts)
        taller = made(lines[n : last + 1])
        says_more = _may_be_more(lines[last]) and taller.sure > head.sure and not _is_task(head, lines[last])
        if not (says_more or _hangs(lines[last - 1], lines[last])):
            break
        head = taller
    return head


def _is_task(head: Head, line: Line) -> bool:
    """Whether a row is the first below a head, by its number and its text, though a value reads like one."""
    pairs = zip(head.fields, line.cells, strict=False)
    own = {field: cell.text for (field, _sure), cell in pairs if field and not cell.carried}
    return bool(_NUMBER.fullmatch(own.get("item", ""))) and bool(own.get("title"))


def _hangs(above: Line, line: Line) -> bool:
    """Whether a cell of the row above reaches down into this row."""
    return _may_be(line) and any(
        cell.carried and cell.text and cell.text == up.text
        for up, cell in zip(above.cells, line.cells, strict=False)
        if not _spread(line.cells, cell)
    )


def _spread(cells: Sequence[Cell], cell: Cell) -> bool:
    return any(one.text == cell.text and not one.carried for one in cells)
