"""A table of text (CSV) read into the same cells as a workbook; exports of Redmine and OpenProject known.

Only the form is settled here. What columns mean is guessed and corrected as with any other file.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from tracker.evidence.rules import MB
from tracker.exchange.annex.cells import clean
from tracker.exchange.annex.model import Book, Cell, Line, Sheet
from tracker.refusal import Refused
from tracker.words import _, fold, number

LARGEST = 10 * MB
MOST_ROWS = 20_000
MOST_LINES = 10 * MOST_ROWS  # of the file: a cell may have some
MOST_CELLS = 400_000
LONGEST_CELL = 32_767  # what Excel holds
SEPARATORS = ",;\t|"
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NUMBER = re.compile(r"[0-9]{1,9}")
# How each system is known by its head, and under which letters its own numbers stay apart from ours.
SYSTEMS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("RM", "#", frozenset({"tracker", "kieu van de", "project", "du an", "subject", "chu de"})),
    ("OP", "id", frozenset({"type", "loai", "subject", "chu de", "status", "trang thai"})),
)
ENOUGH = 2  # heads that must be there beside the number


def read_table(path: Path) -> Book:
    """The sheet in a file of text. Raises Refused with a whole sentence for what is no such table."""
    if path.stat().st_size > LARGEST:
        raise Refused(_("The file has more than %(most)s MB.", most=LARGEST // MB))
    text = _text(path.read_bytes())
    lines = list(_lines(text))
    if len(lines) < 2:
        raise Refused(_("The file holds no table: a head and at least one row are needed."))
    return Book((Sheet("CSV", tuple(_own_numbers(lines))),))


def _text(content: bytes) -> str:
    coding = "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        coding = "utf-16"
    try:
        text = content.decode(coding)
    except UnicodeDecodeError:
        raise Refused(_("The letters of the file cannot be read: save it as CSV UTF-8.")) from None
    if "\0" in text:
        raise Refused(_("The file is no table of text (.csv)."))
    return text


def _lines(text: str) -> Iterator[Line]:
    head = text[:LONGEST_CELL].split("\n", 1)[0]
    separator = max(SEPARATORS, key=head.count)
    # Counted before anything is built of it.
    if text.count("\n") > MOST_LINES or text.count(separator) > MOST_CELLS:
        raise Refused(_("The file has more than %(rows)s rows.", rows=number(MOST_ROWS)))
    cells = 0
    csv.field_size_limit(LONGEST_CELL)
    try:
        for n, row in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1
        ):
            cells += len(row)
            if n > MOST_ROWS or cells > MOST_CELLS:
                raise Refused(_("The file has more than %(rows)s rows.", rows=number(MOST_ROWS)))
            if any(one.strip() for one in row):
                yield Line(n, tuple(map(_cell, row)))
    except csv.Error:
        raise Refused(_("The file is no table of text (.csv).")) from None


def _cell(written: str) -> Cell:
    text = clean(written)
    if found := _ISO.fullmatch(text):
        try:
            return Cell(text, day=date(*map(int, found.groups())))
        except ValueError:
            return Cell(text)
    return Cell(text)


def _own_numbers(lines: list[Line]) -> list[Line]:
    """Another system's numbers with its letters before them: RM-17 is no task of ours, whatever 17 is."""
    heads = [fold(cell.text).strip() for cell in lines[0].cells]
    for letters, name, others in SYSTEMS:
        if name in heads and len(others & set(heads)) >= ENOUGH:
            at = heads.index(name)
            numbered = _numbering(at, letters)
            return [_with(lines[0], at, "ID"), *map(numbered, lines[1:])]
    return lines


def _numbering(at: int, letters: str) -> Callable[[Line], Line]:
    def numbered(line: Line) -> Line:
        text = line.cells[at].text if at < len(line.cells) else ""
        return _with(line, at, f"{letters}-{text}") if _NUMBER.fullmatch(text) else line

    return numbered


def _with(line: Line, at: int, text: str) -> Line:
    return Line(line.number, (*line.cells[:at], Cell(text), *line.cells[at + 1 :]), line.hidden)
