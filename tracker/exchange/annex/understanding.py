"""Rows of a file understood as tasks: pure, and every row of every sheet accounted for exactly once."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from math import inf

from tracker.exchange.annex.areas import Areas
from tracker.exchange.annex.bodies import Bodies
from tracker.exchange.annex.deadlines import Deadlines
from tracker.exchange.annex.model import Book, Line, Problem, Read, Sheet, Table, Terms
from tracker.exchange.annex.numbering import Numbering
from tracker.exchange.annex.row import EMPTY, GROUP, HEAD, NOTE, Row
from tracker.exchange.annex.task import Reading
from tracker.words import _


def understand(book: Book, tables: Sequence[Table], terms: Terms) -> list[Read]:
    """Every row of every sheet, in order: a task with its problems, or skipped with the reason.

    Rows inside the used range that hold nothing are there too. Takes about 0.3 ms a task: call it in a
    thread when the file is large. The same book, tables and terms give the same answer.
    """
    reading = Reading(Bodies(terms), Areas(terms), Deadlines(terms.day, guessed=terms.guessed))
    several = len({one.sheet for one in tables}) > 1
    found: list[Read] = []
    for n, sheet in enumerate(book.sheets):
        own = [one for one in tables if one.sheet == sheet.name]
        later = several and any(one.name == tables[0].sheet for one in book.sheets[:n])
        found += _sheet(sheet, own, reading, f"{sheet.name}: " if later else "")
    stars = any(one.starred for one in found)
    return [_starless(one) if stars else one for one in _twice(found)]


def _sheet(sheet: Sheet, tables: Sequence[Table], reading: Reading, prefix: str) -> Iterator[Read]:
    numbering = Numbering(prefix)
    lines = {line.number: line for line in sheet.lines}
    end = max(lines, default=0)
    ends = [*(one.first - 1 for one in tables[1:]), end][: len(tables)]
    begin = tables[0].first if tables else end + 1
    items: set[str] = set()
    for n in range(1, begin):
        yield Read(sheet.name, n, NOTE if n in lines else EMPTY)
    for table, end in zip(tables, ends, strict=True):
        for n in range(table.first, table.last + 1):
            yield Read(sheet.name, n, HEAD if n in lines else EMPTY)
        below = [Row(lines[n], table) if n in lines else n for n in range(table.last + 1, end + 1)]
        found = list(_below(sheet, below, reading, after := deepcopy(numbering)))
        if items & {one.item for one in found if one.item}:  # the numbers begin again: another part of it
            after = Numbering(prefix)
            after.open(_part(lines, table))
            found = list(_below(sheet, below, reading, after))
        numbering = after
        items |= {one.item for one in found if one.item}
        yield from found


def _part(lines: Mapping[int, Line], table: Table) -> str:
    """What a further table of a sheet is called: by the line above its head, or by its place."""
    above = (Row(lines[n], table).part for n in range(table.first - 1, table.first - 6, -1) if n in lines)
    return next(filter(None, above), f"({table.first})")


def _below(sheet: Sheet, rows: Sequence[Row | int], reading: Reading, numbering: Numbering) -> Iterator[Read]:
    some = [one for one in rows if isinstance(one, Row)]
    signature = _signature(some)
    last = next((one.number for one in reversed(some) if one.sure and one.number < signature), 0)
    above: Row | None = None
    for n, row in enumerate(rows):
        if isinstance(row, int):
            yield Read(sheet.name, row, EMPTY)
            continue
        after = next((one for one in rows[n + 1 : n + 3] if isinstance(one, Row)), None)
        kind = row.kind(numbering, reading.areas, after, last)
        if row.number >= signature and kind != EMPTY:
            kind = NOTE
        if kind == GROUP and row.part:
            numbering.open(row.part, reading.areas.meant(row.heading))
        elif kind == GROUP:
            numbering.enter(row.label(numbering), reading.areas.meant(row.heading))
        if kind:
            yield Read(sheet.name, row.number, kind)
            continue
        yield reading.task(sheet, row, numbering, above)
        above = row


def _signature(rows: Sequence[Row]) -> float:
    """The row below the table where people begin to sign: no task stands under it."""
    found = inf
    for row in reversed(rows):
        if row.claims:
            break
        if row.signed:
            found = row.number
    return found


def _starless(read: Read) -> Read:
    """A row without the mark of a key task in a file whose notes mark some: it says so by leaving it out."""
    if read.skipped or read.starred or "starred" in read.letters or "note" not in read.letters:
        return read
    return replace(read, letters={**read.letters, "starred": read.letters["note"]})


def _twice(reads: Sequence[Read]) -> Iterator[Read]:
    """Two rows of one place, or one code, are an error in the second."""
    items: dict[str, Read] = {}
    codes: dict[str, Read] = {}
    for one in reads:
        problem = None
        if not one.skipped:
            same = codes.setdefault(one.code, one) if one.code else one
            beside = items.setdefault(one.item, one) if one.item else one
            if same is not one:
                problem = _again("code_twice", one.code, same.row)
            elif beside is not one and not (one.code and beside.code):
                problem = _again("item_twice", one.item, beside.row)
        yield replace(one, problems=(*one.problems, problem)) if problem else one


def _again(kind: str, what: str, row: int) -> Problem:
    message = _("%(what)s stands in row %(row)s too: correct one of them.", what=what, row=row)
    return Problem("", kind, message)
