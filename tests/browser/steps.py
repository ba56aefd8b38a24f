"""What people do on the pages, by the words they see there."""

import asyncio
import re
import shutil
from asyncio.subprocess import PIPE

from playwright.async_api import Locator, Page, expect

STATES = ("done_on_time", "done_late", "awaiting", "in_time", "overdue")  # in the order of the bar


def form(page: Page, verb: str) -> Locator:
    """The form that makes a move."""
    return page.locator(f"main form[action$='/{verb}']")


async def my_work(page: Page) -> None:
    """What is mine to do."""
    await (
        page.get_by_role("navigation", name="Điều hướng chính")
        .get_by_role("link", name="Việc của tôi")
        .click()
    )
    await expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")


async def find_task(page: Page, code: str) -> None:
    """Look a task up in the list by its code, and open it."""
    await page.get_by_role("link", name="Nhiệm vụ", exact=True).first.click()
    await expect(page.get_by_role("heading", level=1, name="Nhiệm vụ")).to_be_visible()
    words = page.get_by_label("Từ khóa hoặc mã")
    if not await page.locator("body.js-enabled").count():
        await page.locator("details.filter > summary").click()  # on a desk a script opens it
    await words.fill(code)
    await page.get_by_role("button", name="Áp dụng bộ lọc").click()
    await expect(page.get_by_role("heading", name="1 nhiệm vụ", exact=True)).to_be_visible()
    await page.locator("#results .tt").click()
    await on_task(page, code)


async def on_task(page: Page, code: str) -> None:
    """The task's page is open."""
    await page.wait_for_url(re.compile(rf"/tasks/{code}([?#]|$)"))
    await expect(page.get_by_role("navigation", name="Đường dẫn")).to_contain_text(code)


async def report(page: Page, text: str, percent: int) -> None:
    """Say what was done, how far it is and what hinders."""
    here = form(page, "progress")
    await here.get_by_label("Kết quả đã làm được").fill(text)
    await here.get_by_label("Tiến độ ước tính").fill(str(percent))
    await here.get_by_text("Khó khăn, nguyên nhân, ước thực hiện, kiến nghị").click()
    await here.get_by_label("Loại khó khăn, vướng mắc").select_option(label="Nguồn lực")
    await here.get_by_label("Khó khăn, vướng mắc", exact=True).fill("Chưa có kinh phí thuê hạ tầng.")
    await here.get_by_label("Loại nguyên nhân").select_option(label="Khách quan")
    await here.get_by_label("Nguyên nhân", exact=True).fill("Dự toán được giao chậm.")
    await here.get_by_role("button", name="Lưu cập nhật").click()
    await expect(page.get_by_role("status").first).to_contain_text(f"{percent}%")


async def submit(page: Page, text: str, number: str) -> None:
    """Submit for confirmation with a result document of yesterday."""
    here = form(page, "submit")
    if not await here.is_visible():
        await page.locator("summary", has_text="Trình xác nhận hoàn thành").click()
    await here.get_by_label("Kết quả đạt được").fill(text)
    await here.get_by_label("Số văn bản kết quả").fill(number)
    for box, value in (("Ngày", "5"), ("Tháng", "11"), ("Năm", "2024")):
        await here.get_by_label(box, exact=True).fill(value)
    await here.get_by_role("button", name="Trình xác nhận hoàn thành").click()
    await expect(page.locator("main .alertbar").first).to_be_visible()
    await expect(page.locator(".head .st--awaiting")).to_be_visible()


async def decide(page: Page, decision: str, reason: str = "") -> None:
    """Confirm or return a submission."""
    here = form(page, "confirm")
    await here.get_by_label(decision).check()
    await here.get_by_label("Ý kiến").fill(reason)
    await here.get_by_role("button", name="Ghi quyết định").click()
    await expect(form(page, "confirm")).to_have_count(0)


async def sign_out(page: Page) -> None:
    """Leave."""
    await page.get_by_role("button", name="Đăng xuất", exact=True).first.click()
    await expect(page.get_by_role("button", name="Đăng nhập", exact=True)).to_be_visible()


async def five_figures(page: Page) -> dict[str, int]:
    """The figures that the progress page shows, by state."""
    texts = await page.locator(".hero .legend a b").all_inner_texts()
    return dict(zip(STATES, map(int, texts), strict=True))


async def words_of_pdf(pdf: bytes) -> tuple[str, int]:
    """The words of a PDF in one line, as a reader's program extracts them, and its number of sheets."""
    program = shutil.which("pdftotext")
    assert program, "poppler-utils are missing; make test installs them."
    process = await asyncio.create_subprocess_exec(program, "-", "-", stdin=PIPE, stdout=PIPE)
    printed, _errors = await process.communicate(pdf)
    assert process.returncode == 0
    text = printed.decode()
    return " ".join(text.split()), text.count("\f")


async def entries(page: Page) -> list[str]:
    """The timeline of a task, newest first."""
    return await page.locator(".tl > li > h3").all_inner_texts()
