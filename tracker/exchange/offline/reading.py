"""A book that came back, understood: whose it is, what was typed in each row, what cannot be read."""

from collections.abc import Iterator
from dataclasses import replace

from tracker.exchange.annex.model import Book, Cell, Line, Sheet
from tracker.exchange.offline.rules import FIELDS, Filled
from tracker.exchange.offline.signing import Mark, head_in, row_in
from tracker.exchange.offline.wording import HEADS, headings, kind_of
from tracker.refusal import Refused
from tracker.words import _

_NOTHING = Cell()
_BEFORE = 1 + len(HEADS) - len(FIELDS)  # columns before those that were filled in


def read(book: Book, programme: int, agency: int) -> tuple[Mark, list[Filled]]:
    """The rows of a book of this agency. Raises Refused for any other file."""
    for sheet in book.sheets:
        for place, line in enumerate(sheet.lines):
            mark = head_in(_cell(line, 0).text)
            if mark is not None:
                _check(mark, line, programme, agency)
                return mark, list(_rows(mark, sheet, place + 1))
    raise Refused(
        _("This is not the file that was downloaded here: download it anew and fill it in."), "file"
    )


def _check(mark: Mark, head: Line, programme: int, agency: int) -> None:
    if (mark.programme, mark.agency) != (programme, agency):
        raise Refused(_("This file holds the tasks of another agency or programme."), "file")
    if tuple(_cell(head, n).text for n in range(1, 1 + len(HEADS))) not in headings():
        raise Refused(
            _("Columns of the file were moved or renamed: download it anew and fill it in."), "file"
        )


def _rows(mark: Mark, sheet: Sheet, first: int) -> Iterator[Filled]:
    seen: set[str] = set()
    for line in sheet.lines[first:]:
        if not any(cell.text for cell in line.cells):
            continue
        found = _filled(mark, line)
        if found.code and found.code in seen:
            found = replace(found, wrong={"": _("This task stands in the file twice.")})
        seen.add(found.code)
        yield found


def _filled(mark: Mark, line: Line) -> Filled:
    cells = {name: _cell(line, _BEFORE + n) for n, name in enumerate(FIELDS)}
    values = {name: cell.text for name, cell in cells.items()}
    for name in ("difficulty_kind", "cause_kind"):
        values[name] = kind_of(name, values[name])
    values["percent"] = values["percent"].removesuffix("%").strip()
    known = row_in(mark, _cell(line, 0).text)
    if known is None:
        wrong = {"": _("This row was added or changed: only the rows downloaded can be filled in.")}
        return Filled(line.number, "", 0, dict.fromkeys(FIELDS, ""), values, wrong)
    wrong = {name: _("Enter a value, not a formula") for name, cell in cells.items() if cell.formula}
    return Filled(line.number, *known, values, wrong)


def _cell(line: Line, place: int) -> Cell:
    return line.cells[place] if place < len(line.cells) else _NOTHING
