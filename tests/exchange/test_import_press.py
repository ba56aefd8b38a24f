"""The press that writes an import: its file is read before anything is held, and looked at again after."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from tests.exchange.import_desk import OFFICE, changed, office, run, ticks
from tracker import settings
from tracker.database import execute, value
from tracker.exchange.annex import steps
from tracker.exchange.annex.keeping import Kept

pytestmark = pytest.mark.usefixtures("province")
ONE = {"E39": "Sản phẩm khác"}  # of TTHC-07


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> None:
    """The store of files is the test's own."""
    settings.override(evidence_folder=str(tmp_path / "evidence"))


@pytest.mark.parametrize("meanwhile", [False, True])
async def test_the_file_is_read_while_nothing_is_held(
    meanwhile: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process than the dry run's reads it first; what names mean by then may stop the writing."""
    browser = await office()
    draft = await run(browser, changed(ONE))
    form = ticks((await browser.get(f"/import/{draft}")).text, draft)
    monkeypatch.setattr(steps, "_books", Kept())
    monkeypatch.setattr(steps, "_rows", Kept())
    other = await asyncpg.connect(settings.current().database_url)
    try:
        holding = other.transaction()
        await holding.start()
        await other.execute("SELECT 1 FROM import_draft WHERE id = $1 FOR UPDATE", draft)
        press = asyncio.create_task(browser.post(f"/import/{draft}", data={**form, "act": "write"}))
        async with asyncio.timeout(20):
            while not steps._rows._of:  # read, though the press could hold nothing so far
                assert not press.done()
                await asyncio.sleep(0.02)
        if meanwhile:
            person = await value("SELECT id FROM person WHERE username = $1", OFFICE)
            await execute(
                """INSERT INTO agency_name (name, agency, person, at)
                   SELECT 'tenmoi', min(id), $1, now() FROM agency""",
                person,
            )
        await holding.rollback()
        answer = await press
    finally:
        await other.close()
    assert answer.status_code == (409 if meanwhile else 303)
    assert await value("SELECT count(*) FROM import_run") == (0 if meanwhile else 1)


async def test_no_choice_made_meanwhile_is_passed_over() -> None:
    """The draft as it is held has other choices than the one that was read: 409, nothing written."""
    browser = await office()
    draft = await run(browser, changed(ONE))
    form = ticks((await browser.get(f"/import/{draft}")).text, draft)
    await execute("UPDATE import_draft SET version = version + 1 WHERE id = $1", draft)
    answer = await browser.post(f"/import/{draft}", data={**form, "act": "write"})
    assert answer.status_code == 409
    assert await value("SELECT count(*) FROM import_run") == 0
