"""Many submissions confirmed at once, as the office does it: by keyboard, without scripts, on phones."""

import re
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.chrome import barriers, sign_in, window
from tests.browser.conftest import PEOPLE
from tests.browser.site import Site
from tests.browser.test_evidence import attach, file
from tests.evidence.test_drawing import sheet

WHY = "Chưa kèm danh sách học viên."
PICTURES = (
    "[...document.querySelectorAll('.doc img')].every(one => one.complete && one.naturalWidth === 1240)"
)


def row(page: Page, place: int) -> Locator:
    """A submission of the queue."""
    return page.locator(".queue > li").nth(place)


async def choose(page: Page) -> None:
    """One to confirm, one to return with a reason, and another document opened: everything stays."""
    await row(page, 1).get_by_label("Xác nhận", exact=True).check()
    await expect(row(page, 2).get_by_label("Lý do trả lại")).to_be_hidden()
    await row(page, 2).get_by_label("Trả lại", exact=True).check()
    await row(page, 2).get_by_label("Lý do trả lại").fill(WHY)
    await row(page, 3).get_by_role("button", name=re.compile("^Xem")).press("Enter")
    await expect(row(page, 3).locator(".doc")).to_be_visible()
    await expect(row(page, 1).get_by_label("Xác nhận", exact=True)).to_be_checked()
    await expect(row(page, 2).get_by_label("Lý do trả lại")).to_have_value(WHY)


async def record(page: Page) -> None:
    """Send the decisions; both are told."""
    await page.get_by_role("button", name="Ghi các quyết định").click()
    await expect(page.locator(".alertbar--ok")).to_contain_text("Đã ghi 2 quyết định.")


async def test_the_document_stands_beside_the_decision(chrome: Browser, fresh: Site) -> None:
    """Pages as pictures in a pane that the keyboard scrolls; inside its item where it is narrow."""
    async with window(chrome, fresh) as page:
        await sign_in(page, PEOPLE["office"], "/confirm")
        code = await row(page, 0).locator(".code").inner_text()
        await page.goto(f"/tasks/{code}/evidence")
        await page.locator("input[type=file]").set_input_files(file("Quyết định.pdf", sheet(pages=2)))
        await attach(page)
        await expect(page.locator("#evidence .files li")).to_have_count(1)
        await page.goto("/confirm")
        pane = page.get_by_role("region", name=f"Tài liệu đang mở của {code}")
        await page.locator(".doc img").last.scroll_into_view_if_needed()
        for place in (0, 1):
            await expect(page.locator(".doc img").nth(place)).to_have_js_property("naturalWidth", 1240)
        boxes: list[Any] = [await one.bounding_box() for one in (row(page, 0).locator(".seg"), pane)]
        assert boxes[1]["x"] > boxes[0]["x"] + boxes[0]["width"]
        await pane.focus()
        await expect(pane).to_be_focused()
        await choose(page)
        await expect(row(page, 3).get_by_text("đang mở")).to_be_focused()
        for width in (1280, 390, 320):
            assert await barriers(page, width) == [], width
        inside: Any = await row(page, 3).bounding_box()
        open_one: Any = await row(page, 3).locator(".doc").bounding_box()
        assert inside["x"] < open_one["x"]
        assert open_one["y"] + open_one["height"] < inside["y"] + inside["height"]
        await record(page)
        assert await barriers(page, 390) == []


async def test_it_works_without_scripts(chrome: Browser, fresh: Site) -> None:
    """The same by plain forms: opening another document leads to its item, choices stay."""
    async with window(chrome, fresh, java_script_enabled=False) as page:
        await sign_in(page, PEOPLE["office"], "/confirm")
        await choose(page)
        assert re.search(r"/confirm#row-\d+$", page.url)
        await record(page)
