"""What the steps of an import hand on: cells of a file, its columns, its rows as understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as a reader sees it: text in NFC without double or no-break spaces; "" when empty."""

    text: str = ""
    day: date | None = None  # a real date, not a text that looks like one
    formula: bool = False  # computed: what is read is the value kept with it, which may be old or missing
    carried: bool = False  # the value stands in the first cell of a merged range


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet; ``number`` is the one Excel shows, from 1."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: every row that holds something, in order."""

    name: str
    lines: tuple[Line, ...]
    hidden: bool = False
    hidden_columns: tuple[str, ...] = ()  # letters


@dataclass(frozen=True, slots=True)
class Book:
    """A whole file, whatever it was: a workbook, or a table of text as one sheet."""

    sheets: tuple[Sheet, ...]


# What a column may mean. "agencies" holds lead and coordinators in one cell; "" is left aside.
FIELDS = (
    "item", "code", "title", "area", "lead", "coordinators", "agencies", "output", "deadline", "source",
    "clause", "starred", "note", "state", "percent", "",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column under a head: what is written there and what it was taken for."""

    letter: str  # A, B, … AA
    heading: str  # merged heads joined: "Cơ quan thực hiện / Cơ quan chủ trì"
    field: str  # one of FIELDS
    certain: bool = True
    examples: tuple[str, ...] = ()  # the first three values that differ
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a file: where its head stands and what its columns mean."""

    sheet: str
    first: int  # row of the head, and of its last line
    last: int
    columns: tuple[Column, ...]
    signature: str  # of the headings as normalised: files with the same head share their mapping


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong or doubtful in one cell; ``kind`` is stable, ``message`` says what to do."""

    column: str  # letter, "" for the row as such
    kind: str
    message: str
    warning: bool = False
    choices: tuple[str, ...] = ()  # codes or dates that may be meant, the likeliest first
    about: str = ""  # the part of the cell it is about, such as one name of several; "" is the whole cell
    beside: tuple[str, ...] = ()  # letters of further cells of the row that it is about


@dataclass(frozen=True, slots=True)
class Read:
    """A row of a sheet, understood; ``skipped`` says why it is no task: empty, head, group, total, note."""

    sheet: str
    row: int
    skipped: str = ""
    item: str = ""  # "I.3": its place in the document, half of the natural key
    code: str = ""
    title: str = ""
    area: str = ""  # code of an area
    lead: str = ""  # code of an agency
    coordinators: tuple[str, ...] = ()
    output: str = ""
    deadline: str = ""  # as written
    due_on: date | None = None
    precision: str = "none"
    source: str = ""  # as written: number, date, issuer
    clause: str = ""
    starred: bool = False
    note: str = ""
    state: str = ""  # as written, of systems that are moved in
    percent: int | None = None
    problems: tuple[Problem, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)  # letter -> text, for what goes back to the sender
    letters: Mapping[str, str] = field(default_factory=dict)  # field -> letter of its column in the table

    @property
    def good(self) -> bool:
        """Whether it can be written: nothing but warnings."""
        return not self.skipped and all(one.warning for one in self.problems)


@dataclass(frozen=True, slots=True)
class Body:
    """An agency as an annex may name it on its day."""

    code: str
    names: tuple[str, ...]  # name, short name, aliases
    kind: str = ""  # of agency.kind; "các sở, ngành" means all of some kinds


@dataclass(frozen=True, slots=True)
class Terms:
    """What rows are understood by: the bodies and areas of a day, and what somebody confirmed before."""

    day: date  # of the document: years left out of deadlines and names of agencies are judged by it
    bodies: tuple[Body, ...]
    areas: Mapping[str, str]  # code -> name
    remembered: Mapping[str, str] = field(default_factory=dict)  # name as normalised -> code of an agency
    guessed: bool = False  # nobody told the day of the document: nothing is said against it


@dataclass(frozen=True, slots=True)
class Outcome:
    """What carrying out would do with one row: new, changed, same, error or skipped."""

    read: Read
    outcome: str
    task: int | None = None
    version: int | None = None  # of the task when it was compared
    diff: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # field -> now, then; in words
