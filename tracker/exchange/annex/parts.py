"""The parts of a workbook that tell of others: its sheets, its shared texts, the formats of its numbers.

Read in the child alone, from front to back, with the parser that Python carries; no list of types (DTD) is
let in, so nothing can be named and multiplied, and nothing from outside is fetched.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from posixpath import join, normpath
from typing import IO, NoReturn
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

from tracker.exchange.annex.cells import built_in, clean

MOST_SHEETS = 100
MOST_CHARACTERS = 16_000_000  # of all shared texts; of 10,000 rows there are about four million
MOST_FORMATS = 70_000
Given = Mapping[str, str]


class Unreadable(Exception):
    """The workbook goes beyond what an annex needs; the word says how."""


def walk(content: IO[bytes], start: Callable[[str, Given], None], end: Callable[[str], None],
         text: Callable[[str], None] | None = None) -> None:  # fmt: skip
    """Go through an XML part; names come without their prefix. Raises ExpatError, Unreadable."""
    parser = ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 64 * 1024
    parser.StartDoctypeDeclHandler = _foreign
    parser.EntityDeclHandler = _foreign
    parser.StartElementHandler = lambda name, given: start(name.rpartition(":")[2], given)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    parser.ParseFile(content)


def _foreign(*_told: object) -> NoReturn:
    raise Unreadable("broken")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet's rows lie, and whether it is hidden; no path for a sheet that has none (a chart)."""

    name: str
    hidden: bool
    path: str


@dataclass(frozen=True, slots=True)
class Package:
    """What the cells of every sheet refer to."""

    places: tuple[Place, ...]
    texts: list[str]
    forms: list[str]
    since_1904: bool


def package_of(archive: ZipFile) -> Package:
    """Read what the sheets need. Raises Unreadable, ExpatError, KeyError and what zipfile raises."""
    book = next((path for kind, path in _relations(archive, "").values() if kind == "officeDocument"), "")
    named = _relations(archive, book)
    told = _Workbook()
    with archive.open(book) as content:
        walk(content, told.start, lambda _name: None)
    if len(told.sheets) > MOST_SHEETS:
        raise Unreadable("sheets")
    if len({name.casefold() for name, _state, _mark in told.sheets}) < len(told.sheets):
        raise Unreadable("broken")
    places = []
    for name, state, mark in told.sheets:
        kind, path = named.get(mark, ("", ""))
        places.append(Place(clean(name)[:100], state != "visible", path if kind == "worksheet" else ""))
    found = dict(named.values())
    texts, forms = _texts(archive, found.get("sharedStrings", "")), _forms(archive, found.get("styles", ""))
    return Package(tuple(places), texts, forms, told.since_1904)


class _Workbook:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.since_1904 = False

    def start(self, name: str, given: Given) -> None:
        if name == "sheet":
            mark = next((value for key, value in given.items() if key.endswith(":id")), "")
            self.sheets.append((given.get("name", ""), given.get("state", "visible"), mark))
        elif name == "workbookPr":
            self.since_1904 = given.get("date1904") in {"1", "true"}


def _relations(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """By mark, the kind and path of what a part refers to within the package."""
    folder, _slash, name = part.rpartition("/")
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, given: Given) -> None:
        if tag == "Relationship" and given.get("TargetMode") != "External":
            target = given.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            found[given.get("Id", "")] = (given.get("Type", "").rpartition("/")[2], path)

    with archive.open(join(folder, "_rels", f"{name}.rels")) as content:
        walk(content, start, lambda _tag: None)
    return found


class _Texts:
    """Shared texts: every run of a rich text joined, readings (furigana) left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._runs: list[str] = []
        self._open = self._aside = False
        self._room = MOST_CHARACTERS

    def start(self, name: str, _given: Given) -> None:
        if name == "si":
            self._runs = []
        elif name == "rPh":
            self._aside = True
        elif name == "t":
            self._open = not self._aside

    def text(self, piece: str) -> None:
        if self._open:
            self._runs.append(piece)
            self._room -= len(piece)
            if self._room < 0:
                raise Unreadable("long")

    def end(self, name: str) -> None:
        if name == "t":
            self._open = False
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            self.found.append(clean("".join(self._runs)))


def _texts(archive: ZipFile, path: str) -> list[str]:
    told = _Texts()
    if path:
        with archive.open(path) as content:
            walk(content, told.start, told.end, told.text)
    return told.found


class _Forms:
    def __init__(self) -> None:
        self.found: list[str] = []
        self._own: dict[str, str] = {}
        self._inside = False

    def start(self, name: str, given: Given) -> None:
        if name == "numFmt":
            self._own[given.get("numFmtId", "")] = given.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            number = given.get("numFmtId", "0")
            self.found.append(self._own[number] if number in self._own else built_in(int(number)))
            if len(self.found) > MOST_FORMATS:
                raise Unreadable("broken")

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False


def _forms(archive: ZipFile, path: str) -> list[str]:
    told = _Forms()
    if path:
        with archive.open(path) as content:
            walk(content, told.start, told.end)
    return told.found
