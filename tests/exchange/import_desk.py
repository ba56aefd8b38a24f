"""The office at the pages of an import: files sent, columns said, rows written."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import openpyxl

from tests.tasks.moving import form_of
from tests.tasks.reading import a_user
from tests.web.site import Browser
from tracker import clock, settings
from tracker.database import execute, value
from tracker.evidence import store
from tracker.web.csrf import FIELD

ANNEX = Path(__file__).parent / "data" / "phu-luc-nhiem-vu.xlsx"
OFFICE = "vpub.dieuphoi1"
DAY = {"issued_on_day": "5", "issued_on_month": "11", "issued_on_year": "2024"}
FACTS = {
    "number": "1234/QĐ-UBND",
    **DAY,
    "issuer": "Ủy ban nhân dân tỉnh",
    "title": "Quyết định giao nhiệm vụ",
}


def changed(cells: dict[str, str]) -> bytes:
    """The annex with some cells written over."""
    book = openpyxl.load_workbook(ANNEX)
    sheet = book.active
    assert sheet is not None
    for address, text in cells.items():
        sheet[address] = text
    made = BytesIO()
    book.save(made)
    return made.getvalue()


async def office() -> Browser:
    """Somebody of the office before the start of an import, with a form token."""
    return await (await a_user(OFFICE)).meet("/import")


async def send(browser: Browser, content: bytes, name: str = "phu-luc.xlsx", **said: str) -> httpx.Response:
    """Send a file."""
    programme = await value("SELECT code FROM programme ORDER BY id LIMIT 1")
    fields = {FIELD: browser.token, "form_key": str(uuid4()), "programme": programme, **said}
    return await browser.post("/import", data=fields, files=[("file", (name, content, "application/x"))])


async def drafted(browser: Browser, content: bytes, name: str = "phu-luc.xlsx") -> int:
    """Send a file that is taken; the number of the draft."""
    answer = await send(browser, content, name)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].split("/")[2])


def fields_of(html: str) -> dict[str, str]:
    """What the selects of the page of columns stand at."""
    found = {}
    for part in html.split("<select ")[1:]:
        name = part.partition('name="')[2].partition('"')[0]
        for option in part.partition("</select>")[0].split("<option ")[1:]:
            if " selected" in option.partition(">")[0]:
                found[name] = option.partition('value="')[2].partition('"')[0]
    return found


async def say_columns(browser: Browser, draft: int, **said: Any) -> httpx.Response:
    """Send the form of the columns as it stands, with the document and what is said besides."""
    there = f"/import/{draft}/columns"
    html = (await browser.get(there)).text
    stands = {**form_of(html, there), "t_table_0": "1", **fields_of(html)}
    return await browser.post(there, data={**stands, **FACTS, "remember": "1", "act": "run", **said})


async def run(browser: Browser, content: bytes) -> int:
    """A file sent, its columns as they were found: a draft before its dry run."""
    draft = await drafted(browser, content)
    answer = await say_columns(browser, draft)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/import/{draft}")
    return draft


async def write(browser: Browser, draft: int, **said: Any) -> httpx.Response:
    """Open the dry run and press the button that writes, with the ticks as they stand."""
    html = (await browser.get(f"/import/{draft}")).text
    return await browser.post(f"/import/{draft}", data={**ticks(html, draft), "act": "write", **said})


def ticks(html: str, draft: int) -> dict[str, str]:
    """The form of the dry run as it stands."""
    found = form_of(html, f"/import/{draft}")
    for part in html.split("<input ")[1:]:
        tag = part.partition(">")[0]
        name = tag.partition('name="')[2].partition('"')[0]
        if name.startswith("t_s_") or (name.startswith("t_w_") and " checked" in tag):
            found[name] = "1"
    return found


async def a_draft_and_a_record(folder: Path) -> None:
    """Draft 1 of the office, and record 1 of an import with an error, without a browser."""
    settings.override(evidence_folder=str(folder))
    person = await value("SELECT id FROM person WHERE username = $1", OFFICE)
    programme = await value("SELECT id FROM programme ORDER BY id LIMIT 1")
    content = ANNEX.read_bytes()
    digest = hashlib.sha256(content).digest()
    await execute(
        """INSERT INTO import_draft (person, programme, file_name, file_sha256, content, at)
           VALUES ($1, $2, 'phu-luc.xlsx', $3, $4, $5)""",
        person, programme, digest, content, clock.now(),
    )  # fmt: skip
    await execute(
        "INSERT INTO stored_file (sha256, size, stored_at, checked_at) VALUES ($1, $2, $3, $3)",
        digest, len(content), clock.now(),
    )  # fmt: skip
    await execute(
        """INSERT INTO import_run (programme, kind, source_document, file_name, file_sha256, person, at)
           SELECT $1, 'annex', min(id), 'phu-luc.xlsx', $2, $3, $4 FROM source_document""",
        programme, digest, person, clock.now(),
    )  # fmt: skip
    await execute(
        """INSERT INTO import_row (run, sheet, "row", outcome, problems)
           SELECT id, 'Phụ lục', 12, 'error', '[]' FROM import_run"""
    )
    path = store.path_of(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
