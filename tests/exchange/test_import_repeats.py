"""A file that was imported before, under another name or as another document's: told, and confirmed first."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exchange.import_desk import changed, drafted, office, run, say_columns, ticks, write
from tests.exchange.importing import ANNEX, FILE, annex, move, said, written
from tests.tasks.reading import words_of
from tests.web.site import Browser
from tracker import settings
from tracker.database import value
from tracker.database.engine import Engine
from tracker.doors.imported import as_json, as_text
from tracker.exchange.annex.model import Column, Table
from tracker.exchange.annex.repeats import elsewhere
from tracker.refusal import Refused

OTHER = {"number": "4321/QĐ-UBND"}


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> None:
    """The store of files is the test's own."""
    settings.override(evidence_folder=str(tmp_path / "evidence"))


async def imported(browser: Browser) -> bytes:
    """A file that was written once, as tasks of document 1234/QĐ-UBND."""
    content = changed({"E39": "Sản phẩm khác"})
    await write(browser, await run(browser, content))
    assert await value("SELECT count(*) FROM import_run") == 1
    return content


async def once_more(browser: Browser, content: bytes, **facts: str) -> int:
    """The same bytes under another name, said to be of a document."""
    draft = await drafted(browser, content, "ban-sao.xlsx")
    assert (await say_columns(browser, draft, **facts)).status_code == 303
    return draft


async def test_the_dry_run_names_the_earlier_import_and_writing_waits_for_a_tick(province: Engine) -> None:
    """Number, day and document stand above; without the tick nothing is written, with it everything is."""
    browser = await office()
    content = await imported(browser)
    await move("TTHC-07", "expected_output = 'Như cũ'")
    draft = await once_more(browser, content, **OTHER)
    html = (await browser.get(f"/import/{draft}")).text
    assert 'href="/import/records/1"' in html
    told = words_of(html)
    assert "Tệp này đã được nhập trước đây." in told
    assert "06/11/2024" in told
    assert "1234/QĐ-UBND" in told
    form = ticks(html, draft)
    (box,) = [name for name in form if name.startswith("t_w_")]
    unticked = {name: text for name, text in form.items() if name != box}
    answer = await browser.post(f"/import/{draft}", data={**unticked, "act": "write"})
    assert answer.status_code == 422
    assert "Cần xác nhận nếu vẫn ghi như nhiệm vụ của văn bản khác" in words_of(answer.text)
    assert 'href="#again"' in answer.text
    assert await value("SELECT count(*) FROM import_run") == 1
    stands = ticks(answer.text, draft)
    assert box not in stands  # what was unticked stays so
    done = await browser.post(f"/import/{draft}", data={**stands, "act": "write", "again": "1"})
    assert done.status_code == 303, done.text
    assert await value("SELECT count(*) FROM import_run") == 2


async def test_the_same_document_needs_no_tick(province: Engine) -> None:
    """Negative control: the same bytes for the same document change nothing and ask for nothing."""
    browser = await office()
    draft = await once_more(browser, await imported(browser))
    assert 'id="again"' not in (await browser.get(f"/import/{draft}")).text
    assert (await write(browser, draft)).status_code == 303


async def test_other_bytes_need_no_tick(province: Engine) -> None:
    """Negative control: another file of another document was never imported."""
    browser = await office()
    await imported(browser)
    draft = await once_more(browser, changed({"E39": "Sản phẩm khác nữa"}), **OTHER)
    assert 'id="again"' not in (await browser.get(f"/import/{draft}")).text
    assert (await write(browser, draft)).status_code == 303


async def test_the_action_itself_keeps_the_rule(province: Engine) -> None:
    """Refused beside "again" where the other import was not known; the first document goes on as before."""
    other = replace(ANNEX, number="4321/QĐ-UBND")
    assert await elsewhere(FILE.sha256, ANNEX) is None
    await written(await said(await annex()))
    with pytest.raises(Refused) as no:
        await written(await said(await annex(), document=other), document=other)
    assert no.value.field == "again"
    assert "2610/QĐ-UBND" in no.value.sentence
    await written(await said(await annex(), document=other), document=other, again=True)
    for document in (ANNEX, other):
        assert await elsewhere(FILE.sha256, document) is None
    await written(await said(await annex(), document=other), document=other)


async def test_columns_that_nobody_reads_are_told(province: Engine) -> None:
    """By letter and heading, as text and as JSON; where all are read there is no such line."""
    outcomes = await said((await annex())[:20])
    columns = (Column("B", "Nội dung", "title"), Column("H", "Ghi chú riêng", ""))
    for some, names in ((columns, [{"column": "H", "heading": "Ghi chú riêng"}]), (columns[:1], [])):
        tables = [Table("Phụ lục", 1, 1, some, "x")]
        assert json.loads(as_json(outcomes, None, tables))["totals"]["columns_unread"] == names
        said_so = "Columns that are not read: H “Ghi chú riêng”." in as_text(outcomes, None, tables)
        assert said_so == bool(names)
