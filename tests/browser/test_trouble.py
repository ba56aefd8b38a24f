"""Promises about pages that say something went wrong: as open to everybody as the others, nothing lost."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.chrome import barriers, overflow, sign_in, window
from tests.browser.conftest import PEOPLE, Open
from tests.browser.site import Site
from tests.browser.steps import form

WIDTHS = (1280, 390, 320)
TASK = "/tasks/CQS-28"
MINE, THEIRS = "Đã lấy ý kiến của 3 sở.", "Đã lấy ý kiến của 5 sở."


async def open_to_everybody(page: Page) -> None:
    """Nothing stands in the way at any width."""
    for width in WIDTHS:
        assert await barriers(page, width) == [], width


async def send(page: Page, verb: str, **said: str) -> None:
    """Fill in boxes of a form by name and send it."""
    for name, value in said.items():
        await form(page, verb).locator(f"[name={name}]").fill(value)
    await form(page, verb).locator("button.govuk-button").last.click()


async def test_a_wrong_password_is_said_beside_the_field(opened: Open) -> None:
    """And the username stays."""
    async with opened("") as page:
        await page.goto("/sign-in")
        await page.get_by_label("Tên đăng nhập").fill("stttt.lanhdao")
        await page.get_by_label("Mật khẩu", exact=True).fill("sai mật khẩu")
        await page.get_by_role("button", name="Đăng nhập", exact=True).click()
        await expect(page.locator("#password-error")).to_be_visible()
        await expect(page.get_by_label("Tên đăng nhập")).to_have_value("stttt.lanhdao")
        await open_to_everybody(page)


async def test_a_new_password_that_will_not_do_is_said_beside_the_field(opened: Open) -> None:
    """Every problem at once."""
    async with opened("lead") as page:
        await page.goto("/account/password")
        await page.get_by_label("Mật khẩu mới", exact=True).fill("ngắn")
        await page.get_by_role("button", name="Lưu mật khẩu mới").click()
        await expect(page.locator(".govuk-error-message")).to_have_count(2)
        await open_to_everybody(page)


@pytest.mark.parametrize(
    ("role", "path", "verb"),
    [("lead", TASK, "progress"), ("lead", TASK, "submit"), ("office", "/tasks/TCBM-13", "confirm")],
)
async def test_a_form_with_mistakes_keeps_what_was_typed(
    opened: Open, role: str, path: str, verb: str
) -> None:
    """Each mistake beside its field and in the list above, for every form of a task."""
    async with opened(role) as page:
        await page.goto(path)
        if verb == "submit":
            await page.locator("summary", has_text="Trình xác nhận hoàn thành").click()
        if verb != "confirm":
            await form(page, verb).locator("[name=text]").fill("x" * 2001)
        await send(page, verb)
        await expect(page.locator(".govuk-error-summary")).to_be_visible()
        beside = await page.locator("main p.govuk-error-message").count()  # the counter of signs is a div
        assert beside == await page.locator(".govuk-error-summary__list li").count() > 0
        if verb != "confirm":
            await expect(form(page, verb).locator("[name=text]")).to_have_value("x" * 2001)
        await open_to_everybody(page)


async def test_a_conflict_shows_yours_theirs_and_what_it_was(chrome: Browser, fresh: Site) -> None:
    """Two people report at once: the second chooses, and nothing that was typed is lost."""
    async with window(chrome, fresh) as first, window(chrome, fresh) as second:
        await asyncio.gather(sign_in(first, PEOPLE["lead"]), sign_in(second, PEOPLE["staff"]))
        for page in (first, second):
            await page.goto(TASK)
        await send(first, "progress", text=THEIRS, percent="70")
        await expect(first.get_by_role("status").first).to_contain_text("70%")
        await send(second, "progress", text=MINE, percent="75")
        await expect(second.get_by_role("heading", level=1)).to_have_text(
            "Có người vừa lưu nhiệm vụ này trước"
        )
        for words in (MINE, THEIRS, "65%", "70%", "75%"):
            await expect(second.locator("main")).to_contain_text(words)
        await open_to_everybody(second)
        await form(second, "progress").locator("button.govuk-button").click()
        await expect(second.locator(".tl > li").first).to_contain_text(MINE)


async def test_a_decision_taken_meanwhile_gives_the_text_back(chrome: Browser, fresh: Site) -> None:
    """The office confirmed while another was writing: the form is gone, the text stays to copy."""
    async with window(chrome, fresh) as first, window(chrome, fresh) as second:
        await asyncio.gather(sign_in(first, PEOPLE["office"]), sign_in(second, "vpub.dieuphoi2"))
        for page in (first, second):
            await page.goto("/tasks/TCBM-13")
        await first.get_by_label("Xác nhận hoàn thành").check()
        await send(first, "confirm")
        await expect(form(first, "confirm")).to_have_count(0)
        await second.get_by_label("Trả lại để bổ sung").check()
        await send(second, "confirm", reason=MINE)
        await expect(second.locator("main")).to_contain_text(MINE)
        await expect(form(second, "confirm")).to_have_count(0)
        await open_to_everybody(second)


async def test_barriers_put_there_on_purpose_are_found(opened: Open) -> None:
    """Negative control: a wordless picture, pale text, a wide element and a foreign style are noticed."""
    async with opened("", meant="Content Security Policy") as page:
        await page.goto("/sign-in")
        assert await barriers(page, 390) == []
        await page.evaluate(
            """() => {
              const heading = document.querySelector("h1")
              heading.insertAdjacentHTML("afterend", "<img src='/favicon.ico'><p>Chữ nhạt quá</p>")
              document.querySelector("h1 ~ p").style.color = "#ccc"
              document.querySelector("form").style.width = "800px"
              document.body.insertAdjacentHTML("beforeend", "<style>p { color: red }</style>")
            }"""
        )
        found = " ".join(await barriers(page, 390))
        assert "image-alt" in found
        assert "color-contrast" in found
        assert "px too wide" in found
        assert "style-src" in found
        assert await overflow(page) > 300
