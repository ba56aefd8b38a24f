"""A document reaches nothing but its fonts, whatever it asks for."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from tests.reports.hostile import LINKS, VECTORS, Listener, listening
from tracker.reports.child import Press
from tracker.reports.printer import print_fonts, print_sheet

SECRET = "hush-4711"


@pytest.fixture(scope="module")
def press() -> Press:
    """The child's own drawing, in this process, whose network nothing cuts."""
    return Press(print_sheet(), print_fonts())


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Somebody on the loopback address who counts calls."""
    with listening() as found:
        yield found


@pytest.fixture
def private(tmp_path: Path) -> str:
    """The address of a file that belongs into no PDF."""
    (tmp_path / "private.txt").write_text(SECRET)
    return (tmp_path / "private.txt").as_uri()


@pytest.mark.parametrize("vector", VECTORS)
def test_a_hostile_document_reaches_nothing(
    press: Press, listener: Listener, private: str, vector: str, tmp_path: Path
) -> None:
    """Drawing stops, or goes on without what was asked for; nobody is called and no file is read."""
    with suppress(FatalURLFetchingError):
        pdf = press.pdf(VECTORS[vector].format(at=listener.address, file=private))
        (tmp_path / "made.pdf").write_bytes(pdf)
        assert not hidden_in(tmp_path / "made.pdf")
    assert listener.hits == 0


def test_without_the_lock_the_same_documents_reach_out(
    listener: Listener, private: str, tmp_path: Path
) -> None:
    """The negative control: with WeasyPrint's own fetcher they call the listener and embed the file."""
    for vector in VECTORS.values():
        page = vector.format(at=listener.address, file=private)
        (tmp_path / "made.pdf").write_bytes(HTML(string=page).write_pdf())
        if vector == VECTORS["attached file"]:
            assert hidden_in(tmp_path / "made.pdf") == [SECRET.encode()]
    assert listener.hits >= 14


@pytest.mark.parametrize("link", LINKS)
def test_a_link_leads_to_the_web_or_to_mail_only(press: Press, link: str) -> None:
    """A link of another kind stops the drawing: WeasyPrint itself would print it."""
    with pytest.raises(FatalURLFetchingError, match="refused to link"):
        press.pdf(f'<a href="{link}">x</a>')


def test_ordinary_links_stay(press: Press) -> None:
    """Addresses of the web, of mail and of the same document are what links are for."""
    links = ("https://a.example/?b=c", "http://a.example", "mailto:a@b.example", "#there")
    pdf = press.pdf('<p id="there">x</p>' + "".join(f'<a href="{link}">x</a>' for link in links))
    assert pdf.startswith(b"%PDF-1.7")


def hidden_in(path: Path) -> list[bytes]:
    """The files attached to a PDF."""
    with pikepdf.open(path) as pdf:
        return [found.get_file().read_bytes() for found in pdf.attachments.values()]
