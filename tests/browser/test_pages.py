"""Promises about every page: open to everybody who reads, on a phone and on a desk, from this site alone."""

import asyncio
import re
from dataclasses import dataclass

import pytest
from playwright.async_api import Page

from tests.browser.chrome import overflow, refused, violations
from tests.browser.conftest import Open

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
    Shown("lead", "/tasks/CQS-06", 404),
    Shown("lead", "/my-work"),
    Shown("late lead", "/my-work"),
    Shown("staff", "/my-work?reason=soon"),
    Shown("lead", "/my-work?reason=nothing", 422),
    Shown("office", "/my-work"),
    Shown("member", "/agencies"),
    Shown("member", "/agencies?sort=overdue&as_of=2024-01-31"),
    Shown("lead", "/agencies"),
    Shown("member", "/account"),
    Shown("admin", "/account"),
    Shown("lead", "/account/password"),
    Shown("office", "/nothing-here", 404),
]


async def looked_at(page: Page, shown: Shown, width: int) -> None:
    """Open a page at a width and hold it to the promises."""
    answer = await page.goto(shown.path)
    assert answer is not None
    assert answer.status == shown.status
    assert re.findall(r"<[^>]* style=", await answer.text()) == []
    assert await refused(page) == []
    assert await violations(page) == []
    assert await overflow(page) == 0
    if width == PHONE:
        await page.set_viewport_size({"width": SMALLEST, "height": 700})
        assert await overflow(page) == 0


@pytest.mark.parametrize("shown", PAGES, ids=str)
async def test_a_page_is_open_to_everybody_on_every_screen(opened: Open, shown: Shown) -> None:
    """No barrier that axe-core knows, nothing sideways down to 320 px, nothing refused or from elsewhere."""

    async def at(width: int) -> None:
        async with opened(shown.role, width) as page:
            await looked_at(page, shown, width)

    await asyncio.gather(at(WIDE), at(PHONE))
