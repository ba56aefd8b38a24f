"""A printed document read back: its text, the boxes of its words, its fonts, its tags."""

import re
import subprocess
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf

POINT = 25.4 / 72  # millimetres


@dataclass(frozen=True)
class Word:
    """A word and its box, in millimetres from the page's top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Line:
    """A run of text in one font."""

    text: str
    font: str
    size: int
    left: float
    top: float
    width: float


@dataclass(frozen=True)
class Sheet:
    """One page: its size and words."""

    width: float
    height: float
    words: list[Word]

    @property
    def is_landscape(self) -> bool:
        return self.width > self.height

    @property
    def number(self) -> Word | None:
        """The page number: what stands above the text."""
        above = [word for word in self.words if word.bottom < 19]
        assert len(above) < 2, above
        return above[0] if above else None

    @property
    def body(self) -> list[Word]:
        return [word for word in self.words if word.bottom >= 19]

    def reads(self, words: str) -> bool:
        return squeezed(words) in squeezed("".join(word.text for word in self.words))


def squeezed(text: str) -> str:
    """Text without white space, which line breaks change."""
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True)
class Paper:
    """A PDF file."""

    path: Path

    @cached_property
    def text(self) -> str:
        """The words in reading order."""
        return _poppler("pdftotext", "-raw", self.path, "-")

    @cached_property
    def running(self) -> str:
        """The text with lines joined."""
        return " ".join(self.text.split())

    @cached_property
    def sheets(self) -> list[Sheet]:
        tree = ElementTree.fromstring(_poppler("pdftotext", "-bbox", self.path, "-"))  # noqa: S314
        space = "{http://www.w3.org/1999/xhtml}"
        return [
            Sheet(
                _mm(page, "width"),
                _mm(page, "height"),
                [
                    Word(w.text or "", *(_mm(w, side) for side in ("xMin", "yMin", "xMax", "yMax")))
                    for w in page.iter(f"{space}word")
                ],
            )
            for page in tree.iter(f"{space}page")
        ]

    @cached_property
    def info(self) -> dict[str, str]:
        lines = _poppler("pdfinfo", self.path).splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    @cached_property
    def fonts(self) -> list[tuple[str, bool, bool]]:
        """Each font's name, and whether it is embedded and can be read as Unicode."""
        lines = _poppler("pdffonts", self.path).splitlines()[2:]
        found = [re.fullmatch(r"(\S+) .* (yes|no) +(yes|no) +(yes|no) +\d+ +\d+ *", line) for line in lines]
        return [(m[1].partition("+")[2], m[2] == "yes", m[4] == "yes") for m in found if m]

    @cached_property
    def pictures(self) -> list[str]:
        """The photographs and scans on the pages; drawings are not among them."""
        return _poppler("pdfimages", "-list", self.path).splitlines()[2:]

    def lines(self, page: int) -> list[Line]:
        """The lines of a page with their fonts."""
        options = ("-xml", "-i", "-stdout", "-zoom", "1", "-fontfullname", "-f", str(page), "-l", str(page))
        tree = ElementTree.fromstring(_poppler("pdftohtml", *options, self.path))  # noqa: S314
        fonts = {font.get("id"): font for font in tree.iter("fontspec")}
        return [
            Line(
                "".join(line.itertext()).strip(),
                str(fonts[line.get("font")].get("family")).partition("+")[2],
                int(fonts[line.get("font")].get("size", "0")),
                _mm(line, "left"),
                _mm(line, "top"),
                _mm(line, "width"),
            )
            for line in tree.iter("text")
        ]

    def line(self, page: int, opening: str) -> Line:
        """The one line of a page that opens so."""
        found = [line for line in self.lines(page) if line.text.startswith(opening)]
        assert len(found) == 1, (opening, found)
        return found[0]

    @cached_property
    def tags(self) -> Counter[str]:
        """How often each structure tag is used."""
        return Counter(str(tag.S) for tag in self._tags())

    @cached_property
    def alternatives(self) -> list[str]:
        """What pictures say in words."""
        return [str(tag.get("/Alt", "")) for tag in self._tags() if tag.S == "/Figure"]

    def _tags(self) -> list[Any]:
        found: list[Any] = []

        def walk(tag: Any) -> None:
            if isinstance(tag, pikepdf.Dictionary):
                if "/S" in tag:
                    found.append(tag)
                children = tag.get("/K", [])
                for child in children if isinstance(children, pikepdf.Array) else [children]:
                    walk(child)

        walk(self.pdf.Root.StructTreeRoot)
        return found

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        """The file's own objects."""
        return pikepdf.open(self.path)

    @cached_property
    def outline(self) -> list[str]:
        """The bookmarks, each before those under it."""

        def titles(items: Any) -> list[str]:
            return [t for item in items for t in (item.title, *titles(item.children))]

        with self.pdf.open_outline() as outline:
            return titles(outline.root)

    @cached_property
    def links(self) -> list[str]:
        """Where links lead."""
        return [str(a.A.URI) for page in self.pdf.pages for a in page.get("/Annots", []) if "/A" in a]


def is_nfc(text: str) -> bool:
    """Whether Vietnamese letters are whole ones, as people type and search them."""
    return unicodedata.is_normalized("NFC", text)


def _mm(element: ElementTree.Element, name: str) -> float:
    return float(element.get(name, "0")) * POINT


def _poppler(command: str, *arguments: str | Path) -> str:
    done = subprocess.run([command, *map(str, arguments)], capture_output=True, text=True, check=True)
    return done.stdout
