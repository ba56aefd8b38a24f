"""A document cited in a cell: "Chỉ thị số 23/CT-TTg ngày 02/9/2021 của Thủ tướng Chính phủ". Pure."""

import re
from dataclasses import dataclass
from datetime import date

_NUMBER = re.compile(r"(?<![\w/])(\d{1,6}[a-z]?(?:/\d{4})?/[A-ZĐ][\w-]*(?:/[\w-]*\w)*)")
_DAY = re.compile(
    r"\bngày\s+(\d{1,2})(?:\s*/|\s*-|\s*\.|\s+tháng)\s*(\d{1,2})(?:\s*/|\s*-|\s*\.|\s+năm)\s*(\d{4})"
)
_KIND = re.compile(r"([^\W\d_][^\d/;,.]{1,50}?)\s+số\s*:?\s*$")
_ISSUER = re.compile(r"\bcủa\s+([^();\n]+?)\s*(?:$|[();.\n]|\s(?:về|ban hành|phê duyệt)\s)")
LONGEST_NUMBER, LONGEST_KIND, LONGEST_ISSUER = 60, 60, 200


@dataclass(frozen=True)
class Cited:
    """A document as far as a text cites it; ``several``: it cites others beside."""

    number: str
    kind: str = ""
    issued_on: date | None = None
    issuer: str = ""
    several: bool = False


def cited(text: str) -> Cited | None:
    """The first document that a text cites by number; None when it cites none."""
    found = list(_NUMBER.finditer(text))
    if not found or len(found[0][1]) > LONGEST_NUMBER:
        return None
    first = found[0]
    rest = text[first.end() : found[1].start() if len(found) > 1 else len(text)]
    kind, issuer = _KIND.search(text[: first.start()]), _ISSUER.search(rest)
    return Cited(
        first[1],
        kind[1].strip()[:LONGEST_KIND] if kind else "",
        _day(rest),
        issuer[1].strip(" ,")[:LONGEST_ISSUER] if issuer else "",
        len(found) > 1,
    )


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None
