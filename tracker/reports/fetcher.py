"""What a document may reach while it is drawn, from memory: its fonts, files to attach, and nothing else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from weasyprint import Attachment
from weasyprint.document import Document
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SCHEME = "font:"
LINK_SCHEMES = {"http", "https", "mailto"}


class LockedFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Serves fonts by name from memory; any other address stops the drawing.

    It has to be a subclass: WeasyPrint 70 asks for ``_fail_on_errors``, which a plain function lacks.
    """

    def __init__(self, fonts: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._fonts = dict(fonts)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        font = self._fonts.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if font is None:
            raise FatalURLFetchingError(f"refused to fetch {url[:200]}")
        return URLFetcherResponse(url, font, {"Content-Type": "font/ttf"})


def forbid_links(document: Document) -> None:
    """Stop a document that links to a file, a script or anything but the web and mail.

    Asked of the laid out pages, so that it sees links made by style sheets and drawings too.
    """
    for page in document.pages:
        for kind, target, *_ in page.links:
            if kind == "external" and urlsplit(target).scheme.lower() not in LINK_SCHEMES:
                raise FatalURLFetchingError(f"refused to link to {target[:200]}")


def list_once(_document: Document, pdf: Any) -> None:
    """Name each attached file once among the document's: WeasyPrint 70 names it twice."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def attachments(document: Document, files: Mapping[str, bytes]) -> list[Attachment]:
    """Files to be attached as the figures behind a document, dated as the document itself is."""
    made = datetime.fromisoformat(document.metadata.created or "2000-01-01")
    return [
        Attachment(
            string=content, name=name, description="Số liệu của báo cáo",
            created=made, modified=made, relationship="Data",
        )
        for name, content in files.items()
    ]  # fmt: skip
