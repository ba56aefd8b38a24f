"""What a file tells of the document it belongs to: "(Kèm theo Quyết định số 12/QĐ-UBND ngày …)"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.exchange.annex.model import Book, Table

_NUMBER = re.compile(r"\bsố\s*:?\s*(\d{1,6}(?:/\d{4})?/[^\W_][\w/-]*[^\W_])", re.IGNORECASE)
_DAY = re.compile(
    r"\bngày\s+(\d{1,2})(?:\s+tháng\s+|\s*[/.-]\s*)(\d{1,2})(?:\s+năm\s+|\s*[/.-]\s*)(\d{4})", re.IGNORECASE
)
_ISSUER = re.compile(
    r"\d{4}\s+của\s+([^().;\n]+?)(?=\s+(?:về|ban hành|phê duyệt)\b|[().;\n]|$)", re.IGNORECASE
)
_TITLE = re.compile(r"(?:phụ lục|kèm theo|biểu|mẫu|\(|ubnd|ủy ban nhân dân|cộng hòa|độc lập)", re.IGNORECASE)
LONGEST_TITLE = 500


@dataclass(frozen=True)
class Told:
    """Facts of the document as far as the file tells them, and the line they were found in."""

    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    title: str = ""
    line: str = ""


def told(book: Book, tables: Sequence[Table]) -> Told:
    """What stands above the first table: number, day and issuer of the document, and what the list is of."""
    if not tables:
        return Told()
    sheet = next(one for one in book.sheets if one.name == tables[0].sheet)
    above = [
        cell.text
        for line in sheet.lines
        if line.number < tables[0].first
        for cell in line.cells
        if cell.text and not cell.carried
    ]
    title = next((text for text in above if len(text) > 20 and not _TITLE.match(text)), "")
    title = " ".join(title.split())[:LONGEST_TITLE]
    for text in above:
        if number := _NUMBER.search(text):
            return Told(number[1], _day(text), _issuer(text), title, text)
    return Told(title=title)


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _issuer(text: str) -> str:
    found = _ISSUER.search(text)
    return " ".join(found[1].split()) if found else ""
