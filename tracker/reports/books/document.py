"""A report as a Word document, to be edited on: the printed page's words, in the decree's layout."""

from datetime import datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from tracker import templating
from tracker.reports import brief
from tracker.reports.books.elements import tree
from tracker.reports.books.outline import body
from tracker.reports.books.paragraphs import plain
from tracker.reports.content import Content
from tracker.reports.rendering import html
from tracker.reports.rules import letterhead
from tracker.reports.sentences import subject
from tracker.words import decree_day, speaking

FACE = "Times New Roman"
LANGUAGE = "vi-VN"
NUMBER = (
    "<w:r {}><w:rPr><w:sz w:val='28'/></w:rPr><w:fldChar w:fldCharType='begin'/></w:r>",
    "<w:r {}><w:rPr><w:sz w:val='28'/></w:rPr><w:instrText xml:space='preserve'> PAGE </w:instrText></w:r>",
    "<w:r {}><w:rPr><w:sz w:val='28'/></w:rPr><w:fldChar w:fldCharType='end'/></w:r>",
)
_STYLES = ("Normal", "Body Text", "Heading 1", "Heading 2", "Title", "Caption")


def document(content: Content, digest: str) -> bytes:
    """A report's content as .docx; ``digest`` is its content's. The same content, the same bytes."""
    with speaking("vi"):  # an official document has one language
        page = tree(_html(content, digest))
        made = docx.Document()
        _styled(made, small=content.kind == "brief")
        _told(made, content, digest)
        whole = parse_xml(f"<w:body {nsdecls('w', 'r')}>{body(page, _numbered(made))}</w:body>")
    old = made.element.body
    for child in list(old):
        old.remove(child)
    for child in list(whole):
        old.append(child)
    return _same(made)


def _html(content: Content, digest: str) -> str:
    if content.kind != "brief":
        return html(content, digest)
    return templating.render("reports/brief_document.html", **brief.context(content, digest))


def _numbered(made: Document) -> str:
    """The header with the page number in the middle, as a section refers to it."""
    header = made.sections[0].header
    header.is_linked_to_previous = False
    line = header.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in NUMBER:
        line._p.append(parse_xml(part.format(nsdecls("w"))))
    name = made.element.body.sectPr.xpath("w:headerReference/@r:id")[0]
    return f'<w:headerReference w:type="default" r:id="{name}"/>'


def _styled(made: Document, small: bool) -> None:
    """Times New Roman of 14 points, black, for Vietnamese; a brief of one page is smaller."""
    size = 12 if small else 14
    for name in _STYLES:
        style = made.styles[name]
        font, fonts = style.font, style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), FACE)
        font.size, font.color.rgb = Pt(size), RGBColor(0, 0, 0)
        font.bold = None if name in ("Normal", "Body Text") else True
    _placed(made, small)
    for tag in made.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), LANGUAGE)
        tag.set(qn("w:eastAsia"), LANGUAGE)


def _placed(made: Document, small: bool) -> None:
    """How far apart paragraphs stand, and where their first lines begin."""
    for name in _STYLES:
        shape = made.styles[name].paragraph_format
        shape.space_before, shape.space_after, shape.line_spacing = Pt(0), Pt(0), 1.0
        if name in ("Body Text", "Heading 1", "Heading 2") and not small:
            shape.first_line_indent, shape.space_after = Mm(12.7), Pt(6)
            shape.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        elif name != "Normal":
            shape.space_before, shape.space_after = Pt(4), Pt(4)
    borders = made.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    spacing = made.styles["Title"].element.rPr.find(qn("w:spacing"))
    if spacing is not None:
        spacing.getparent().remove(spacing)


def _told(made: Document, content: Content, digest: str) -> None:
    """What the file says of itself."""
    told, day = made.core_properties, datetime.combine(content.as_of, time())
    told.title = plain(" ".join(subject(content)))[:255]
    told.subject = f"Số liệu tính đến {content.until} {decree_day(content.as_of)}"
    told.author = told.last_modified_by = plain(letterhead(content.office.organisation).issuer)[:255]
    told.comments, told.identifier, told.language = f"SHA-256: {digest}", digest, LANGUAGE
    told.keywords, told.revision, told.created, told.modified = "", 1, day, day


def _same(made: Document) -> bytes:
    """The file with nothing in it that tells when it was made."""
    first, last = BytesIO(), BytesIO()
    made.save(first)
    with ZipFile(first) as parts, ZipFile(last, "w", ZIP_DEFLATED) as package:
        for name in parts.namelist():
            package.writestr(ZipInfo(name), parts.read(name), ZIP_DEFLATED)
    return last.getvalue()
