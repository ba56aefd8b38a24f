"""One row of a table by the meaning of its columns, and what kind of row it is."""

import re
from collections.abc import Mapping
from functools import cached_property

from tracker.exchange.annex.areas import Areas
from tracker.exchange.annex.cells import letter
from tracker.exchange.annex.headings import is_numbers, repeats
from tracker.exchange.annex.model import Cell, Line, Table
from tracker.exchange.annex.numbering import LETTER, NUMBER, ROMAN, Numbering, label_in
from tracker.words import fold

EMPTY, HEAD, GROUP, TOTAL, NOTE, TASK = "empty", "head", "group", "total", "note", ""
_NOTHING = Cell()
LONGEST_NUMBER = 10  # characters of a row's own number: "II.3.10)"
_TOTAL = re.compile(r"(?:tổng cộng|tổng số|tổng|cộng|total|tong cong|tong so)\s*(?:[:(=\d–-]|nhiệm vụ|$)")
_NOTE = re.compile(r"(?:ghi chu|luu y|chu thich|noi nhan|note)\b|\*")
_SIGNED = re.compile(
    r"(?:tm|kt|tl|tuq)\.|(?:nguoi lap|thu truong|(?:pho )?chu tich|(?:pho )?chanh van phong)\b"
)
_PART = re.compile(r"(?:phu luc|bieu|bang|phan|chuong)\s+(?:so\s+)?(?P<label>[ivxlc]+|\d{1,3}|[a-h])\b")
_AGENCY = re.compile(r"(?:so|ubnd|uy ban|van phong|vp|cong an|ban|bql|cuc|kho bac|bao hiem)\b")
_WORK = ("lead", "coordinators", "agencies", "deadline", "output", "source", "code", "state")


class Row:
    """A row under a head."""

    def __init__(self, line: Line, table: Table) -> None:
        self.number, self.hidden = line.number, line.hidden
        self._line, self._table = line, table
        self._cells = {letter(n): cell for n, cell in enumerate(line.cells, 1) if cell.text or cell.formula}

    @cached_property
    def own(self) -> Mapping[str, str]:
        """What is written in the row itself, by letter."""
        return {at: cell.text for at, cell in self._cells.items() if not cell.carried and cell.text}

    @cached_property
    def by_field(self) -> Mapping[str, tuple[str, Cell]]:
        """The letter and cell of each field; what was merged across from another column is not there."""
        across = set(self.own.values())
        found = {}
        for one in self._table.columns:
            cell = self._cells.get(one.letter)
            if one.field and cell and not (cell.carried and cell.text in across):
                found[one.field] = (one.letter, cell)
        return found

    def cell(self, field: str) -> Cell:
        """The cell of a field; an empty one when there is none."""
        return self.by_field.get(field, ("", _NOTHING))[1]

    def at(self, *fields: str) -> str:
        """The letter of the first of these fields that has a column; "" for none."""
        letters = {one.field: one.letter for one in self._table.columns}
        return next((letters[field] for field in fields if field in letters), "")

    @property
    def letters(self) -> dict[str, str]:
        """The letter of each field's column."""
        return {one.field: one.letter for one in self._table.columns if one.field}

    @property
    def merged_across(self) -> bool:
        """Whether one text fills several columns."""
        across = set(self.own.values())
        return any(cell.carried and cell.text in across for cell in self._cells.values())

    @property
    def bare(self) -> bool:
        """Whether nothing says who does it or by when."""
        return not any(self.cell(field).text or self.cell(field).formula for field in _WORK)

    @property
    def heading(self) -> str:
        """What a group is called: its title, or its only text."""
        return self.cell("title").text or next(iter(self.own.values()), "")

    @cached_property
    def claims(self) -> bool:
        """Whether it is a task whatever its words: numbered, or with somebody to lead it and a deadline."""
        item = self.cell("item").text
        if item and len(item) <= LONGEST_NUMBER and " " not in item:
            return True
        lead = self.cell("lead").text or self.cell("agencies").text
        when = self.cell("deadline").text
        return bool(lead and (when or (self.cell("title").text and _AGENCY.match(fold(lead)))))

    @cached_property
    def signed(self) -> bool:
        """Whether people sign there, as below a table."""
        title = fold(self.cell("title").text)
        beside = not title or _SIGNED.match(title) or _NOTE.match(title)
        return (
            bool(beside) and not self.claims and any(_SIGNED.match(fold(text)) for text in self.own.values())
        )

    @property
    def part(self) -> str:
        """The name of a further part of the document that begins here, such as “Phụ lục II”; "" for none."""
        text = next(iter(self.own.values()), "")
        found = _PART.match(fold(text)) if self.bare and len(self.own) == 1 else None
        return " ".join(text.split()[: len(found[0].split())]) if found else ""

    @property
    def _nameless(self) -> bool:
        return not (self.cell("item").text or self.cell("title").text)

    @property
    def sure(self) -> bool:
        """Whether it is a task and nothing else: what to do, and who or when."""
        return bool(self.cell("title").text) and not self.bare and not self.signed

    def label(self, numbering: Numbering) -> str:
        """The number of a group: in its own cell, or before its name."""
        item = self.cell("item").text
        return item if numbering.kind_of(item) else label_in(self.heading)

    def continues(self) -> bool:
        """Whether it belongs to the task above: its number and title both reach down from there."""
        item, title = self.cell("item"), self.cell("title")
        return title.carried and (item.carried or not item.text) and bool(self.own)

    def kind(self, numbering: Numbering, areas: Areas, after: "Row | None", last: int) -> str:
        """Why it is no task: empty, head, group, total or note; "" for one. ``last``: the last sure task."""
        if not self.own and not any(cell.formula and not cell.carried for cell in self._cells.values()):
            return EMPTY
        if is_numbers(self._line) or repeats(self._line, self._table):
            return HEAD
        if not self.bare:
            aside = self.signed or (self._nameless and not self.claims)
            return NOTE if self.number > last and aside else TASK
        if not self._numbered(numbering):
            if any(_TOTAL.match(text.lower()) for text in self.own.values()):
                return TOTAL
            if _NOTE.match(fold(self.heading)):
                return NOTE
        if self._is_group(numbering, areas, after):
            return GROUP
        return NOTE if self.number > last and not self._told else TASK

    @property
    def _told(self) -> bool:
        """Whether it says more than a note does: a number or a title, and something beside."""
        own = {field for field, (at, _cell) in self.by_field.items() if at in self.own}
        return len(self.own) > 1 and bool({"item"} & own or ("title" in own and len(own) > 1))

    def _numbered(self, numbering: Numbering) -> bool:
        return numbering.kind_of(self.cell("item").text) in {ROMAN, LETTER, NUMBER}

    def _is_group(self, numbering: Numbering, areas: Areas, after: "Row | None") -> bool:
        item = self.cell("item").text
        kind = numbering.kind_of(item)
        if self.part and after is not None:
            return True
        if kind in {ROMAN, LETTER} or areas.meant(self.heading):
            return True
        if (
            after is not None
            and kind == NUMBER
            and after.cell("item").text.startswith(f"{item.rstrip('.')}.")
        ):
            return True
        if after is None or len(self.own) > 2:
            return False
        alone = not item or not self.cell("title").text
        return self.merged_across or (alone and (self.heading.isupper() or bool(label_in(self.heading))))
