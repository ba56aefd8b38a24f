"""Promises about writing a task in a browser: the deadline is read while it is typed, Enter keeps a draft."""

import re

from playwright.async_api import Browser, expect

from tests.browser.chrome import sign_in, window
from tests.browser.conftest import PEOPLE
from tests.browser.site import Site


async def test_a_task_is_written_in_a_browser(chrome: Browser, fresh: Site) -> None:
    """What the deadline is understood as appears beside its field; Enter never assigns."""
    async with window(chrome, fresh) as page:
        await sign_in(page, PEOPLE["office"], "/tasks/new")
        await page.goto("/tasks/new")
        await page.get_by_label("Nhiệm vụ", exact=True).fill("Xây dựng kho dữ liệu dùng chung")
        deadline = page.get_by_label("Thời hạn ghi trong văn bản")
        await deadline.press_sequentially("Quý III/2025")
        await expect(page.locator("#deadline_preview")).to_contain_text("30/09/2025")
        await deadline.press("Enter")
        await page.wait_for_url(re.compile(r"/tasks/drafts/\d+"))
        await expect(page.get_by_label("Nhiệm vụ", exact=True)).to_have_value(
            "Xây dựng kho dữ liệu dùng chung"
        )
