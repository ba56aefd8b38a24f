"""A report's page, part by part, as the body of a document: head, title, text, signature, annexes. Pure."""

from collections.abc import Iterator

from tracker.reports.books.elements import Element
from tracker.reports.books.grids import ACROSS, UPRIGHT, after, beside, ruled
from tracker.reports.books.paragraphs import BREAK, Look, Place, looked, paragraph, pieces, rule, twips

LEFT = {"head": 62.0, "sign": 74.0}
ROOM = 96  # points for a signature and a seal
HEADINGS = {"h1": "Heading1", "h2": "Heading1", "h3": "Heading2"}
HEAD_LOOKS = {
    "issuer": Look(bold=True, size=13),
    "parent": Look(size=13),
    "nation": Look(bold=True, size=13),
    "motto": Look(bold=True, size=14),
    "subject": Look(size=12),
    "place": Look(italic=True, size=14),
}


def body(page: Element, opening: str) -> str:
    """All of a page; ``opening`` is what the properties of the first section begin with."""
    sections = [one for one in page.elements if one.tag == "section"] or [page]
    parts = []
    for place, one in enumerate(sections):
        across = "annex" in one.classes
        found = "".join(blocks(one, across, page.classes)) + "".join(feet(one))
        end = section(across, opening if place == 0 else "", restarts=place > 0)
        last = place == len(sections) - 1
        parts.append(found + (end if last else paragraph([], Place(exact=1, after=0), end)))
    return "".join(parts)


def section(across: bool, opening: str, restarts: bool) -> str:
    """Nghị định 30/2020/NĐ-CP, Phụ lục I: A4; 20, 16, 20 and 30 mm; no number on the first page."""
    wide, high = twips(210), twips(297)
    size = f'w:w="{high}" w:h="{wide}" w:orient="landscape"' if across else f'w:w="{wide}" w:h="{high}"'
    number = '<w:pgNumType w:start="1"/>' if restarts else ""
    return (
        f'<w:sectPr>{opening}<w:type w:val="nextPage"/><w:pgSz {size}/><w:pgMar w:top="{twips(20)}" '
        f'w:right="{twips(16)}" w:bottom="{twips(20)}" w:left="{twips(30)}" w:header="{twips(10)}" '
        f'w:footer="{twips(10)}" w:gutter="0"/>{number}<w:cols w:space="720"/><w:titlePg/></w:sectPr>'
    )


def blocks(parent: Element, across: bool, of: frozenset[str]) -> Iterator[str]:
    """The blocks of a part, one after the other."""
    for one in parent.elements:
        if one.tag == "table":
            yield ruled(one, across)
        elif "head" in one.classes:
            yield beside(list(_head(one)), (LEFT["head"], UPRIGHT - LEFT["head"])) + after(10)
        elif "sign" in one.classes:
            yield beside([list(_sign(one))], (LEFT["sign"], UPRIGHT - LEFT["sign"])) + after(4)
        elif one.classes & {"title", "of"}:
            yield from _titled(one, across)
        elif one.tag in HEADINGS:
            yield _heading(one, of)
        elif one.tag == "div":
            yield from blocks(one, across, of)
        elif one.tag == "p":
            yield from _said(one)


def feet(parent: Element) -> Iterator[str]:
    """Where the figures come from, below everything."""
    for one in parent.find(cls="proof"):
        look = Look(size=8)
        yield paragraph(list(pieces(one, look)), Place(align="left", before=6, after=0, ruled=True))


def _heading(one: Element, of: frozenset[str]) -> str:
    if "to" in one.classes:
        return paragraph(list(pieces(one)), Place("Heading1", "center", after=12, before=4))
    look = Look(capitals=one.tag == "h2" and not of & {"letter", "brief"})
    return paragraph(list(pieces(one, look)), Place(HEADINGS[one.tag], kept=True))


def _said(one: Element) -> Iterator[str]:
    """A paragraph of the text; of one that only held the foot nothing is left."""
    found = list(pieces(one, looked(one, Look())))
    if not any(words.strip() for words, _look in found):
        return
    if "caption" in one.classes:
        yield paragraph(found, Place("Caption", "center", kept=True))
    elif one.classes & {"after", "note"}:
        yield paragraph(list(pieces(one, Look(italic=True, size=12))), Place(align="left", after=4))
    else:
        yield paragraph(found, Place("BodyText"))


def _titled(one: Element, across: bool) -> Iterator[str]:
    """A title in the middle with the rule below it; the annex's own line in italics."""
    whole = ACROSS if across else UPRIGHT
    style = "Title" if "title" in one.classes else "Heading1"
    for part in one.elements:
        found = _unended(list(pieces(part, Look(italic=part.tag == "p"))))
        yield paragraph(found, Place(style if part.tag == "h1" else "", "center", after=0, kept=True))
    yield rule(whole * 0.34, after=10)


def _unended(found: list[tuple[str, Look]]) -> list[tuple[str, Look]]:
    """Without breaks at the end."""
    while found and (found[-1][0] == BREAK or not found[-1][0].strip()):
        found.pop()
    return found


def _head(head: Element) -> Iterator[list[list[str]]]:
    for row in head.elements:
        yield [_lines(cell, left="left" in cell.classes) for cell in row.elements]


def _lines(cell: Element, left: bool) -> list[str]:
    found = []
    for line in cell.elements:
        look = next((look for name, look in HEAD_LOOKS.items() if name in line.classes), Look(size=13))
        place = Place(align="center", after=0, before=8 if "place" in line.classes or not line.classes else 0)
        found.append(paragraph(list(pieces(line, looked(line, look))), place))
        if line.classes & {"ruled", "motto"}:
            found.append(rule(20 if left else 22, after=0))
    return found


def _sign(sign: Element) -> Iterator[list[str]]:
    for cell in sign.elements:
        left, found = "left" in cell.classes, []
        for n, line in enumerate(cell.elements):
            if "room" in line.classes:
                found.append(paragraph([], Place(exact=ROOM, after=0)))
                continue
            look = (Look(italic=True, size=12) if n == 0 else Look(size=11)) if left else Look(bold=True)
            place = Place(align="left" if left else "center", after=0)
            found.append(paragraph(list(pieces(line, look)), place))
        yield found
