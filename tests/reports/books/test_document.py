"""The document says what the printed page says, in the decree's layout, and can be edited on."""

import re
import time
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from tests.reports.books.given import CLEANED, DIGEST, HOSTILE, whole, with_title
from tests.reports.sample import DAY, content, summary, task_titles
from tracker.reports.books.document import document
from tracker.reports.content import KINDS, Content, Scope, read, written
from tracker.reports.rendering import html
from tracker.tasks.rules import BUCKETS
from tracker.words import number, speaking

DRAWN = r"<svg.*?</svg>|<head>.*?</head>|<span class=.proof.>.*?</span>"
STTTT = Scope("agency", "STTTT", "Sở Thông tin và Truyền thông")


def opened(told: Content) -> Document:
    """The document as the library reads it back."""
    return docx.Document(BytesIO(document(told, DIGEST)))


def of(kind: str, **changes: Any) -> Content:
    """A report of a kind: the whole programme, or of one agency where the kind is about one."""
    return whole(kind=kind, scope=Scope() if kind in ("official", "brief") else STTTT, **changes)


def words(found: Document) -> str:
    """Everything in the document, from its first word to its last."""
    return " ".join("".join(part.text if part.tag == qn("w:t") else " " for part in
                    found.element.body.iter(qn("w:t"), qn("w:br"), qn("w:p"))).split())  # fmt: skip


def rows(found: Document, opening: str) -> list[list[str]]:
    """The rows of the table whose head begins so."""
    (table,) = [one for one in found.tables if one.rows[0].cells[0].text.startswith(opening)]
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_every_task_and_every_number_is_there() -> None:
    """All 176 codes with their titles in the annex, the figures of each agency and area."""
    found = opened(content())
    annex = [row[0] for row in rows(found, "TT. Mã")]
    told = dict(found for one in annex for found in re.findall(r"^\d+\. (\S+): (.*)", one, re.DOTALL))
    assert told == {code: " ".join(title.split()) for code, title in task_titles().items()}
    agencies = [row for table in found.tables for row in ([c.text for c in r.cells] for r in table.rows)]
    for group in summary().by_agency:
        counts = [number(group.figures.total), *(number(group.figures.count(b)) for b in BUCKETS)]
        assert [group.name, *counts] in [row[1:8] for row in agencies]
    areas = rows(found, "Lĩnh vực")
    for group, row in zip(summary().by_area, areas[1:], strict=False):
        assert row[1:7] == [str(group.figures.total), *(str(group.figures.count(b)) for b in BUCKETS)]
    assert areas[-1] == ["Cộng", "176", "49", "5", "29", "89", "4", "52,84%"]


@pytest.mark.parametrize("kind", ["official", "scoped", "letter"])
def test_it_says_what_the_printed_page_says(kind: str) -> None:
    """Word for word, in the same order; drawings and the foot's place apart."""
    told = of(kind)
    with speaking("vi"):
        page = html(told, DIGEST)
    page = re.sub(DRAWN, " ", page, flags=re.DOTALL)
    said = re.sub(r"<[^>]+>", " ", page).replace("&#39;", "'").replace("&amp;", "&").replace("&#34;", '"')
    found = words(opened(told)).partition("Số liệu tính đến hết ngày 06/11/2024; phạm vi")
    assert squeezed(found[0]) == squeezed(said)
    assert DIGEST in found[2]
    assert "Phiên bản 02, lý do thay thế: Sửa số liệu" in found[2]
    assert "/reports/12" in found[2]


def squeezed(text: str) -> str:
    """A text without blanks: where a line breaks is the layout's."""
    return re.sub(r"[\s\u00a0]+", "", text)


def test_the_layout_is_the_decree_s() -> None:
    """A4, 20/16/20/30 mm, tasks across, Times New Roman 14, Vietnamese, number in the middle of the head."""
    found = opened(whole())
    assert [one.orientation == WD_ORIENT.LANDSCAPE for one in found.sections] == [False, False, True, False]
    for one in found.sections:
        margins = (one.top_margin, one.right_margin, one.bottom_margin, one.left_margin)
        assert [round(margin.mm) for margin in margins if margin is not None] == [20, 16, 20, 30]
        assert sorted(round(side.mm) for side in (one.page_width, one.page_height) if side) == [210, 297]
        assert one.different_first_page_header_footer
        assert not one.first_page_header.paragraphs[0].text
        line = one.header.paragraphs[0]
        assert line.alignment == 1
        assert "PAGE" in line._p.xml
    font = found.styles["Normal"].font
    assert (font.name, font.size.pt) == ("Times New Roman", 14)
    assert {one.get(qn("w:val")) for one in found.styles.element.iter(qn("w:lang"))} == {"vi-VN"}
    assert "w:theme" not in found.styles["Heading 1"].element.xml.replace("w:themeColor", "")
    outline = [one.text for one in found.paragraphs if one.style and one.style.name == "Heading 1"]
    assert outline[1] == "II. Kết quả thực hiện"
    assert [one.split("\n")[0] for one in outline[-3:]] == ["Phụ lục I", "Phụ lục II", "Phụ lục III"]


def test_heads_repeat_and_there_is_room_to_sign() -> None:
    """Each ruled table repeats its head; head block and signature have no lines."""
    found = opened(content())
    tables = [(one, one._tbl.xml) for one in found.tables]
    plain = [one for one, xml in tables if "<w:tblHeader/>" not in xml]
    assert [one.rows[0].cells[0].text[:8] for one in plain] == ["Ủy ban n", "Nơi nhận"]
    assert all("w:tblBorders" not in one._tbl.xml for one in plain)
    assert all("w:tblBorders" in xml for one, xml in tables if "<w:tblHeader/>" in xml)
    right = plain[1].rows[0].cells[1]
    assert right.paragraphs[0].text == "TM. ỦY BAN NHÂN DÂN"
    assert max(p.paragraph_format.line_spacing.pt for p in right.paragraphs if not p.text) > 90


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_wrote_stays_text(kind: str) -> None:
    """Markup is shown, what XML cannot hold is left out, in every kind."""
    found = opened(of(kind, summary=with_title(HOSTILE), sections={"next": HOSTILE, "proposals": HOSTILE}))
    assert words(found).count(CLEANED) >= 1
    assert "\x00" not in found.element.body.xml


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_content_makes_the_same_bytes(kind: str) -> None:
    """Whoever asks, now or later, from the kept text too; another content makes others."""
    told = of(kind)
    first = document(told, DIGEST)
    if kind == "official":
        time.sleep(2.1)  # the clock of a zip has steps of two seconds
    with speaking("en"):
        assert document(read(written(told)), DIGEST) == first
    assert document(of(kind, reason="Khác"), DIGEST) != first
    told_of_itself = docx.Document(BytesIO(first)).core_properties
    assert told_of_itself.created is not None
    assert (told_of_itself.created.date(), told_of_itself.identifier) == (DAY, DIGEST)


def test_the_brief_is_short() -> None:
    """One section of little text: the figures, what must be decided, the agencies."""
    found = opened(whole(kind="brief"))
    said = words(found)
    assert "52,84% tổng số nhiệm vụ (93/176)" in said
    assert len(rows(found, "Số ngày")) == 6
    assert rows(found, "Hoàn thành đúng hạn")[1] == ["89", "4", "29", "49", "5"]
    assert (len(found.sections), len(said) < 4_000) == (1, True)
