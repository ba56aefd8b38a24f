"""The main job from end to end, as the people of the province do it: once with scripts, once without."""

import asyncio
import email.policy
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.chrome import sign_in, window
from tests.browser.conftest import PEOPLE
from tests.browser.site import Site
from tests.browser.steps import (
    STATES,
    decide,
    entries,
    find_task,
    five_figures,
    form,
    my_work,
    on_task,
    report,
    sign_out,
    submit,
    words_of_pdf,
)
from tests.mail.scripted import Script, relay_playing

CODE, TITLE = "CQS-28", "Diễn tập thực chiến an toàn thông tin"
REASON = "Thiếu biên bản nghiệm thu diễn tập; đề nghị bổ sung."
PAST = "2023-06-30"
BEFORE = {"done_on_time": 89, "done_late": 4, "awaiting": 29, "in_time": 49, "overdue": 5}
AFTER = {**BEFORE, "done_on_time": 90, "in_time": 48}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_task_goes_from_the_lead_to_the_office_to_the_committee(
    chrome: Browser, fresh: Site, scripts: bool
) -> None:
    """Report, submit, return, submit again, confirm; then the figures, the PDF and the letter say so."""

    @asynccontextmanager
    async def somebody(role: str) -> AsyncIterator[Page]:
        async with window(chrome, fresh, java_script_enabled=scripts) as page:
            await sign_in(page, PEOPLE[role])
            yield page
            await sign_out(page)

    async with somebody("member") as member:
        assert await five_figures(member) == BEFORE
    async with somebody("lead") as lead:
        await the_lead_reports_and_submits(lead)
    async with somebody("office") as office:
        await the_office_returns(office)
    async with somebody("lead") as lead:
        await the_lead_submits_again(lead)
    async with somebody("office") as office:
        await the_office_confirms(office)
    async with somebody("member") as member:
        await the_committee_reads(member, fresh)
    await the_letter_leads_to_the_task(chrome, fresh, scripts)


async def the_lead_reports_and_submits(page: Page) -> None:
    """From "My work" to the task, one report and one submission."""
    await my_work(page)
    await page.get_by_role("link", name=TITLE).click()
    await on_task(page, CODE)
    await report(page, "Đã diễn tập xong phần tấn công mạng.", 80)
    assert (await entries(page))[0] == "Cập nhật tiến độ"
    await expect(page.locator(".tl > li").first).to_contain_text("Dự toán được giao chậm.")
    await submit(page, "Đã diễn tập và tổng kết.", "215/BC-STTTT")
    await expect(page.locator(".tl > li").first).to_contain_text("215/BC-STTTT")


async def the_office_returns(page: Page) -> None:
    """The submission is among those to confirm; it goes back with a reason."""
    await my_work(page)
    await expect(page.get_by_role("heading", name="30 hồ sơ chờ xác nhận")).to_be_visible()
    await find_task(page, CODE)
    await expect(page.locator(".tl > li").first).to_contain_text("215/BC-STTTT")
    await decide(page, "Trả lại để bổ sung", REASON)
    assert (await entries(page))[0] == "Trả lại để bổ sung"


async def the_lead_submits_again(page: Page) -> None:
    """The reason stands where the work is listed and on the task's page."""
    await my_work(page)
    row = page.locator(".work > li", has_text=TITLE)
    await expect(row).to_contain_text(REASON)
    await row.get_by_role("link", name=TITLE).click()
    await on_task(page, CODE)
    await expect(page.locator(".alertbar", has_text=REASON)).to_be_visible()
    await submit(page, "Đã bổ sung biên bản nghiệm thu.", "231/BC-STTTT")


async def the_office_confirms(page: Page) -> None:
    """Confirmed, and judged by the day of the submission."""
    await find_task(page, CODE)
    await decide(page, "Xác nhận hoàn thành")
    await expect(page.locator(".head .st--done_on_time")).to_be_visible()
    said = ["Xác nhận hoàn thành", "Trình xác nhận hoàn thành", "Trả lại để bổ sung",
            "Trình xác nhận hoàn thành", "Cập nhật tiến độ"]  # fmt: skip
    assert (await entries(page))[:5] == said


async def the_committee_reads(page: Page, site: Site) -> None:
    """Exactly one task moved; every figure leads to its list; past days and the PDF agree."""
    assert await five_figures(page) == AFTER
    for place, state in enumerate(STATES):
        await page.goto("/")
        await page.locator(".hero .legend a").nth(place).click()
        await expect(page.locator("#h-results")).to_have_text(f"{AFTER[state]} nhiệm vụ")
    assert await page.locator("main form[method=post]").count() == 0

    told = json.loads(site.command("figures", "--as-of", PAST, "--json"))["groups"][0]
    await page.goto(f"/?as_of={PAST}")
    assert await five_figures(page) == {state: told[state] for state in STATES}

    await page.goto("/")
    href = await page.get_by_role("link", name="Tải báo cáo PDF").get_attribute("href")
    answer = await page.request.get(href or "")
    pdf = await answer.body()
    assert (answer.status, pdf[:4]) == (200, b"%PDF")
    words, _sheets = await words_of_pdf(pdf)
    assert "có 48 nhiệm vụ đang thực hiện, trong hạn" in words
    assert "90 nhiệm vụ hoàn thành đúng hạn" in words


async def the_letter_leads_to_the_task(chrome: Browser, site: Site, scripts: bool) -> None:
    """Monday's letter arrives, and its link leads through the sign-in page to the task."""
    async with relay_playing(script := Script()) as port:
        relay = f"smtp://127.0.0.1:{port}"
        monday = f"{int(site.env['TRACKER_CLOCK_OFFSET']) + 5 * 86_400}"  # a run is made in its own week
        then = {"TRACKER_SMTP_URL": relay, "TRACKER_CLOCK_OFFSET": monday}
        await asyncio.to_thread(site.command, "remind", "--on", "2024-11-11", **then)
    (raw,) = script.taken_by("stttt.lanhdao@tayninh.example")
    letter = message_from_bytes(raw, policy=email.policy.default)
    body = letter.get_body(("plain",))
    assert body is not None
    links = re.findall(r"CQS-04[^\n]*\n\s+(https?://\S+/go/\S+)", body.get_content())
    assert links
    assert links[0].startswith(site.url)
    async with window(chrome, site, java_script_enabled=scripts) as page:
        await sign_in(page, PEOPLE["lead"], then=links[0])
        await on_task(page, "CQS-04")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_lead_accepts_a_new_task(chrome: Browser, fresh: Site, scripts: bool) -> None:
    """It says so where the work is listed; accepted once, the button is gone."""
    async with window(chrome, fresh, java_script_enabled=scripts) as page:
        await sign_in(page, "tptn.lanhdao")
        await my_work(page)
        await page.get_by_role("link", name="Tiếp nhận TCBM-18").click()
        await on_task(page, "TCBM-18")
        await form(page, "accept").get_by_role("button").click()
        await expect(page.get_by_role("status").first).to_contain_text("TCBM-18")
        assert (await entries(page))[0] == "Tiếp nhận nhiệm vụ"
        await expect(form(page, "accept")).to_have_count(0)
        await expect(form(page, "progress")).to_be_visible()
