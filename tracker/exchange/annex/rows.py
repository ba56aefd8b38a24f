"""One sheet from front to back: its cells as shown, what is computed, hidden or merged; nothing twice.

One pass gives the kept value and the formula's mark of every cell, which a library gives in two.
"""

from bisect import bisect_left, bisect_right
from contextlib import suppress
from datetime import date
from typing import IO

from tracker.exchange.annex.cells import clean, column_of, letter, shown
from tracker.exchange.annex.parts import Given, Package, Unreadable, walk

MOST_ROW = 60_000  # the last row that may hold something
MOST_LINES = 20_000
MOST_COLUMN = 200
MOST_CHARACTERS = 12_000_000  # of all cells of a sheet; a text counts where it is shown
MOST_MERGES = 30_000
MOST_MERGED = 1_000_000  # cells that merged ranges may fill
FORMULA, CARRIED = 1, 2
Found = tuple[str, str, int]  # text, day as ISO or "", what it is


class Rows:
    """The rows of one sheet."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.lines: dict[int, dict[int, Found]] = {}
        self.hidden: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._merges: list[tuple[int, int, int, int]] = []
        self._row = self._column = self._last = 0
        self._line: dict[int, Found] = {}
        self._kind = self._style = ""
        self._formula = self._open = self._aside = False
        self._pieces: list[str] = []
        self._room = MOST_CHARACTERS

    def read(self, content: IO[bytes]) -> None:
        """Go through a sheet. Raises Unreadable, ExpatError, ValueError."""
        walk(content, self._start, self._end, self._text)
        self._carry()

    def _start(self, name: str, given: Given) -> None:
        if name == "c":
            self._column = column_of(given["r"]) if "r" in given else self._column + 1
            self._kind, self._style = given.get("t", "n"), given.get("s", "0")
            self._formula, self._pieces = False, []
        elif name == "v":
            self._open = True
        elif name == "t":
            self._open = not self._aside
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aside = True
        elif name == "row":
            self._begin(given)
        elif name == "mergeCell":
            self._merge(given.get("ref", ""))
        elif name == "col" and _is_hidden(given, "width"):
            self.hidden_columns.update(range(int(given["min"]), min(int(given["max"]), MOST_COLUMN) + 1))

    def _begin(self, given: Given) -> None:
        self._row = int(given.get("r", self._row + 1))
        if self._row <= self._last:
            raise Unreadable("broken")
        self._last, self._column, self._line = self._row, 0, {}
        if _is_hidden(given, "ht"):
            self.hidden.add(self._row)

    def _text(self, piece: str) -> None:
        if self._open:
            self._pieces.append(piece)

    def _end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._open = False
        elif name == "rPh":
            self._aside = False
        elif name == "c":
            if self._pieces or self._formula:
                self._keep("".join(self._pieces))
        elif name == "row" and self._line:
            if self._row > MOST_ROW:
                raise Unreadable("far")
            self.lines[self._row] = self._line
            if len(self.lines) > MOST_LINES:
                raise Unreadable("long")

    def _keep(self, written: str) -> None:
        text, day = self._value(written)
        if not text and not self._formula:
            return
        if self._column > MOST_COLUMN:
            raise Unreadable("far")
        if self._column in self._line or not self._column:
            raise Unreadable("broken")
        self._room -= len(text)
        if self._room < 0:
            raise Unreadable("long")
        self._line[self._column] = (text, day.isoformat() if day else "", FORMULA if self._formula else 0)

    def _value(self, written: str) -> tuple[str, date | None]:
        if self._kind == "s":
            return (self._package.texts[int(written)] if written else ""), None
        if self._kind == "n":
            place = int(self._style)
            form = self._package.forms[place] if place < len(self._package.forms) else ""
            return shown(written, form, self._package.since_1904) if written else ("", None)
        if self._kind == "d":
            with suppress(ValueError):
                day = date.fromisoformat(written[:10])
                return f"{day:%d/%m/%Y}", day
        if self._kind == "b":
            return ("TRUE" if written.strip() == "1" else "FALSE"), None
        return clean(written), None

    def _merge(self, ref: str) -> None:
        first, _colon, last = ref.replace("$", "").partition(":")
        one, two = _address(first), _address(last or first)
        if len(self._merges) >= MOST_MERGES:
            raise Unreadable("long")
        self._merges.append((*one, *two))

    def _carry(self) -> None:
        """Write the first cell's value into the others of its range, as people read it."""
        for found, rows, columns in self._ranges():
            text, day, what = found
            for row in rows:
                for column in columns:
                    self.lines[row].setdefault(column, (text, day, what | CARRIED))

    def _ranges(self) -> list[tuple[Found, list[int], range]]:
        """What each range shows, and its rows and columns that are there. Raises Unreadable for too much."""
        numbers = list(self.lines)
        width = max((max(line) for line in self.lines.values()), default=0)
        room, ranges = MOST_MERGED, []
        for top, left, bottom, right in self._merges:
            found = self.lines.get(top, {}).get(left)
            if found is None:
                continue
            rows = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
            columns = range(left, min(right, width) + 1)
            room -= len(rows) * len(columns)
            self._room -= len(rows) * len(columns) * len(found[0])
            if room < 0 or self._room < 0:
                raise Unreadable("long")
            ranges.append((found, rows, columns))
        return ranges

    def answer(self) -> list[object]:
        """The lines as they go through the pipe: number, hidden, cells; a plain text stands for itself."""
        return [
            [row, int(row in self.hidden), [_said(line.get(n)) for n in range(1, max(line) + 1)]]
            for row, line in self.lines.items()
        ]

    def hidden_letters(self) -> list[str]:
        """The letters of the columns that nobody sees."""
        return [letter(n) for n in sorted(self.hidden_columns)]


def _said(found: Found | None) -> str | list[object]:
    if found is None:
        return ""
    text, day, what = found
    return [text, day, what] if day or what else text


def _is_hidden(given: Given, size: str) -> bool:
    return given.get("hidden") in {"1", "true"} or given.get(size) in {"0", "0.0"}


def _address(address: str) -> tuple[int, int]:
    column = column_of(address)
    row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return int(row), column
