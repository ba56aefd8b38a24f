"""How an official report counts, names and dates things: Nghị định 30/2020/NĐ-CP and office custom."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Any

from tracker.words import number, percent

ANNEX_ROWS = 2_000  # a longer annex takes minutes to draw and nobody reads it
MANY = 20  # tasks named one by one in running text; the rest are counted
SIGNER = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
# What of a programme a report is about, as its title and its foot name it.
SCOPE_NAMES = {
    "programme": "toàn bộ nhiệm vụ",
    "agency": "nhiệm vụ do %s chủ trì",
    "area": "nhiệm vụ lĩnh vực %s",
    "source": "nhiệm vụ giao tại văn bản số %s",
    "overdue": "nhiệm vụ đang thực hiện, quá hạn",
    "starred": "nhiệm vụ trọng tâm",
    "list": "nhiệm vụ theo bộ lọc: %s",
}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Letterhead:
    """Who issues the document, from where, under which symbol."""

    kind: str  # tỉnh | thành phố
    place: str  # Tây Ninh
    symbol: str = "BC-UBND"

    @property
    def issuer(self) -> str:
        """The issuing body as running text has it."""
        return f"Ủy ban nhân dân {self.kind} {self.place}"


def letterhead(organisation: str) -> Letterhead:
    """The letterhead of the people's committee of ``organisation``: "Tỉnh Tây Ninh"."""
    name = " ".join(organisation.split())
    for opening in ("Ủy ban nhân dân ", "UBND "):
        name = name.removeprefix(opening)
    for kind in ("thành phố", "tỉnh"):
        if name.casefold().startswith(kind + " "):
            return Letterhead(kind, name[len(kind) + 1 :])
    return Letterhead("tỉnh", name)


def counted(n: int) -> str:
    """A count in running text: below 10 it carries a zero (05 nhiệm vụ)."""
    return f"{n:02d}" if 0 < n < 10 else number(n)


def rate(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole`` in per cent, unrounded; None of nothing."""
    return Decimal(100 * part) / whole if whole else None


def rated(part: int, whole: int) -> str:
    """A rate with its numerator and denominator: 93/176, đạt 52,84%."""
    return f"{number(part)}/{number(whole)}, đạt {percent(rate(part, whole))}"


def share(part: int, whole: int) -> str:
    """A part of the whole in per cent: 27,84%."""
    return percent(rate(part, whole))


def joined(items: Iterable[str]) -> str:
    """A list in running text: a, b và c."""
    names = list(items)
    return " và ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def roman(n: int) -> str:
    """A Roman number, as headings and annexes carry."""
    out = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        out, n = out + letters * (n // value), n % value
    return out


def in_lines(title: str, most: int = 62) -> list[str]:
    """A long title in lines that break where it breathes: before a bracket or the years it covers."""
    lines: list[str] = []
    for phrase in re.split(r"\s+(?=\(|giai đoạn\b)", title.strip()):
        if lines and len(lines[-1]) + 1 + len(phrase) <= most:
            lines[-1] += " " + phrase
        else:
            lines += wrap(phrase, most)
    return lines


def lowered(sentence: str) -> str:
    """A sentence continued after a colon: its first letter small, unless it opens a name.

    An abbreviation (GIS) and a word before a capital (Luật Đất đai, Bộ Nội vụ) are taken for names.
    """
    first, _, rest = sentence.strip().partition(" ")
    is_name = first[1:] != first[1:].lower() or rest[:1] != rest[:1].lower()
    return sentence if is_name else sentence[:1].lower() + sentence[1:]


def unstopped(sentence: str) -> str:
    """A sentence without its full stop, to stand inside another."""
    return sentence.strip().rstrip(".;")


def about(kind: str, name: str) -> str:
    """The tasks a report is about, in words: nhiệm vụ lĩnh vực Cải cách thể chế."""
    return SCOPE_NAMES[kind].replace("%s", name)


def subject(kind: str, name: str, programme: str) -> str:
    """What a report is of, as it stands under the word BÁO CÁO."""
    told = "nhiệm vụ" if kind == "programme" else about(kind, name)
    return f"Tình hình, tiến độ thực hiện {told} thuộc {programme}"


def recipients(head: Letterhead) -> tuple[str, ...]:
    """Who gets a report for which nobody named recipients."""
    return (
        f"Ban Chỉ đạo {head.kind}",
        f"Chủ tịch, các Phó Chủ tịch UBND {head.kind}",
        "Các cơ quan chủ trì nhiệm vụ",
        "Lưu: VT",
    )


def cited(rows: Sequence[Row], told: Callable[[Row], str] | None = None, most: int = MANY) -> str:
    """Tasks in running text, by code and lead agency; beyond ``most`` they are counted."""
    parts = [f"{row['code']} ({row['lead_name']}{', ' + told(row) if told else ''})" for row in rows[:most]]
    if len(rows) > most:
        parts.append(f"và {counted(len(rows) - most)} nhiệm vụ khác")
    return "; ".join(parts)


def points(rows: Sequence[Row], field: str, most: int = MANY) -> list[str]:
    """What agencies wrote, a line each with the task's code and lead; beyond ``most`` they are counted."""
    lines = [f"- {unstopped(row[field])} ({row['code']}, {row['lead_name']});" for row in rows[:most]]
    if lines:
        lines[-1] = lines[-1][:-1] + "."
    if len(rows) > most:
        lines.append(f"Ngoài ra còn {counted(len(rows) - most)} nhiệm vụ khác.")
    return lines


def paragraphs(text: str) -> list[str]:
    """A text as it was typed, a paragraph a line; empty lines stand for nothing."""
    return [line.strip() for line in text.splitlines() if line.strip()]
