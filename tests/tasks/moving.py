"""Forms of a task's page as browsers send them: opened, filled in, sent."""

import re
from html import unescape
from typing import Any

import httpx

from tests.tasks.reading import a_user
from tests.web.site import Browser
from tracker.database import row, value

HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
REPORT = {"text": "Đã rà soát xong 3/5 đơn vị.", "percent": "60", "difficulty_kind": "", "difficulties": "",
          "cause_kind": "", "cause_text": "", "forecast": "", "proposal": ""}  # fmt: skip
RESULT = {"text": "Đã ban hành quyết định.", "result_number": "12/QĐ-UBND", "result_date_day": "5",
          "result_date_month": "11", "result_date_year": "2024"}  # fmt: skip


def form_of(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form with this action; empty when the page has no such form."""
    _, found, rest = html.partition(f'action="{action}"')
    inside = rest.partition("</form>")[0] if found else ""
    return {name: unescape(kept) for name, kept in HIDDEN.findall(inside)}


async def opened(browser: Browser, code: str, verb: str) -> dict[str, str]:
    """Open a task's page and answer the hidden fields of one of its forms."""
    return form_of((await browser.get(f"/tasks/{code}")).text, f"/tasks/{code}/{verb}")


async def send(browser: Browser, code: str, verb: str, said: dict[str, Any]) -> httpx.Response:
    """Open the page, fill in its form and send it."""
    hidden = await opened(browser, code, verb)
    assert hidden, f"no form to {verb} {code}"
    return await browser.post(f"/tasks/{code}/{verb}", data={**hidden, **said})


async def forced(browser: Browser, code: str, verb: str, said: dict[str, Any]) -> httpx.Response:
    """Send what no form of the page offered, with a valid key and token."""
    hidden = {
        "form_key": "0f8fad5b-d9cb-469f-a165-70867728950e",
        "version": str((await task(code))["version"]),
    }
    return await browser.fill(f"/tasks/{code}/{verb}", {**hidden, **said})


async def task(code: str) -> dict[str, Any]:
    """A task as it stands in the database."""
    found = await row("SELECT * FROM task WHERE code = $1", code)
    assert found is not None
    return found


async def lines_of(code: str) -> int:
    """How many lines of history a task has."""
    asked = """SELECT count(*) FROM history AS h JOIN task AS t ON t.id = h.object_id
               WHERE h.kind = 'task' AND t.code = $1"""
    return int(await value(asked, code))


async def moved(username: str, code: str, verb: str, said: dict[str, Any]) -> httpx.Response:
    """Somebody opens a task, fills in one form and sends it."""
    return await send(await a_user(username), code, verb, said)
