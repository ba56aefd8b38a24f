"""Cells of CSV files as values; whatever is wrong is named by file, row and column."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from unicodedata import normalize

CELL_LIMIT = 10_000
ROW_LIMIT = 200_000


class SeedError(Exception):
    """A file cannot be loaded; nothing was written."""

    def __init__(self, file: str, row: int, column: str, why: str) -> None:
        place = f"{file}, row {row}, column {column}" if column else f"{file}, row {row}"
        super().__init__(f"{place}: {why}")


@dataclass(frozen=True)
class Line:
    """One row of a file, which remembers where it stands. Row 1 is the header."""

    file: str
    row: int
    cells: dict[str, str]

    def wrong(self, column: str, why: str) -> SeedError:
        """The refusal that names this row."""
        return SeedError(self.file, self.row, column, why)

    def text(self, column: str, *, needed: bool = False, most: int = CELL_LIMIT) -> str:
        """A cell as text."""
        found = self.cells[column]
        if needed and not found:
            raise self.wrong(column, "must not be empty")
        if len(found) > most:
            raise self.wrong(column, f"has {len(found)} characters; at most {most} fit")
        return found

    def day(self, column: str, *, needed: bool = False) -> date | None:
        """A cell as a day."""
        found = self.text(column, needed=needed)
        try:
            return date.fromisoformat(found) if found else None
        except ValueError:
            raise self.wrong(column, f"{found!r} is not a day written YYYY-MM-DD") from None

    def must_day(self, column: str) -> date:
        """A cell that must hold a day."""
        found = self.day(column, needed=True)
        assert found is not None
        return found

    def moment(self, column: str) -> datetime:
        """A cell that must hold a moment with its offset."""
        found = self.text(column, needed=True)
        try:
            at = datetime.fromisoformat(found)
        except ValueError:
            raise self.wrong(column, f"{found!r} is not a moment of ISO 8601") from None
        if at.tzinfo is None:
            raise self.wrong(column, f"{found!r} has no offset such as +07:00")
        return at

    def whole(self, column: str, low: int, high: int, default: int | None = None) -> int:
        """A cell as a whole number between two bounds."""
        found = self.text(column, needed=default is None)
        if not found and default is not None:
            return default
        if not re.fullmatch(r"-?[0-9]{1,9}", found) or not low <= int(found) <= high:
            raise self.wrong(column, f"{found!r} is not a whole number from {low} to {high}")
        return int(found)

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """A cell that must hold one of the words the field knows."""
        found = self.text(column)
        if found not in allowed:
            known = ", ".join(word or "(empty)" for word in allowed)
            raise self.wrong(column, f"{found!r} is not one of {known}")
        return found

    def several(self, column: str) -> list[str]:
        """A cell with values separated by semicolons."""
        return [part.strip() for part in self.text(column).split(";") if part.strip()]


def lines(folder: Path, name: str, columns: Sequence[str]) -> list[Line]:
    """The rows of one file, which must have exactly these columns, in any order."""
    path = folder / name
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _read(name, csv.reader(file, strict=True), columns)
    except FileNotFoundError:
        raise SeedError(name, 1, "", f"there is no such file in {folder}") from None
    except (UnicodeDecodeError, csv.Error) as trouble:
        raise SeedError(name, 1, "", f"is not a CSV file in UTF-8 ({trouble})") from None


def _read(name: str, reader: Iterator[list[str]], columns: Sequence[str]) -> list[Line]:
    header = [cell.strip() for cell in next(reader, [])]
    for column in columns:
        if header.count(column) != 1:
            raise SeedError(name, 1, column, "must stand in the header exactly once")
    for column in header:
        if column not in columns:
            raise SeedError(name, 1, column, "is not a column of this file")
    found = []
    for number, cells in enumerate(reader, 2):
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise SeedError(name, number, "", f"has {len(cells)} cells where the header has {len(header)}")
        if number > ROW_LIMIT:
            raise SeedError(name, number, "", f"only {ROW_LIMIT} rows can be loaded at once")
        clean = [normalize("NFC", cell.strip()) for cell in cells]
        found.append(Line(name, number, dict(zip(header, clean, strict=True))))
    return found
