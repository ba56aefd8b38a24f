"""Files of a task as people attach them: chosen, dropped, by keyboard, without scripts; seen and removed."""

import re
from typing import Any

from playwright.async_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.chrome import barriers, sign_in, window
from tests.browser.conftest import PEOPLE
from tests.browser.site import Site
from tests.evidence.samples import pdf

FILES = "/tasks/CQS-06/evidence"
WIDTHS = (1280, 390, 320)
SLOW = 400_000  # bytes a second
DROP = """([zone, name, text]) => {
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File([text], name, {type: "application/pdf"}))
  const how = {bubbles: true, cancelable: true, dataTransfer}
  for (const type of ["dragenter", "dragover", "drop"])
    document.querySelector(zone).dispatchEvent(new DragEvent(type, how))
}"""
SHARES = """window.seen = []
document.addEventListener("htmx:xhr:progress", () => seen.push(document.querySelector("progress")?.value))"""
VERSION = """fetch("/tasks/CQS-06").then(answer => answer.text())
  .then(text => text.match(/name="version" value="([0-9]+)"/)[1])"""
OTHER_FORMS = """version => document.querySelector("main").insertAdjacentHTML("beforeend",
  `<form><input name=version type=hidden value=${version}></form>
   <form><input name=version type=hidden value=${version - 1}></form>`)"""


