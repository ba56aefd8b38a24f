"""Promises about the annex of charts: bound in when the office says so, as the page of charts draws it."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest

from tests.reports.kept.desk import LETTER, NOON, a_draft, actor, fields, frozen
from tests.reports.paper import Paper, squeezed
from tests.tasks.reading import a_user, freeze, main_of, words_of
from tracker.refusal import Refused
from tracker.reports.books.document import document
from tracker.reports.content import Content, read, written
from tracker.reports.kept.actions import bind_charts, supersede
from tracker.reports.kept.queries import kept_whole
from tracker.reports.printer import Printer
from tracker.reports.rendering import html

pytestmark = pytest.mark.usefixtures("province")


async def on_paper(content: Content, folder: Path) -> Paper:
    """A report as it is printed."""
    async with Printer() as printer:
        path = folder / "report.pdf"
        path.write_bytes(await printer.pdf(html(content)))
    return Paper(path)


async def test_charts_are_bound_in_by_the_office(tmp_path: Path) -> None:
    """Text typed beside the choice is saved with it; they stand in an annex, each said in words."""
    freeze()
    browser, report = await a_user("vpub.dieuphoi1"), await a_draft()
    there = f"/reports/{report}"
    send = await fields(browser, there, there)
    answer = await browser.post(there, data={**send, "s_next": "Tập trung.", "act": "charts"})
    assert answer.status_code == 303
    page = words_of(await main_of(browser, there))
    assert "Bỏ phụ lục biểu đồ" in page
    assert "Tập trung." in page
    await frozen(report)
    content = (await kept_whole(report)).what
    assert content.charts
    assert read(written(content)) == content
    paper = await on_paper(content, tmp_path)
    assert "Phụ lục II BIỂU ĐỒ TÌNH HÌNH THỰC HIỆN NHIỆM VỤ" in paper.running
    assert "Phụ lục III CHI TIẾT" in paper.running
    assert len(paper.alternatives) == 1 + 4 + 7
    assert squeezed("31 đến 90 ngày 2 16") in squeezed(paper.text)
    without = await on_paper(replace(content, charts=False), tmp_path)
    assert "Phụ lục II CHI TIẾT" in without.running  # negative control
    assert len(without.alternatives) == 1
    book = docx.Document(BytesIO(document(content, "0" * 64)))
    for head in ("Lĩnh vực", "Cơ quan"):  # where there are no drawings, their numbers stand in tables
        assert any(table.rows[0].cells[0].text == head and len(table.rows) > 3 for table in book.tables), head
    newer = await supersede(await actor(), report, "Sửa", NOON)
    assert (await kept_whole(newer)).charts


async def test_charts_are_left_out_again_and_of_a_letter_there_are_none() -> None:
    """Said twice it changes once; a kind that has no annexes refuses."""
    me, report = await actor(), await a_draft()
    for wanted, version in ((True, 2), (True, 2), (False, 3)):
        await bind_charts(me, report, wanted, NOON)
        found = await kept_whole(report)
        assert (found.charts, found.version) == (wanted, version)
    letter = await a_draft("letter", LETTER)
    with pytest.raises(Refused):
        await bind_charts(me, letter, True, NOON)
