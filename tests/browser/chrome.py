"""Chromium, and what it complains about while people look at pages."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright

from tests.browser.site import PASSWORD, Site
from tracker.settings import ROOT

FLAGS = (
    "--no-sandbox",  # the tests may run as root
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
WAIT = 15_000  # milliseconds
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WATCH = """
window.refused = [];
const note = e => refused.push(e.violatedDirective + " " + e.blockedURI);
document.addEventListener("securitypolicyviolation", note);
"""


@dataclass
class Heard:
    """What a browser complained about: errors in the console, requests to other places."""

    home: str
    meant: str = "^$"  # a test that causes trouble says what it will hear
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        """Note an error; that a page itself came with 404, 409 or 422 is no complaint.

        Nor is it one that a filter overtook the one before: htmx notes such a request as given up.
        """
        usual = re.search(r"status of 4(01|04|09|22) |^htmx:(sendAbort|afterRequest),", message.text)
        if message.type in {"error", "warning"} and not usual and not re.search(self.meant, message.text):
            self.errors.append(message.text)

    def nothing(self) -> None:
        """There was no complaint since the last time."""
        errors, strangers = list(self.errors), list(self.strangers)
        self.errors.clear()
        self.strangers.clear()
        assert errors == [], errors
        assert strangers == [], strangers

    def asked(self, request: Request) -> None:
        """Note a request to another origin."""
        if not request.url.startswith((f"{self.home}/", "data:", "blob:", "about:")):
            self.strangers.append(request.url)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing; make test installs it."
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def window(
    browser: Browser, site: Site, width: int = 1280, meant: str = "^$", **options: Any
) -> AsyncIterator[Page]:
    """One person's browser: its first page. Fails at the end when the browser complained."""
    heard = Heard(site.url, meant)
    async with listened(browser, heard, width, **options) as page:
        yield page
    heard.nothing()


@asynccontextmanager
async def listened(browser: Browser, heard: Heard, width: int, **options: Any) -> AsyncIterator[Page]:
    """The first page of a new browser, whose complaints are noted."""
    given = {
        "viewport": {"width": width, "height": 900},
        "base_url": heard.home,
        "locale": "vi-VN",
        **options,
    }
    context = await browser.new_context(**given)
    context.on("console", heard.console)
    context.on("request", heard.asked)
    context.on("weberror", lambda error: heard.errors.append(str(error.error)))
    await context.add_init_script(WATCH)
    page = await context.new_page()
    page.set_default_timeout(WAIT)
    try:
        yield page
    finally:
        await context.close()


async def sign_in(page: Page, username: str, then: str = "") -> None:
    """Sign in by the form, as people do."""
    await page.goto(then or "/sign-in")
    await page.get_by_label("Tên đăng nhập").fill(username)
    await page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Đăng nhập", exact=True).click()
    await page.get_by_role("navigation", name="Điều hướng chính").wait_for()


async def remembered(browser: Browser, site: Site, username: str) -> Any:
    """The cookies of somebody who signed in, for other windows of the same person."""
    async with window(browser, site) as page:
        await sign_in(page, username)
        return await page.context.storage_state()


async def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page: rule, and where."""
    await page.evaluate(AXE)
    found = await page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    return [
        f"{one['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


async def barriers(page: Page, width: int) -> list[str]:
    """Everything wrong with the page that is open, made this wide."""
    await page.set_viewport_size({"width": width, "height": 900})
    wide = await overflow(page)
    return [*await violations(page), *await refused(page), *([f"{wide} px too wide"] if wide else [])]


async def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    found: int = await page.evaluate(
        "Math.max(document.scrollingElement.scrollWidth, document.body.scrollWidth) - innerWidth"
    )
    return max(found, 0)


async def refused(page: Page) -> list[str]:
    """What the page tried against its own content policy."""
    found: list[str] = await page.evaluate("window.refused")
    return found
