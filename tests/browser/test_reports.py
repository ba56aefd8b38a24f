"""A report made in a browser, with and without scripts: drafted, edited by two, frozen, replaced."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.chrome import barriers, sign_in, window
from tests.browser.conftest import PEOPLE
from tests.browser.site import Site, at_work


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, False)])
async def test_a_draft_becomes_a_frozen_report(
    chrome: Browser, fresh: Site, width: int, scripts: bool
) -> None:
    """Begun, its text saved (as it is typed, with scripts), confirmed, frozen; its files come down."""
    async with window(chrome, fresh, width, java_script_enabled=scripts) as page:
        await sign_in(page, PEOPLE["office"])
        await page.goto("/reports/new")
        await page.get_by_role("button", name="Lập bản nháp").click()
        await expect(page.get_by_role("heading", name="Lời văn")).to_be_visible()
        there = page.url
        await page.fill("#s_proposals", "Đề nghị Bộ Nội vụ sớm hướng dẫn.")
        if scripts:
            assert await barriers(page, width) == []
            await page.fill("#s_next", "Tập trung năm nhiệm vụ quá hạn.")
            await expect(page.locator("#was [name=version]")).to_have_value("2")
            await expect(page.locator("#saved")).to_contain_text("Đã lưu")
            await page.locator("#s_next").blur()
            await expect(page.locator("#was [name=version]")).to_have_value("3")
            async with window(chrome, fresh, width) as other:
                await sign_in(other, PEOPLE["office"])
                await other.goto(there)
                await other.fill("#s_proposals", "Của người khác.")
                await other.get_by_role("button", name="Lưu bản nháp").click()
                await expect(other.get_by_text("Đã lưu bản nháp.")).to_be_visible()
            await page.fill("#s_proposals", "Của người này.")
            await page.locator("#s_proposals").blur()
            await expect(page.get_by_text("Của người khác.")).to_be_visible()
            await expect(page.locator("#s_proposals")).to_have_value("Của người này.")
            assert await barriers(page, width) == []
        await page.get_by_role("button", name="Đóng băng").click()
        await expect(page.get_by_role("heading", name="Những gì được chốt")).to_be_visible()
        if scripts:
            assert await barriers(page, width) == []
        await page.get_by_role("button", name="Đóng băng ngay").click(timeout=60_000)
        await expect(page.get_by_text("Số liệu trên trang này là của ngày 06/11/2024")).to_be_visible(
            timeout=60_000
        )
        assert page.url == there
        if scripts:
            assert await barriers(page, width) == []
        await expect(page.get_by_text("Đang chờ đến lượt")).to_be_visible()
        with at_work(fresh):  # the page turns by itself when the files are made
            pdf = page.get_by_role("link", name="bao-cao-tien-do-2024-11-06-v1.pdf")
            await expect(pdf).to_be_visible(timeout=60_000)
            async with page.expect_download() as coming:
                await pdf.click()
        assert (await coming.value).suggested_filename == "bao-cao-tien-do-2024-11-06-v1.pdf"
