"""Cells as people read them: one spelling of every letter and blank, numbers and days as Excel shows them."""

import re
from datetime import date, timedelta
from unicodedata import category, is_normalized, normalize

from tracker.exchange.annex.model import Cell

_ODD = re.compile(
    r"[^\S ]|  |^ | $|_x00|[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f]"
    r"|[\u202a-\u202e\u2060-\u206f\ufeff]"
)
_ESCAPED = re.compile(r"_x000[9aAdD]_")
_BREAK = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_LETTERS = re.compile(r"[A-Z]{1,3}")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.|\*.', re.IGNORECASE)
_DAY = "d/m/y"
_BUILT_IN = {
    9: "0%", 10: "0.00%", 15: _DAY, 16: "d-m", 17: "m-y", 18: "h:m", 19: "h:m", 20: "h:m", 21: "h:m",
    22: _DAY, 45: "m:s", 46: "[h]:m", 47: "m:s",
    **dict.fromkeys((14, 27, 28, 29, 30, 31, 36, *range(50, 59)), _DAY),
}  # fmt: skip
_LAST_SERIAL = 2_958_465  # 31/12/9999


def clean(text: str) -> str:
    """A text in NFC without what cannot be seen; blanks single, lines trimmed, empty ones gone."""
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    if not _ODD.search(text):
        return text
    lines = _BREAK.split(_ESCAPED.sub("\n", text))
    plain = (" ".join("".join(_seen(c) for c in line).split()) for line in lines)
    return "\n".join(line for line in plain if line)


def _seen(char: str) -> str:
    kind = category(char)
    return " " if kind == "Zs" or char == "\t" else "" if kind in {"Cf", "Cc"} else char


def of(text: str) -> Cell:
    """A cell of a table of text."""
    return Cell(clean(text))


def letter(column: int) -> str:
    """The letters of a column, from 1: A, B, … AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def column_of(letters: str) -> int:
    """The number of a column, from 1, by its letters or a cell's address; 0 when it has none."""
    match = _LETTERS.match(letters.upper())
    n = 0
    for char in match[0] if match else "":
        n = n * 26 + ord(char) - 64
    return n


def built_in(number: int) -> str:
    """The format that Excel knows by a number; "" for the general one."""
    return _BUILT_IN.get(number, "")


def shown(written: str, form: str, since_1904: bool = False) -> tuple[str, date | None]:
    """A number as its format shows it, and the day when it is one.

    A date whose format shows no day ("09/2024") is a month as people mean it: text, not a day.
    """
    try:
        value = float(written)
    except ValueError:
        return clean(written), None
    plain = _LITERAL.sub("", form).lower()
    marks = set(plain) & set("dmyhs")
    if marks and "general" not in plain and 0 <= value <= _LAST_SERIAL:
        return _moment(value, plain, marks, since_1904)
    if "%" in plain:
        return f"{_number(repr(value * 100))}%", None
    text = _number(written)
    return (text.zfill(len(plain)) if re.fullmatch("0{2,}", plain) else text), None


def _number(written: str) -> str:
    if re.fullmatch(r"-?\d{1,300}", written):
        return written
    value = float(written)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"


def _moment(value: float, form: str, marks: set[str], since_1904: bool) -> tuple[str, date | None]:
    if not marks & {"d", "y"} and (marks & {"h", "s"} or value < 1):
        minutes = round(value * 1440)
        return f"{minutes // 60:02d}:{minutes % 60:02d}", None
    # 1900 is no leap year, but Excel's calendar has its 29 February.
    start = date(1904, 1, 1) if since_1904 else date(1899, 12, 31 if value < 60 else 30)
    try:
        day = start + timedelta(days=int(value))
    except OverflowError:
        return _number(repr(value)), None
    if "d" in marks:
        return f"{day:%d/%m/%Y}", day
    return (f"{day:%m/%Y}" if "m" in marks else f"{day:%Y}" if "y" in marks else ""), None
