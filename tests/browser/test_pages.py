"""Promises about every page: open to everybody who reads, on a phone and on a desk, from this site alone."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.browser.chrome import Heard, barriers, listened, overflow, refused, violations
from tests.browser.conftest import Open
from tests.browser.site import Site

WIDE, PHONE, SMALLEST = 1280, 390, 320


@dataclass(frozen=True)
class Shown:
    """A page as one role sees it, and the status it answers with."""

    role: str
    path: str
    status: int = 200

    def __str__(self) -> str:
        return f"{self.role or 'nobody'} {self.path}"


PAGES = [
    Shown("", "/sign-in"),
    Shown("", "/sign-in?next=%2Ftasks"),
    Shown("", "/nothing-here", 404),
    Shown("", "/mail"),
    Shown("member", "/"),
    Shown("member", "/?as_of=2023-06-30"),
    Shown("member", "/?as_of=2030-01-01", 422),
    Shown("member", "/?mode=projector"),
    Shown("lead", "/"),
    Shown("late lead", "/"),
    Shown("staff", "/"),
    Shown("auditor", "/"),
    Shown("office", "/"),
    Shown("member", "/tasks"),
    Shown("member", "/tasks?bucket=overdue&bucket=awaiting&area=TTHC&q=thu+tuc"),
    Shown("member", "/tasks?q=khong+co+gi+nhu+the"),
    Shown("member", "/tasks?agency=NOWHERE", 422),
    Shown("member", "/tasks?page=3&as_of=2023-06-30"),
    Shown("lead", "/tasks"),
    Shown("office", "/tasks?bucket=awaiting&waiting=30"),
    Shown("member", "/tasks/CQS-06"),
    Shown("member", "/tasks/CQS-06?as_of=2023-06-30"),
    Shown("late lead", "/tasks/CQS-06"),
    Shown("lead", "/tasks/TCBM-18", 404),
    Shown("lead", "/my-work"),
    Shown("late lead", "/my-work"),
    Shown("staff", "/my-work?reason=soon"),
    Shown("lead", "/my-work?reason=nothing", 422),
    Shown("office", "/my-work"),
    Shown("office", "/import"),
    Shown("lead", "/my-work/offline"),
    Shown("", "/api/v1"),
    Shown("admin", "/settings/tokens"),
    Shown("lead", "/account/tokens"),
    Shown("office", "/documents"),
    Shown("", "/open-data", 404),
    Shown("member", "/agencies"),
    Shown("member", "/agencies?sort=overdue&as_of=2024-01-31"),
    Shown("lead", "/agencies"),
    Shown("member", "/changes?from=2023-12-31"),
    Shown("member", "/changes?from=2023-12-31&kind=moved&as_of=2024-10-31"),
    Shown("member", "/changes?from=2024-02-31&until=2030-01-01", 422),
    Shown("lead", "/changes"),
    Shown("member", "/account"),
    Shown("lead", "/account"),
    Shown("lead", "/news"),
    Shown("office", "/letters"),
    Shown("auditor", "/letters/next"),
    Shown("admin", "/letters"),
    Shown("admin", "/bounces"),
    Shown("admin", "/settings/hooks"),
    Shown("office", "/settings/reminders"),
    Shown("auditor", "/settings/reminders"),
    Shown("admin", "/account"),
    Shown("lead", "/account/password"),
    Shown("office", "/reports"),
    Shown("lead", "/reports"),
    Shown("office", "/reports/new"),
    Shown("office", "/reports/new?list=1&bucket=overdue"),
    Shown("member", "/reports/new", 404),
    Shown("office", "/nothing-here", 404),
]


@dataclass(frozen=True)
class Screen:
    """A browser of one width, in which one person after another looks at pages."""

    page: Page
    heard: Heard
    width: int

    async def given_to(self, cookies: Any) -> None:
        """Make it somebody else's."""
        await self.page.context.clear_cookies()
        await self.page.context.add_cookies(cookies["cookies"] if cookies else [])

    async def shows(self, shown: Shown) -> None:
        """Open a page and hold it to the promises."""
        answer = await self.page.goto(shown.path)
        assert answer is not None
        assert answer.status == shown.status
        assert re.findall(r"<[^>]* style=", await answer.text()) == []
        assert await refused(self.page) == []
        assert await violations(self.page) == []
        assert await overflow(self.page) == 0
        if self.width == PHONE:
            await self.page.set_viewport_size({"width": SMALLEST, "height": 900})
            assert await overflow(self.page) == 0
            await self.page.set_viewport_size({"width": PHONE, "height": 900})
        self.heard.nothing()


@pytest.fixture(scope="module")
async def screens(chrome: Browser, demo: Site) -> AsyncIterator[list[Screen]]:
    """A desk and a phone."""
    async with AsyncExitStack() as stack:
        heard = {width: Heard(demo.url) for width in (WIDE, PHONE)}
        yield [
            Screen(
                await stack.enter_async_context(listened(chrome, heard[width], width)), heard[width], width
            )
            for width in heard
        ]


@pytest.mark.parametrize("shown", PAGES, ids=str)
async def test_a_page_is_open_to_everybody_on_every_screen(
    screens: list[Screen], cookies: Callable[[str], Awaitable[Any]], shown: Shown
) -> None:
    """No barrier that axe-core knows, nothing sideways down to 320 px, nothing refused or from elsewhere."""
    known = await cookies(shown.role)
    for screen in screens:
        await screen.given_to(known)
    await asyncio.gather(*(screen.shows(shown) for screen in screens))


async def test_a_letter_of_the_demonstration_is_open_to_everybody(opened: Open) -> None:
    """This week's letters lie in the mailbox; one is read as HTML, as text and with its headers."""
    async with opened("") as page:
        for _ in range(60):
            await page.goto("/mail")
            if await page.locator("main tbody a").count():
                break
            await page.wait_for_timeout(500)
        await page.get_by_role("link", name="Sở Giáo dục và Đào tạo").click()
        letter = page.frame_locator("iframe")
        await letter.get_by_role("link", name="Ban hành định mức").wait_for()
        for width in (WIDE, PHONE, SMALLEST):
            assert await barriers(page, width) == []
