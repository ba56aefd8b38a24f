"""Promises about speed and care: what scripts add to pages that work without them."""

from typing import Any

from playwright.async_api import Browser, Page, Route, expect

from tests.browser.chrome import sign_in, window
from tests.browser.conftest import PEOPLE, Open
from tests.browser.site import PASSWORD, Site
from tests.browser.steps import entries, five_figures, form

TASK = "/tasks/CQS-28"
WORDS = "Đã họp với 4 đơn vị, chốt kịch bản lần cuối."


async def test_a_filter_swaps_the_results_alone_and_the_address_tells_it(opened: Open) -> None:
    """No page load; Back brings the list before; the address opens the same list again."""
    async with opened("member") as page:
        await page.goto("/tasks")
        await page.evaluate("window.same = true")
        await page.locator("#results").evaluate("node => node.dataset.old = 'yes'")
        await page.get_by_label("Đang thực hiện, quá hạn").check()
        await expect(page.locator("#h-results")).to_have_text("5 nhiệm vụ")
        await expect(page.locator("#results")).not_to_have_attribute("data-old", "yes")
        await page.wait_for_url("**/tasks?bucket=overdue")
        assert await page.evaluate("window.same") is True
        assert await page.get_by_label("Đang thực hiện, quá hạn").is_checked()
        there = page.url

        await page.go_back()
        await expect(page.locator("#h-results")).to_have_text("176 nhiệm vụ")
        assert await page.get_by_label("Đang thực hiện, quá hạn").is_checked() is False
        await page.goto(there)
        await expect(page.locator("#h-results")).to_have_text("5 nhiệm vụ")


async def test_paging_and_leaving_the_list_go_where_they_say(opened: Open) -> None:
    """The pager swaps the results; a task's link opens the task as a whole page."""
    async with opened("member") as page:
        await page.goto("/tasks")
        await page.locator("#page-2").click()
        await expect(page.locator(".pager")).to_contain_text("26–50 trong 176")
        await page.locator("#results .tt").first.click()
        await expect(page.locator("h1")).to_have_count(1)
        await expect(page.get_by_role("heading", name="Thông tin nhiệm vụ")).to_be_visible()
        await expect(page.locator("#results")).to_have_count(0)


async def test_a_double_click_posts_once(chrome: Browser, fresh: Site) -> None:
    """One report, however nervous the finger; the same form sent by hand again has no effect either."""
    async with window(chrome, fresh) as page:
        await sign_in(page, PEOPLE["lead"])
        await page.goto(TASK)
        before = len(await entries(page))
        await form(page, "progress").get_by_label("Kết quả đã làm được").fill(WORDS)
        sent = await form(page, "progress").evaluate("form => Object.fromEntries(new FormData(form))")
        await form(page, "progress").get_by_role("button", name="Lưu cập nhật").dblclick()
        await expect(page.get_by_role("status").first).to_contain_text("CQS-28")
        again = await page.request.post(
            f"{fresh.url}{TASK}/progress", form=sent, headers={"Origin": fresh.url}
        )
        assert again.status == 200
        await page.goto(TASK)
        assert len(await entries(page)) == before + 1


async def test_what_was_typed_stays_when_nothing_answers(opened: Open) -> None:
    """Offline, and again with a server that fails: the text stays, and a sentence says it was not saved."""
    async with opened("lead", meant="sendError|DISCONNECTED|status of 500|Status Error Code 500") as page:
        for trouble in (_cut, _fail):
            await page.goto(TASK)
            await page.route("**/progress", trouble)
            await form(page, "progress").get_by_label("Kết quả đã làm được").fill(WORDS)
            await form(page, "progress").get_by_role("button", name="Lưu cập nhật").click()
            await expect(form(page, "progress").get_by_role("alert")).to_contain_text("Chưa lưu được")
            await expect(form(page, "progress").get_by_label("Kết quả đã làm được")).to_have_value(WORDS)
            await page.unroute("**/progress")


async def _cut(route: Route) -> None:
    await route.abort("internetdisconnected")


async def _fail(route: Route) -> None:
    await route.fulfill(status=500, content_type="text/html", body="<p>x</p>")


async def test_reading_goes_on_at_the_heading_or_at_the_error(opened: Open) -> None:
    """After a link the focus is on the new page's heading; after a mistake on the list of mistakes."""
    async with opened("lead") as page:
        await page.goto("/")
        await page.get_by_role("link", name="Việc của tôi").click()
        await expect(page.get_by_role("heading", level=1, name="Việc của tôi")).to_be_focused()
        await page.goto(TASK)
        await form(page, "progress").get_by_label("Tiến độ ước tính").fill("rất nhiều")
        await form(page, "progress").get_by_role("button", name="Lưu cập nhật").click()
        summary = page.locator(".govuk-error-summary")
        await expect(summary).to_be_focused()
        await expect(summary).to_contain_text("Nhập kết quả đã làm được")
        assert (await page.title()).startswith("Lỗi: ")
        await summary.get_by_role("link").first.click()
        await expect(form(page, "progress").get_by_label("Kết quả đã làm được")).to_be_focused()
        await expect(form(page, "progress").get_by_label("Tiến độ ước tính")).to_have_value("rất nhiều")


async def test_the_keyboard_alone_is_enough(chrome: Browser, fresh: Site) -> None:
    """Sign in, open a task and report its progress without a mouse."""
    async with window(chrome, fresh) as page:
        await page.goto("/sign-in")
        await _tab_to(page, "#username")
        await page.keyboard.type(PEOPLE["lead"])
        await _tab_to(page, "#password")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("navigation", name="Điều hướng chính")).to_be_visible()
        await page.goto(TASK)
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
        await page.keyboard.press("Enter")
        await _tab_to(page, "#progress-text")
        await page.keyboard.type(WORDS)
        await _tab_to(page, "form[action$='/progress'] button")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status").first).to_contain_text("CQS-28")
        await expect(page.locator(".tl > li").first).to_contain_text(WORDS)


async def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, which must be seen there."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        found: Any = await page.evaluate(
            "wanted => [document.activeElement.matches(wanted),"
            " getComputedStyle(document.activeElement).outlineStyle != 'none' ||"
            " getComputedStyle(document.activeElement).boxShadow != 'none']",
            selector,
        )
        assert found[1], f"no focus to be seen on the way to {selector}"
        if found[0]:
            return
    raise AssertionError(f"{selector} is out of reach of the keyboard")


async def test_english_is_one_click_away_and_back(opened: Open) -> None:
    """The same page in the other language; the figures do not change with the words."""
    async with opened("auditor") as page:
        await page.goto("/")
        figures = await five_figures(page)
        await page.get_by_role("button", name="English").click()
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await expect(page.locator(".hero")).to_contain_text("In progress, overdue")
        assert await five_figures(page) == figures
        await page.get_by_role("button", name="Tiếng Việt").click()
        await expect(page.locator("html")).to_have_attribute("lang", "vi")
