"""Where a row stands in its document: "I.3" is the third row of group I, "A.II.1" one level deeper."""

import re
from dataclasses import dataclass

from tracker.words import fold

_ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_LETTER = re.compile(r"[A-ZĐ]")
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4})*")
_LABELLED = re.compile(r"^\s*([IVXL]+|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.):/–-]\s*\S")
_EDGE = " .,;:)(/-–"
ROMAN, LETTER, NUMBER, NAMED = "roman", "letter", "number", "named"
LONGEST = 40


@dataclass(frozen=True)
class Group:
    """A group that rows stand in: how it is numbered, by what, and its area's code."""

    kind: str
    label: str
    area: str

    @property
    def level(self) -> tuple[str, int]:
        """Groups of one level end each other; 1.1 lies within 1."""
        return self.kind, self.label.count(".") if self.kind == NUMBER else 0


def label_in(text: str) -> str:
    """The number that a group's heading begins with: "II. Cải cách …" gives II; "" for none."""
    found = _LABELLED.match(text)
    return found[1] if found else ""


class Numbering:
    """The groups around the row that is being read."""

    def __init__(self, prefix: str = "") -> None:
        self._sheet = self._prefix = prefix
        self._area = ""  # of the part
        self._groups: list[Group] = []
        self._letter = ""  # the last group that was numbered by a letter
        self._unnumbered = 0

    @property
    def area(self) -> str:
        """The area of the innermost group that has one."""
        return next((one.area for one in reversed(self._groups) if one.area), self._area)

    def kind_of(self, written: str) -> str:
        """How a group's number counts: roman, letter, number, or "" for none. C after B is a letter."""
        label = written.strip(_EDGE).upper()
        is_letter = bool(_LETTER.fullmatch(label))
        if is_letter and self._letter and ord(label) == ord(self._letter) + 1:
            return LETTER
        if label and _ROMAN.fullmatch(label):
            return ROMAN
        return LETTER if is_letter else NUMBER if _NUMBER.fullmatch(label) else ""

    def open(self, part: str, area: str = "") -> None:
        """A further part of the document begins, whose numbers begin again: "Phụ lục II: 1"."""
        self._prefix, self._letter, self._groups = f"{self._sheet}{part}: ", "", []
        self._area = area

    def enter(self, written: str, area: str) -> None:
        """A group begins; those of its kind and what was inside them end."""
        label, kind = written.strip(_EDGE).upper(), self.kind_of(written)
        if not kind:
            self._unnumbered += 1
            kind, label = NAMED, area or f"({self._unnumbered})"
        if kind == LETTER:
            self._letter = label
        kinds = [
            one.kind if one.kind != NUMBER else f"{NUMBER}{one.label.count('.')}" for one in self._groups
        ]
        wanted = kind if kind != NUMBER else f"{NUMBER}{label.count('.')}"
        if wanted in kinds:
            del self._groups[kinds.index(wanted) :]
        self._groups.append(Group(kind, label, area))

    def item(self, written: str) -> str:
        """The place of a row in its document; "" when the row has no number."""
        own = " ".join(written.strip(_EDGE).split())
        if not own:
            return ""
        labels: list[str] = []
        for group in self._groups:
            if group.kind == NUMBER and labels and group.label.startswith(f"{labels[-1]}."):
                labels.pop()
            labels.append(group.label)
        while labels and fold(own).startswith(fold(f"{labels[-1]}.")):
            labels.pop()
        return (self._prefix + ".".join([*labels, own]))[:LONGEST]
