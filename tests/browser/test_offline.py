"""Progress by way of Excel and lists as files, as people do it: with scripts and without, on phones too."""

import asyncio
import io
from typing import Any

import openpyxl
import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.browser.chrome import barriers, sign_in, window
from tests.browser.conftest import PEOPLE
from tests.browser.site import Site
from tests.exchange.test_offline import WORDS, fill, rows_of

NAME = "tien-do.xlsx"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def downloaded(page: Page, link: str) -> bytes:
    """What a link hands out, once it is there whole."""
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name=link).click()
    there = await (await waiting.value).path()
    return await asyncio.to_thread(there.read_bytes)


async def send(page: Page, book: Any) -> None:
    """Choose the file and look at what it would change."""
    content = io.BytesIO()
    book.save(content)
    await page.goto("/my-work/offline")
    file: FilePayload = {"name": NAME, "mimeType": TYPE, "buffer": content.getvalue()}
    await page.locator("input[type=file]").set_input_files(file)
    await page.get_by_role("button", name="Xem trước nội dung sẽ lưu").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Nội dung tệp sẽ thay đổi")


async def report(page: Page, code: str) -> None:
    """Somebody reports on the site while the book is away."""
    await page.goto(f"/tasks/{code}")
    form = page.locator("main form[action$='/progress']")
    await form.get_by_label("Kết quả đã làm được").fill("Đã họp thống nhất.")
    await form.get_by_label("Tiến độ ước tính").fill("45")
    await form.get_by_role("button", name="Lưu cập nhật").click()
    await expect(page.get_by_role("status").first).to_contain_text("45%")


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_book_goes_out_and_comes_back(chrome: Browser, fresh: Site, scripts: bool) -> None:
    """Taken along, filled in, looked at, saved: what is wrong, in conflict and to be saved stands apart."""
    async with window(chrome, fresh, java_script_enabled=scripts) as page:
        await sign_in(page, PEOPLE["lead"], "/my-work")
        await page.get_by_role("link", name="Cập nhật bằng Excel").click()
        book = openpyxl.load_workbook(io.BytesIO(await downloaded(page, "Tải tệp nhiệm vụ")))
        codes = list(rows_of(book))
        fill(book, codes[0], percent=75, text=WORDS)
        fill(book, codes[1], percent=80, text="Đã trình dự thảo.")
        fill(book, codes[2], percent=130, text=WORDS)
        await report(page, codes[1])
        await send(page, book)
        for heading in ("Cần sửa trong tệp (1)", "Đã thay đổi ở hệ thống, cần chọn (1)", "Sẽ lưu (1)"):
            await expect(page.get_by_role("heading", name=heading)).to_be_visible()
        if scripts:
            for width in (1280, 390, 320):
                assert await barriers(page, width) == [], width
        await page.get_by_label("Lưu nội dung trong tệp").check()
        await page.get_by_role("button", name="Lưu tiến độ").click()
        await expect(page.get_by_role("status").first).to_have_text("Đã lưu tiến độ của 2 nhiệm vụ.")
        await page.goto("/my-work/offline")
        assert not scripts or await barriers(page, 390) == []


async def test_a_list_is_taken_out_as_shown(chrome: Browser, demo: Site) -> None:
    """The links follow the filters that were just applied, though only a part of the page was fetched."""
    async with window(chrome, demo) as page:
        await sign_in(page, PEOPLE["member"], "/tasks")
        await page.get_by_label("Đang thực hiện, quá hạn").check()
        await expect(page.get_by_role("heading", name="5 nhiệm vụ", exact=True)).to_be_visible()
        sheet = openpyxl.load_workbook(io.BytesIO(await downloaded(page, "Tải Excel"))).worksheets[0]
        assert sum(line[0].data_type == "n" and bool(line[0].value) for line in sheet.iter_rows()) == 5
        text = (await downloaded(page, "Tải CSV")).decode("utf-8-sig")
        assert len(text.splitlines()) >= 6
        assert await barriers(page, 390) == []
