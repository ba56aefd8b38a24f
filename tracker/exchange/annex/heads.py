"""Where the tables of a file begin and what their columns mean: heads of one to four rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tracker.exchange.annex.cells import letter
from tracker.exchange.annex.headings import KNOWN, LONGEST, field_of, is_numbers, plain
from tracker.exchange.annex.model import Book, Cell, Column, Line, Sheet, Table
from tracker.words import fold

FIRST_ROWS = 30  # the first head stands among them; a further one, wholly known, anywhere below
TALLEST = 4
EXAMPLES = 3
LONGEST_EXAMPLE = 200
_ROLE = re.compile(r"\b(?:chu tri|phoi hop)\s*[:\-]|\bchu tri\s*,?\s*phoi hop (?:voi|cung)\b")


def tables(book: Book) -> list[Table]:
    """Every table of tasks in a file, in its order; none where no head names tasks and who does them."""
    return [one for sheet in book.sheets for one in _tables(sheet)]


@dataclass(frozen=True)
class _Head:
    lines: Sequence[Line]
    fields: Sequence[tuple[str, int]]
    parts: Sequence[tuple[str, ...]]

    @property
    def sure(self) -> int:
        """How many different fields are named for certain."""
        return len({field for field, sure in self.fields if field and sure == 2})

    @property
    def weight(self) -> int:
        """How much of it is understood."""
        return sum({field: sure for field, sure in sorted(self.fields) if field}.values())

    @property
    def names_tasks(self) -> bool:
        """Whether a list of tasks stands below it."""
        fields = {field for field, _sure in self.fields}
        return "title" in fields and len(fields - {""}) > 1 and self.sure > 0


def _tables(sheet: Sheet) -> Iterator[Table]:
    found = list(_heads(sheet.lines))
    below = sheet.lines[-1].number + 1 if sheet.lines else 0
    ends = [*(head.lines[0].number for head in found[1:]), below][: len(found)]
    for head, end in zip(found, ends, strict=True):
        yield _table(sheet, head, [one for one in sheet.lines if head.lines[-1].number < one.number < end])


def _heads(lines: Sequence[Line]) -> Iterator[_Head]:
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


def _knows(line: Line) -> bool:
    return any(KNOWN.get(plain(cell.text)) == "title" for cell in line.cells if cell.text)


def _head(lines: Sequence[Line], n: int) -> _Head:
    """The head that begins at a row: as many rows as belong to it."""
    head = _made(lines[n : n + 1])
    for last in range(n + 1, min(n + TALLEST, len(lines))):
        if lines[last].number != lines[last - 1].number + 1:
            break
        if is_numbers(lines[last]):
            return _Head(lines[n : last + 1], head.fields, head.parts)
        taller = _made(lines[n : last + 1])
        if not (
            _hangs(lines[last - 1], lines[last]) or (_may_be(lines[last]) and taller.weight > head.weight)
        ):
            break
        head = taller
    return head


def _hangs(above: Line, line: Line) -> bool:
    """Whether a cell of the row above reaches down into this row."""
    return _may_be(line) and any(
        cell.carried and cell.text and cell.text == up.text
        for up, cell in zip(above.cells, line.cells, strict=False)
        if not _spread(line.cells, cell)
    )


def _spread(cells: Sequence[Cell], cell: Cell) -> bool:
    return any(one.text == cell.text and not one.carried for one in cells)


def _made(lines: Sequence[Line]) -> _Head:
    width = max(len(line.cells) for line in lines)
    parts = []
    for n in range(width):
        texts = [line.cells[n].text.replace("\n", " ") for line in lines if n < len(line.cells)]
        parts.append(tuple(dict.fromkeys(text for text in texts if text)))
    return _Head(lines, [field_of(one) if one else ("", 0) for one in parts], parts)


def _table(sheet: Sheet, head: _Head, below: Sequence[Line]) -> Table:
    columns = []
    for n, (parts, (field, sure)) in enumerate(zip(head.parts, _fields(head, below), strict=True)):
        values = _values(below, n)
        if not parts and not any(cell.text and not cell.carried for cell in values):
            continue
        unseen = letter(n + 1) in sheet.hidden_columns
        certain = sure == 2 and not (field and unseen)
        columns.append(Column(letter(n + 1), " / ".join(parts), field, certain, _examples(below, n), unseen))
    signature = sha256("|".join(f"{one.letter}:{plain(one.heading)}" for one in columns).encode())
    return Table(
        sheet.name, head.lines[0].number, head.lines[-1].number, tuple(columns), signature.hexdigest()[:16]
    )


def _fields(head: _Head, below: Sequence[Line]) -> list[tuple[str, int]]:
    """What the columns mean: as headed, but a column whose cells say "Chủ trì: …" holds all agencies."""
    fields = _single(head)
    if not any(field == "agencies" for field, _sure in fields):
        for n, (field, sure) in enumerate(fields):
            if field == "lead" and _both(_values(below, n)):
                fields[n] = ("agencies", sure)
    return fields


def _values(below: Sequence[Line], n: int) -> list[Cell]:
    return [line.cells[n] for line in below if n < len(line.cells)]


def _single(head: _Head) -> list[tuple[str, int]]:
    """Each field once: the column whose heading says it best keeps it, the others are left aside."""
    best: dict[str, int] = {}
    for n, (field, sure) in enumerate(head.fields):
        if field and (field not in best or sure > head.fields[best[field]][1]):
            best[field] = n
    return [
        (field, sure) if not field or best[field] == n else ("", 1)
        for n, (field, sure) in enumerate(head.fields)
    ]


def _both(values: Sequence[Cell]) -> bool:
    """Whether cells say themselves who leads and who helps."""
    return any(_ROLE.search(fold(cell.text)) for cell in values[:200])


def _examples(below: Sequence[Line], n: int) -> tuple[str, ...]:
    """The first values that differ, of rows that are about a task rather than a group of them."""
    found: dict[str, None] = {}
    for line in sorted(below, key=_is_bare):
        cell = line.cells[n] if n < len(line.cells) else Cell()
        if cell.text and not cell.carried:
            found.setdefault(cell.text[:LONGEST_EXAMPLE])
            if len(found) == EXAMPLES:
                break
    return tuple(found)


def _is_bare(line: Line) -> bool:
    return sum(bool(cell.text) and not cell.carried for cell in line.cells) < 3
