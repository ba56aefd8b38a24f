"""A deadline's text taken apart: what it mentions, in its order, and the words nobody knows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import category, normalize

from tracker.tasks.deadlines.patterns import PATTERNS
from tracker.words import fold

# Words that change nothing beside what was understood.
_PLAIN = frozenset({
    "bao", "ca", "cac", "cao", "cham", "cua", "cung", "cuoi", "den", "diem", "dip", "gui", "han", "het",
    "hien", "hoan", "hon", "ket", "khong", "la", "luc", "muon", "ngay", "nhat", "nop", "phai", "qua",
    "thanh", "thoi", "thuc", "tinh", "toi", "tre", "trinh", "trong", "truoc", "va", "vao", "xong",
})  # fmt: skip
_PERIODIC = frozenset({"dinh", "ky", "ki", "lan", "moi", "thang", "quy", "nam"})
_BEGINS = frozenset({"tu", "bat dau tu", "ke tu", "tinh tu", "sau"})
_RANGE = re.compile(r"-|den|toi")
_TAKEN, _FOREIGN = "~", "z"  # what a pattern took; the number of a document, which says nothing of a deadline
_PIECE = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Mention:
    """One thing a text mentions: the pattern's name, where it stands, its words folded, its parts."""

    name: str
    start: int
    words: str
    parts: dict[str, str]

    def __getitem__(self, part: str) -> str:
        return self.parts.get(part, "")

    @property
    def lead(self) -> str:
        """The word before that turns the meaning; empty when there is none."""
        return self["lead"] or self["part"]

    @property
    def begins(self) -> bool:
        """Whether something begins with it, so that it is no deadline; "từ quý II đến quý IV" also ends."""
        return self.lead in _BEGINS and not self.is_range

    @property
    def is_range(self) -> bool:
        """Whether it lists numbers as a stretch: "quý III-IV", "tháng 9 đến tháng 12"."""
        return bool(_RANGE.search(self["n"]))


@dataclass(frozen=True)
class Taken:
    """A text taken apart."""

    written: str
    mentions: Sequence[Mention]
    unknown: tuple[str, ...]  # words as written that no pattern took and that are not plain

    def all(self, *names: str) -> list[Mention]:
        """The mentions of these kinds, in the order of the text."""
        return [one for one in self.mentions if one.name in names]


def take_apart(text: str) -> Taken:
    """What a text mentions. The same for composed and decomposed letters, any case, any blanks."""
    words = [(word, fold(word)) for word in _plain(text).split()]
    written, folded = [word for word, bare in words if bare], [bare for _word, bare in words if bare]
    whole = " ".join(folded)
    found: list[Mention] = []
    rest = whole
    for name, pattern in PATTERNS:
        for match in pattern.finditer(rest):
            parts = {part: value.strip() for part, value in match.groupdict().items() if value}
            found.append(Mention(name, match.start(), match[0], parts))
        sign = _FOREIGN if name == "document" else _TAKEN
        rest = _covered(rest, pattern, sign)
    periodic = any(one.name in {"recurring", "frequency", "rate"} for one in found)
    unknown = _unknown(written, folded, rest, _PLAIN | _PERIODIC if periodic else _PLAIN)
    return Taken(" ".join(written), sorted(found, key=lambda one: one.start), tuple(unknown))


def _covered(text: str, pattern: re.Pattern[str], sign: str) -> str:
    return pattern.sub(lambda match: sign * len(match[0]), text)


def _plain(text: str) -> str:
    """One spelling for signs that look alike; what cannot be seen is gone."""
    composed = normalize("NFKC", text)
    return "".join("-" if category(c) == "Pd" or c == "−" else c for c in composed if category(c) != "Cf")


def _unknown(
    written: Sequence[str], folded: Sequence[str], rest: str, plain: frozenset[str]
) -> Iterator[str]:
    at = 0
    for word, bare in zip(written, folded, strict=True):
        left = _PIECE.findall(rest[at : at + len(bare)])
        if any(piece not in plain for piece in left):
            yield word.strip(".,;:()[]“”\"'")
        at += len(bare) + 1
