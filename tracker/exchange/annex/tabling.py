"""A head and the rows below it as a table: what each column is called, means, and holds for example."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from tracker.exchange.annex.cells import letter
from tracker.exchange.annex.headings import field_of, plain
from tracker.exchange.annex.model import Cell, Column, Line, Sheet, Table
from tracker.words import fold

EXAMPLES = 3
LONGEST_EXAMPLE = 200
_ROLE = re.compile(r"\b(?:chu tri|phoi hop)\s*[:\-]|\bchu tri\s*,?\s*phoi hop (?:voi|cung)\b")


@dataclass(frozen=True)
class Head:
    """Rows that may be a head: what each column is called there, and the field that this means."""

    lines: Sequence[Line]
    fields: Sequence[tuple[str, int]]
    parts: Sequence[tuple[str, ...]]

    @property
    def sure(self) -> int:
        """How many different fields are named for certain."""
        return len({field for field, sure in self.fields if field and sure == 2})

    @property
    def weight(self) -> int:
        """How much of it is understood."""
        return sum({field: sure for field, sure in sorted(self.fields) if field}.values())

    @property
    def names_tasks(self) -> bool:
        """Whether a list of tasks stands below it."""
        fields = {field for field, _sure in self.fields}
        return "title" in fields and len(fields - {""}) > 1 and self.sure > 0


def made(lines: Sequence[Line]) -> Head:
    """Rows taken as a head."""
    width = max(len(line.cells) for line in lines)
    parts = []
    for n in range(width):
        texts = [line.cells[n].text.replace("\n", " ") for line in lines if n < len(line.cells)]
        parts.append(tuple(dict.fromkeys(text for text in texts if text)))
    return Head(lines, [field_of(one) if one else ("", 0) for one in parts], parts)


def table(sheet: Sheet, head: Head, below: Sequence[Line]) -> Table:
    """The table of a head and the rows below it."""
    columns = []
    for n, (parts, (field, sure)) in enumerate(zip(head.parts, _fields(head, below), strict=True)):
        values = _values(below, n)
        if not parts and not any(cell.text and not cell.carried for cell in values):
            continue
        unseen = letter(n + 1) in sheet.hidden_columns
        certain = sure == 2 and not (field and unseen)
        columns.append(Column(letter(n + 1), " / ".join(parts), field, certain, _examples(below, n), unseen))
    signature = sha256("|".join(f"{one.letter}:{plain(one.heading)}" for one in columns).encode())
    return Table(
        sheet.name, head.lines[0].number, head.lines[-1].number, tuple(columns), signature.hexdigest()[:16]
    )


def _fields(head: Head, below: Sequence[Line]) -> list[tuple[str, int]]:
    """What the columns mean: as headed, but a column whose cells say "Chủ trì: …" holds all agencies."""
    fields = _single(head)
    if not any(field == "agencies" for field, _sure in fields):
        for n, (field, sure) in enumerate(fields):
            if field == "lead" and _both(_values(below, n)):
                fields[n] = ("agencies", sure)
    return fields


def _values(below: Sequence[Line], n: int) -> list[Cell]:
    return [line.cells[n] for line in below if n < len(line.cells)]


def _single(head: Head) -> list[tuple[str, int]]:
    """Each field once: the column whose heading says it best keeps it, the others are left aside."""
    best: dict[str, int] = {}
    for n, (field, sure) in enumerate(head.fields):
        if field and (field not in best or sure > head.fields[best[field]][1]):
            best[field] = n
    return [
        (field, sure) if not field or best[field] == n else ("", 1)
        for n, (field, sure) in enumerate(head.fields)
    ]


def _both(values: Sequence[Cell]) -> bool:
    """Whether cells say themselves who leads and who helps."""
    return any(_ROLE.search(fold(cell.text)) for cell in values[:200])


def _examples(below: Sequence[Line], n: int) -> tuple[str, ...]:
    """The first values that differ, of rows that are about a task rather than a group of them."""
    found: dict[str, None] = {}
    for line in sorted(below, key=_is_bare):
        cell = line.cells[n] if n < len(line.cells) else Cell()
        if cell.text and not cell.carried:
            found.setdefault(cell.text[:LONGEST_EXAMPLE])
            if len(found) == EXAMPLES:
                break
    return tuple(found)


def _is_bare(line: Line) -> bool:
    return sum(bool(cell.text) and not cell.carried for cell in line.cells) < 3