def file(name: str, content: bytes) -> FilePayload:
    """A file to choose."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def listed(page: Page, name: str) -> Locator:
    """The entry of a file in the list."""
    return page.locator("#evidence .files li", has_text=name)


async def attach(page: Page) -> None:
    """Send the form."""
    await page.get_by_role("button", name="Đính kèm", exact=True).click()


async def open_to_everybody(page: Page) -> None:
    """Nothing stands in the way at any width."""
    for width in WIDTHS:
        assert await barriers(page, width) == [], width


async def test_files_are_chosen_dropped_sent_seen_fetched_and_removed(chrome: Browser, fresh: Site) -> None:
    """In one page, with progress shown; what is too much is not even sent; other forms there stay good."""
    async with window(chrome, fresh) as page:
        await sign_in(page, PEOPLE["late lead"])
        await page.goto(FILES)
        await open_to_everybody(page)
        await page.evaluate("window.same = true")
        await _progress_is_shown(page)
        await _a_drop_is_a_choice(page)
        await open_to_everybody(page)
        await _comes_back_whole(page)
        await _too_many_are_not_sent(page)
        await _wrong_ones_are_named(page)
        await _removed(page)
        assert await page.evaluate("window.same") is True
        await _by_keyboard_alone(page)


async def _progress_is_shown(page: Page) -> None:
    line: Any = await page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW}
    await line.send("Network.emulateNetworkConditions", slow)
    large = pdf(b"%" + b"x" * SLOW * 2 + b"\n")
    await page.set_input_files("#evidence [type=file]", [file("Biên bản lớn.pdf", large)])
    await expect(page.locator("#files")).to_contain_text("Biên bản lớn.pdf")
    version = int(await page.evaluate(VERSION))
    await page.evaluate(OTHER_FORMS, version)
    await page.evaluate(SHARES)
    await attach(page)
    bar, said = page.locator("#evidence progress"), page.locator("#evidence .sending [role=status]")
    await expect(bar).to_be_visible()
    await expect(said).to_have_text("Đang tải tệp…")
    await expect(listed(page, "Biên bản lớn.pdf")).to_be_visible()
    done = page.locator("#evidence [role=status]").first
    await expect(done).to_have_text("Đã đính kèm Biên bản lớn.pdf.")
    await expect(done).to_be_focused()
    versions = await page.locator("main input[name=version]").evaluate_all(
        "all => all.map(one => +one.value)"
    )
    assert versions == [version + 1, version - 1]
    assert [share for share in await page.evaluate("seen") if 0 < share < 100]
    await line.detach()


async def _a_drop_is_a_choice(page: Page) -> None:
    await page.locator("summary", has_text="Đính kèm tệp").click()
    await page.evaluate(DROP, ["#files", "Thả vào.pdf", pdf(text="drop").decode("latin-1")])
    await expect(page.locator("#files")).to_contain_text("Thả vào.pdf")
    await page.get_by_label("Ghi chú (không bắt buộc)").fill("Kèm công văn 12/STNMT")
    # As text the bytes beyond ASCII are other ones: the file is none that a PDF reader opens.
    await attach(page)
    await expect(listed(page, "Thả vào.pdf")).to_contain_text("Kèm công văn 12/STNMT")


async def _comes_back_whole(page: Page) -> None:
    async with page.expect_download() as waiting:
        await listed(page, "Biên bản lớn.pdf").get_by_role("link").click()
    download = await waiting.value
    assert download.suggested_filename == "Biên bản lớn.pdf"
    assert (await download.path()).read_bytes() == pdf(b"%" + b"x" * SLOW * 2 + b"\n")


async def _too_many_are_not_sent(page: Page) -> None:
    await page.goto(FILES)
    await page.evaluate("window.same = true")
    eleven = [file(f"{n}.pdf", pdf(text=str(n))) for n in range(11)]
    await page.set_input_files("#evidence [type=file]", eleven)
    await attach(page)
    await expect(page.locator("#evidence").get_by_role("alert")).to_have_text(
        "Chọn tối đa 10 tệp, mỗi tệp không quá 25 MB."
    )
    await expect(page.locator("#evidence .files li")).to_have_count(2)
    await page.wait_for_timeout(1_100)  # a second click within a second is taken for a double one


async def _wrong_ones_are_named(page: Page) -> None:
    await page.set_input_files("#evidence [type=file]", [file("xấu.pdf", b"MZ"), file("b.exe", b"MZ")])
    await attach(page)
    summary = page.locator("#evidence .govuk-error-summary")
    await expect(summary).to_be_focused()
    await expect(summary.get_by_role("link")).to_have_count(2)
    await expect(summary).to_contain_text("b.exe: chỉ nhận tệp pdf")
    await open_to_everybody(page)
    await summary.get_by_role("link").first.click()
    await expect(page.locator("#files")).to_be_focused()


async def _removed(page: Page) -> None:
    entry = listed(page, "Thả vào.pdf")
    await entry.locator("summary").click()
    await open_to_everybody(page)
    await entry.get_by_role("button", name=re.compile("Gỡ tệp này")).click()
    await expect(entry).to_have_count(0)
    await expect(page.locator("#evidence [role=status]").first).to_have_text("Đã gỡ Thả vào.pdf.")


async def _by_keyboard_alone(page: Page) -> None:
    """From the button that opens the chooser to the one that sends."""
    page.on("filechooser", lambda _chooser: None)  # from now on it is handed over
    await page.goto(FILES)
    chooses = page.locator("button#files")
    await chooses.focus()
    await expect(chooses).to_be_focused()
    async with page.expect_file_chooser() as waiting:
        await page.keyboard.press("Enter")
    await (await waiting.value).set_files([file("Bàn phím.pdf", pdf(text="keys"))])
    await expect(page.locator("#files")).to_contain_text("Bàn phím.pdf")
    for _ in range(2):
        await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Đính kèm", exact=True)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(listed(page, "Bàn phím.pdf")).to_be_visible()


async def test_without_scripts_a_plain_field_does_it_all(chrome: Browser, fresh: Site) -> None:
    """Several files at once, what is wrong beside the field, removing: each a page."""
    async with window(chrome, fresh, java_script_enabled=False) as page:
        await sign_in(page, PEOPLE["late lead"])
        await page.goto(FILES)
        await page.set_input_files("#files", [file("Một.pdf", pdf(text="1")), file("Hai.pdf", pdf(text="2"))])
        await attach(page)
        await page.wait_for_url(re.compile(r"/tasks/CQS-06$"))
        await expect(page.get_by_role("status").first).to_contain_text("Đã đính kèm 2 tệp.")
        await page.goto(FILES)
        await expect(page.locator("#evidence .files li")).to_have_count(2)
        await page.set_input_files("#files", [file("xấu.pdf", b"MZ")])
        await page.get_by_label("Ghi chú (không bắt buộc)").fill("giữ lại")
        await attach(page)
        await expect(page.locator("#files-error")).to_contain_text("xấu.pdf: ")
        await expect(page.get_by_label("Ghi chú (không bắt buộc)")).to_have_value("giữ lại")
        await listed(page, "Một.pdf").locator("summary").click()
        await listed(page, "Một.pdf").get_by_role("button").click()
        await expect(page.get_by_role("status").first).to_contain_text("Đã gỡ Một.pdf.")
