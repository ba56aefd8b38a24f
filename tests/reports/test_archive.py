"""The two files of a report: tagged PDF/UA-1 to be read, PDF/A-3a with its figures attached to be kept."""

from pathlib import Path

import pytest

from tests.reports.paper import Paper, squeezed
from tests.reports.sample import content, only
from tracker.reports.actions import FIGURES, PrintRoom
from tracker.reports.content import Content
from tracker.reports.printer import Printer

WORKBOOK = b"PK\x03\x04 figures " + bytes(range(256)) * 9


def few() -> Content:
    """A report of the overdue tasks alone."""
    return content(only(lambda row: row["bucket"] == "overdue"))


@pytest.fixture(scope="module")
async def both(printer: Printer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Paper, Paper]:
    """The same report to be read and to be archived."""
    folder, room = Path(tmp_path_factory.mktemp("archive")), PrintRoom(printer)
    (folder / "reading.pdf").write_bytes(await room.report_pdf(few()))
    archived = await room.report_pdf(few(), variant="archive", attached=WORKBOOK)
    (folder / "archive.pdf").write_bytes(archived)
    return Paper(folder / "reading.pdf"), Paper(folder / "archive.pdf")


def test_each_file_says_what_it_conforms_to(both: tuple[Paper, Paper]) -> None:
    """And neither claims what the other is."""
    reading, archive = (paper.pdf.open_metadata() for paper in both)
    assert reading["pdfuaid:part"] == "1"
    assert "pdfaid:part" not in reading
    assert (archive["pdfaid:part"], archive["pdfaid:conformance"]) == ("3", "A")


def test_the_archived_one_carries_its_figures_byte_for_byte(both: tuple[Paper, Paper]) -> None:
    """As the data behind the document, by the name and kind of a workbook; the one to read carries none."""
    reading, archive = both
    assert not reading.pdf.attachments
    assert list(archive.pdf.attachments) == [FIGURES]
    found = archive.pdf.attachments[FIGURES]
    assert found.get_file().read_bytes() == WORKBOOK
    assert found.get_file().mime_type.endswith("spreadsheetml.sheet")
    (listed,) = archive.pdf.Root.AF
    assert str(listed.AFRelationship) == "/Data"
    assert str(listed.UF) == FIGURES


def test_colours_of_the_archive_are_defined(both: tuple[Paper, Paper]) -> None:
    """A profile is embedded, so that a printer of later years knows what was meant."""
    (intent,) = both[1].pdf.Root.OutputIntents
    assert str(intent.S) == "/GTS_PDFA1"
    assert len(intent.DestOutputProfile.read_bytes()) > 500


def test_both_are_tagged_titled_in_vietnamese_and_have_an_outline(both: tuple[Paper, Paper]) -> None:
    """Level A asks for it, and so does whoever does not see the page; every font is inside."""
    reading, archive = both
    for paper in both:
        assert bool(paper.pdf.Root.MarkInfo.Marked)
        assert str(paper.pdf.Root.Lang) == "vi"
        assert paper.info["Title"].startswith("Báo cáo tình hình, tiến độ")
        assert all(embedded and readable for _name, embedded, readable in paper.fonts)
        assert not paper.info.get("Encrypted", "no").startswith("yes")
    assert archive.tags == reading.tags
    assert archive.outline == reading.outline
    assert squeezed(archive.text) == squeezed(reading.text)


async def test_an_archived_report_comes_out_in_the_same_bytes(printer: Printer) -> None:
    """Also from another child; other figures attached make another file."""
    first = await PrintRoom(printer).report_pdf(few(), variant="archive", attached=WORKBOOK)
    async with Printer() as another:
        room = PrintRoom(another)
        assert await room.report_pdf(few(), variant="archive", attached=WORKBOOK) == first
        assert await room.report_pdf(few(), variant="archive", attached=b"PK other") != first
        assert await room.report_pdf(few()) != first
