"""Promises about what can be written: each kind of report prints what its draft offers."""

from io import BytesIO
from pathlib import Path

import docx
import pytest

from tests.reports.books.test_document import words
from tests.reports.kept.desk import LETTER, NOON, a_draft, actor, frozen
from tests.reports.paper import Paper, squeezed
from tests.tasks.reading import a_user, freeze, main_of, words_of
from tracker.reports.books.document import document
from tracker.reports.content import OUTLINES, Scope
from tracker.reports.kept.actions import save_sections
from tracker.reports.kept.queries import kept_whole
from tracker.reports.kept.rules import boxes, stamp
from tracker.reports.printer import Printer
from tracker.reports.rendering import html

pytestmark = pytest.mark.usefixtures("province")
SCOPES = {"letter": LETTER, "scoped": Scope("area", "TC", "Cải cách thể chế")}


@pytest.mark.parametrize("kind", list(OUTLINES))
async def test_what_a_draft_offers_is_printed(kind: str, tmp_path: Path) -> None:
    """Every box comes back out of the PDF and of the file for Word; what is not printed is not offered."""
    freeze()
    report = await a_draft(kind, SCOPES.get(kind))
    typed = {name: f"({n}) lời của văn phòng về {kind}." for n, name in enumerate(boxes(OUTLINES[kind]))}
    shown = dict.fromkeys(typed, stamp("", edited=False))
    assert not (await save_sections(await actor(), report, typed, shown, NOON)).conflicts
    page = await main_of(await a_user("vpub.dieuphoi1"), f"/reports/{report}")
    assert page.count("<textarea") == len(typed)
    assert ("không có lời văn" in words_of(page)) is not typed
    await frozen(report)
    content = (await kept_whole(report)).what
    assert set(content.texts) <= set(typed)
    async with Printer() as printer:
        (tmp_path / "a.pdf").write_bytes(await printer.pdf(html(content)))
    printed = squeezed(Paper(tmp_path / "a.pdf").text)
    written = squeezed(words(docx.Document(BytesIO(document(content, "0" * 64)))))
    for text in typed.values():
        assert squeezed(text) in printed, text
        assert squeezed(text) in written, text


async def test_what_the_office_adds_to_a_letter_is_its_own() -> None:
    """Nothing is pre-filled there: what stands in the box is what is printed."""
    report = await a_draft("letter", LETTER)
    await frozen(report)
    assert set((await kept_whole(report)).what.texts) == {"forecast"}
