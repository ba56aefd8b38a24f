"""Stopping, taking back, asking a coordinating agency: in a browser, with scripts and without."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.chrome import barriers, sign_in, window
from tests.browser.conftest import PEOPLE
from tests.browser.site import Site
from tests.browser.steps import entries, form

CODE = "CQS-14"  # led by STTTT; CAT coordinates
WHY = "Trung ương đang sửa nghị định."


async def unfold(page: Page, verb: str) -> None:
    """Open the part of the page that holds a form."""
    await page.locator(f"main details:has(form[action$='/{verb}']) > summary").click()


async def stop(page: Page, verb: str) -> None:
    """Suspend or withdraw by a document of yesterday."""
    await unfold(page, verb)
    here = form(page, verb)
    await here.get_by_label("Lý do").fill(WHY)
    await here.get_by_label("Số văn bản").fill("99/UBND-KSTT")
    for box, value in (("Ngày", "5"), ("Tháng", "11"), ("Năm", "2024")):
        await here.get_by_label(box, exact=True).fill(value)
    await here.get_by_role("button").click()
    await expect(page.get_by_role("status").first).to_contain_text(CODE)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_task_is_stopped_taken_back_and_withdrawn(
    chrome: Browser, fresh: Site, scripts: bool
) -> None:
    """Each step says what happened; nothing stands in anybody's way at either width."""

    @asynccontextmanager
    async def somebody(username: str, width: int = 1280) -> AsyncIterator[Page]:
        async with window(chrome, fresh, width, java_script_enabled=scripts) as page:
            await sign_in(page, username, f"/tasks/{CODE}")
            yield page
            assert not scripts or await barriers(page, width) == []

    async with somebody(PEOPLE["lead"]) as lead:
        await unfold(lead, "ask-contribution")
        ask = form(lead, "ask-contribution")
        await ask.get_by_label("Cơ quan phối hợp").select_option("CAT")
        await ask.get_by_label("Nội dung đề nghị").fill("Đề nghị góp ý dự thảo.")
        for box, value in (("Ngày", "8"), ("Tháng", "11"), ("Năm", "2024")):
            await ask.get_by_label(box, exact=True).fill(value)
        await ask.get_by_role("button").click()
        await expect(lead.locator("#h-contributions + ul")).to_contain_text("Đề nghị góp ý dự thảo.")
        await lead.goto("/agency/people")
        await lead.get_by_role("button", name="Cho phép trình Hứa Đăng Khoa").click()
        await expect(lead.get_by_role("button", name="Thôi cho phép Hứa Đăng Khoa")).to_be_visible()
    async with somebody("cat.chuyenvien1", 390) as asked:
        await asked.goto("/my-work")
        await asked.get_by_role("link", name=f"Phối hợp {CODE}").click()
        await form(asked, "contribute").get_by_label("Không có nội dung phối hợp").check()
        await form(asked, "contribute").get_by_role("button").click()
        await expect(asked.get_by_role("status").first).to_contain_text("Đã lưu nội dung phối hợp")
    async with somebody(PEOPLE["office"]) as office:
        await stop(office, "suspend")
        await expect(office.locator(".alertbar--warn")).to_contain_text(WHY)
        await office.get_by_role("button", name="Hoàn tác").click()
        await expect(office.locator(".alertbar--warn")).to_have_count(0)
        assert (await entries(office))[:2] == ["Hoàn tác", "Tạm dừng nhiệm vụ"]
        await stop(office, "withdraw")
        await expect(office.locator(".alertbar--warn")).to_contain_text("ngoài tổng số")
    async with somebody(PEOPLE["member"], 390) as member:
        await member.goto("/")
        await member.get_by_role("link", name="1 nhiệm vụ đã thu hồi, ngoài tổng số").click()
        await expect(member.locator("#h-results")).to_have_text("1 nhiệm vụ")
        await expect(member.locator("#results")).to_contain_text(WHY)
