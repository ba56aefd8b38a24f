"""Promises about news in the browser: counted without a new page, told aloud without its content."""

from playwright.async_api import Browser, Page, expect

from tests.browser.chrome import sign_in, window
from tests.browser.conftest import PEOPLE
from tests.browser.site import Site
from tests.browser.steps import form

TASK = "/tasks/CQS-28"
QUESTION = "Vì sao chưa chốt kịch bản?"
# Nobody looks at the page, and the browser was allowed to speak: what it says is kept.
UNWATCHED = """() => {
  window.said = []
  window.Notification = class { static permission = "granted"; constructor(...words) { said.push(words) } }
  Object.defineProperty(document, "hidden", {get: () => true})
}"""
ASK = "htmx.ajax('GET', '/news/count?poll=1', {target: '#news', swap: 'innerHTML'})"


async def ask(page: Page) -> None:
    """The member asks the lead to explain."""
    await page.goto(TASK)
    here = form(page, "ask-explanation")
    await here.locator("xpath=ancestor::details[1]/summary").click()
    await here.locator("[name=question]").fill(QUESTION)
    await here.get_by_role("button").first.click()
    await expect(page.get_by_role("status").first).to_be_visible()


async def test_news_is_counted_told_and_marked(chrome: Browser, fresh: Site) -> None:
    """The number rises without a new page; the browser says how much and never what; the button ends it."""
    async with window(chrome, fresh) as page, window(chrome, fresh) as other:
        await sign_in(page, PEOPLE["lead"])
        await sign_in(other, PEOPLE["member"])
        await page.goto("/")
        await expect(page.locator("#news")).to_be_empty()
        await page.evaluate(UNWATCHED)
        await page.evaluate(ASK)
        await ask(other)
        await page.evaluate(ASK)
        await expect(page.locator("#news .badge")).to_contain_text("1")
        assert await page.evaluate("said") == [["1 tin mới", {"tag": "news"}]]
        await page.evaluate(ASK)
        assert len(await page.evaluate("said")) == 1, "said once"
        await page.get_by_role("link", name="Tin mới").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Tin mới")
        await expect(page.locator("main")).to_contain_text(QUESTION)
        await expect(page.locator("#news .badge")).to_contain_text("1")
        await page.get_by_role("button", name="Đánh dấu đã xem").click()
        await expect(page.get_by_role("heading", name="Không có tin mới")).to_be_visible()
        await expect(page.locator("#news")).to_be_empty()


async def test_news_without_scripts(chrome: Browser, fresh: Site) -> None:
    """A link, a list and a button; no offer that only a script could keep."""
    async with window(chrome, fresh, java_script_enabled=False) as page, window(chrome, fresh) as other:
        await sign_in(page, PEOPLE["lead"])
        await sign_in(other, PEOPLE["member"])
        await ask(other)
        await page.get_by_role("link", name="Tin mới").click()
        await expect(page.locator("main")).to_contain_text(QUESTION)
        await expect(page.locator("[data-ask-notice]")).to_be_hidden()
        await page.get_by_role("button", name="Đánh dấu đã xem").click()
        await expect(page.get_by_role("heading", name="Không có tin mới")).to_be_visible()
