"""The annex of a decision taken over in a browser, with and without scripts, on a desk and on a phone."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.chrome import barriers, sign_in, window
from tests.browser.conftest import PEOPLE
from tests.browser.site import Site
from tests.exchange.import_desk import FACTS, changed

WRONG = {"C146": "Sở Thông tinn Truyền thongg", "F150": "Trước ngày 31/11/2024", "E39": "Sản phẩm khác"}


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, False)])
async def test_a_file_becomes_tasks_in_three_steps(
    chrome: Browser, fresh: Site, width: int, scripts: bool
) -> None:
    """Read, understood, two cells put right by a press each, written; each page fits and has no barrier."""
    async with window(chrome, fresh, width, java_script_enabled=scripts) as page:
        await sign_in(page, PEOPLE["office"])
        await page.goto("/import")
        await page.set_input_files(
            "#file", {"name": "phu-luc.xlsx", "mimeType": "x/y", "buffer": changed(WRONG)}
        )
        await page.get_by_role("button", name="Đọc tệp").click()
        await expect(page.get_by_text("Bước 2 trong 3. Chưa có gì được ghi.")).to_be_visible()
        for name, text in FACTS.items():
            await page.fill(f"[name={name}]", text)
        if scripts:
            assert await barriers(page, width) == []
        await page.get_by_role("button", name="Chạy thử").click()
        await expect(page.get_by_role("heading", name="2 dòng lỗi, không ghi")).to_be_visible()
        if scripts:
            assert await barriers(page, width) == []
        await page.get_by_role("button", name="Dùng “30/11/2024”").click()
        await expect(page.get_by_role("heading", name="1 dòng lỗi, không ghi")).to_be_visible()
        await page.get_by_role("button", name="Dùng “Sở Thông tin và Truyền thông”").click()
        await expect(page.get_by_text("dòng lỗi, không ghi")).to_have_count(0)
        await page.get_by_role("button", name="Ghi các dòng").click()
        await expect(page.get_by_text("Đã ghi 2 dòng.")).to_be_visible()
        await page.goto("/import")
        await expect(page.get_by_role("link", name="1234/QĐ-UBND ngày 05/11/2024")).to_be_visible()
