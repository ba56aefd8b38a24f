"""Promises about asking and answering in a browser: extensions, explanations, stars; also without scripts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.chrome import barriers, sign_in, window
from tests.browser.conftest import PEOPLE
from tests.browser.site import Site
from tests.browser.steps import entries, form, my_work

CODE = "CQS-28"
PHONE, WIDE = 390, 1280


async def fill_day(here: Locator, legend: str, text: str) -> None:
    """Type a day into its three boxes."""
    group = here.get_by_role("group", name=legend, exact=True)
    for box, part in zip(("Ngày", "Tháng", "Năm"), text.split("/"), strict=True):
        await group.get_by_label(box, exact=True).fill(part)


async def unfold(page: Page, title: str) -> None:
    """Open one of the things that can be done beside the next action."""
    await page.locator("main summary", has_text=title).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_what_is_asked_is_answered(chrome: Browser, fresh: Site, scripts: bool) -> None:
    """A lead asks for a later day, the office grants it; a member asks to explain, the lead does."""

    @asynccontextmanager
    async def somebody(role: str, path: str) -> AsyncIterator[Page]:
        async with window(chrome, fresh, java_script_enabled=scripts) as page:
            await sign_in(page, PEOPLE[role])
            await page.goto(path)
            yield page

    async with somebody("lead", f"/tasks/{CODE}") as lead:
        await an_extension_is_asked(lead)
    async with somebody("office", "/my-work") as office:
        await the_office_grants_it_with_others(office, scripts)
    async with somebody("member", f"/tasks/{CODE}") as member:
        await unfold(member, "Yêu cầu giải trình")
        await form(member, "ask-explanation").get_by_label("Nội dung yêu cầu giải trình").fill("Vì sao chậm?")
        await form(member, "ask-explanation").get_by_role("button", name="Gửi yêu cầu").click()
        await expect(member.get_by_role("status").first).to_contain_text("Đã gửi yêu cầu giải trình")
        await member.goto("/explanations")
        await expect(member.locator("#h-unanswered")).to_have_text("Chưa trả lời (2)")
    async with somebody("lead", "/") as lead:
        await my_work(lead)
        await lead.get_by_role("link", name=f"Giải trình {CODE}").click()
        await form(lead, "explain").get_by_label("Nội dung giải trình").fill("Chờ kinh phí.")
        await form(lead, "explain").get_by_role("button", name="Gửi giải trình").click()
        await expect(lead.get_by_role("status").first).to_contain_text("Đã gửi giải trình")
        assert (await entries(lead))[:4] == ["Giải trình", "Yêu cầu giải trình", "Gia hạn", "Đề nghị gia hạn"]
        await lead.get_by_role("link", name="Chỉ xem ý kiến, giải trình").click()
        await expect(lead.locator(".tl > li")).to_have_count(2)
        await expect(lead.locator("#h-explanations")).to_have_text("Giải trình (1)")


async def an_extension_is_asked(page: Page) -> None:
    """First with mistakes, which are named together and lead to their boxes; then well."""
    await unfold(page, "Đề nghị gia hạn")
    here = form(page, "request-extension")
    await fill_day(here, "Đề nghị gia hạn đến ngày", "15/11/2024")
    await here.get_by_role("button", name="Gửi đề nghị").click()
    summary = page.locator(".govuk-error-summary")
    await expect(summary).to_contain_text("Ngày đề nghị phải sau ngày 30/11/2024")
    await expect(summary).to_contain_text("Nhập lý do đề nghị gia hạn")
    await expect(here.get_by_label("Ngày", exact=True)).to_have_value("15")
    await fill_day(here, "Đề nghị gia hạn đến ngày", "15/12/2024")
    await here.get_by_label("Lý do").fill("Chờ kinh phí thuê hạ tầng.")
    await here.get_by_role("button", name="Gửi đề nghị").click()
    await expect(page.get_by_role("status").first).to_contain_text("đến ngày 15/12/2024")


async def the_office_grants_it_with_others(page: Page, scripts: bool) -> None:
    """From its work to the page of all requests: one is granted, the other left for later."""
    await page.get_by_role("link", name="Quyết định nhiều đề nghị cùng lúc").click()
    row = page.locator(".work > li", has_text=CODE)
    await row.get_by_label("Đồng ý gia hạn", exact=True).check()
    await page.locator("#extensions-document_number").fill("812/VPCP-KSTT")
    await fill_day(
        page.locator("section", has=page.locator("#h-shared")), "Ngày văn bản quyết định", "05/11/2024"
    )
    if scripts:  # axe is a script
        for width in (WIDE, PHONE):
            assert await barriers(page, width) == []
        await page.set_viewport_size({"width": WIDE, "height": 900})
    await page.get_by_role("button", name="Ghi các quyết định").click()
    await expect(page.get_by_role("status").first).to_contain_text(f"{CODE}: Đã gia hạn đến ngày 15/12/2024.")
    await expect(page.locator(".work > li")).to_have_count(1)
    await page.get_by_role("status").get_by_role("link", name=CODE).click()
    await expect(page.locator(".facts").first).to_contain_text("đã gia hạn 1 lần, 15 ngày")


async def test_the_star_keeps_the_focus(chrome: Browser, fresh: Site) -> None:
    """Set and taken away by the keyboard, the page not loaded anew; nothing on these pages is a barrier."""
    async with window(chrome, fresh) as page:
        await sign_in(page, PEOPLE["member"])
        await page.goto(f"/tasks/{CODE}")
        await page.evaluate("window.same = true")
        for name in ("Đánh dấu trọng tâm", "Bỏ đánh dấu trọng tâm"):
            button = page.get_by_role("button", name=name, exact=True)
            await button.focus()
            await page.keyboard.press("Enter")
            await expect(button).to_have_count(0)
            await expect(page.locator("#star")).to_be_focused()
        assert await page.evaluate("window.same") is True
        assert (await entries(page))[0] == "Bỏ đánh dấu theo dõi"
        for title in ("Yêu cầu giải trình", "Gửi ý kiến về nhiệm vụ"):
            await unfold(page, title)
        for path in ("", "/explanations"):
            if path:
                await page.goto(path)
            for width in (WIDE, PHONE):
                assert await barriers(page, width) == []
