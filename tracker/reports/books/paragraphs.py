"""Elements as paragraphs of WordprocessingML: words, how they look, where lines break. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from tracker.reports.books.elements import Element

TWIPS = 1440 / 25.4  # a millimetre
BREAK = "\n"
BLANKS = {True: "\u00a0" * 8, False: "\u00a0" * 14}  # to be written in by hand
_SPACE = re.compile("[ \t\n\r\f]+")
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Look:
    """How words look; ``size`` in points, 0: as the style has it."""

    bold: bool = False
    italic: bool = False
    capitals: bool = False
    size: float = 0


@dataclass(frozen=True)
class Place:
    """How a paragraph stands; millimetres for what is indented, points for what is left free."""

    style: str = ""
    align: str = ""
    after: float | None = None
    before: float | None = None
    sides: float = 0  # indented on both sides
    kept: bool = False  # on the page of what follows
    ruled: bool = False
    exact: float = 0  # of a line, in points


Piece = tuple[str, Look]


def twips(millimetres: float) -> int:
    """Millimetres as Word counts them."""
    return round(millimetres * TWIPS)


def paragraph(pieces: Sequence[Piece], place: Place = Place(), extra: str = "") -> str:
    """One paragraph; ``extra`` stands last in its properties."""
    runs = "".join(_run(text, look) for text, look in tidy(pieces))
    return f"<w:p><w:pPr>{_properties(place)}{extra}</w:pPr>{runs}</w:p>"


def rule(sides: float, after: float = 6) -> str:
    """A line as it stands under a name or a title."""
    return paragraph([], Place(sides=sides, ruled=True, exact=3, after=after))


def pieces(element: Element, look: Look = Look()) -> Iterator[Piece]:
    """The words in an element, in their looks; what is drawn and the foot are left out."""
    for child in element.children:
        if isinstance(child, str):
            yield child, look
        elif child.tag == "br":
            yield BREAK, look
        elif "blank" in child.classes:
            yield BLANKS["short" in child.classes], look
        elif child.tag != "svg" and "proof" not in child.classes:
            yield from pieces(child, looked(child, look))


def looked(element: Element, look: Look) -> Look:
    """How the words of an element look, in something that looks so already."""
    return replace(
        look,
        bold=look.bold or element.tag == "b",
        italic=look.italic or element.tag == "i",
        capitals=look.capitals or "up" in element.classes,
    )


def tidy(found: Sequence[Piece]) -> Iterator[Piece]:
    """Pieces with one blank between words and none beside a break or at an end."""
    waiting, fresh = "", True
    for text, look in found:
        if text == BREAK:
            yield text, look
            waiting, fresh = "", True
            continue
        loose = _SPACE.sub(" ", plain(text))
        words = loose.strip(" ")
        if not words:
            waiting = " " if loose and not fresh else waiting
            continue
        opening = " " if loose[0] == " " and not fresh else waiting
        yield opening + words, look
        waiting, fresh = (" " if loose[-1] == " " else ""), False


def plain(text: str) -> str:
    """A text without what XML cannot hold."""
    return _ODD.sub("", text)


def _run(words: str, look: Look) -> str:
    said = "<w:br/>" if words == BREAK else f'<w:t xml:space="preserve">{escape(words)}</w:t>'
    marks = "<w:b/>" if look.bold else ""
    marks += "<w:i/>" if look.italic else ""
    marks += "<w:caps/>" if look.capitals else ""
    if look.size:
        marks += f'<w:sz w:val="{round(look.size * 2)}"/><w:szCs w:val="{round(look.size * 2)}"/>'
    return f"<w:r><w:rPr>{marks}</w:rPr>{said}</w:r>" if marks else f"<w:r>{said}</w:r>"


def _properties(place: Place) -> str:
    """In the order that the schema asks for."""
    found = f'<w:pStyle w:val="{place.style}"/>' if place.style else ""
    found += "<w:keepNext/>" if place.kept else ""
    if place.ruled:
        found += '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
    spacing = "" if place.before is None else f' w:before="{round(place.before * 20)}"'
    spacing += "" if place.after is None else f' w:after="{round(place.after * 20)}"'
    spacing += f' w:line="{round(place.exact * 20)}" w:lineRule="exact"' if place.exact else ""
    found += f"<w:spacing{spacing}/>" if spacing else ""
    if place.sides:
        found += f'<w:ind w:left="{twips(place.sides)}" w:right="{twips(place.sides)}" w:firstLine="0"/>'
    return found + (f'<w:jc w:val="{place.align}"/>' if place.align else "")
