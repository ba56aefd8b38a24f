"""Promises about weight and paper: what a page costs on a slow line, and what is left of it when printed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, Request

from tests.browser.conftest import Open
from tests.browser.site import Site
from tests.browser.steps import words_of_pdf

KB = 1000
COLD, REQUESTS, HTML, SWAP = 110 * KB, 8, 15 * KB, 8 * KB  # the design guide's budgets
PAGES = [
    ("", "/sign-in"),
    ("member", "/"),
    ("lead", "/"),
    ("member", "/tasks"),
    ("late lead", "/tasks/CQS-06"),
    ("office", "/tasks/TCBM-13"),
    ("office", "/my-work"),
    ("late lead", "/my-work"),
    ("member", "/agencies"),
    ("lead", "/account"),
]
Cookies = Callable[[str], Awaitable[Any]]


@dataclass
class Line:
    """What went over the line for one page."""

    requests: list[Request] = field(default_factory=list)

    def note(self, request: Request) -> None:
        """Another request was answered."""
        self.requests.append(request)

    async def sizes(self) -> dict[str, int]:
        """Bytes of each answer as sent, heads included, by address."""
        found = {}
        for request in self.requests:
            sizes = await request.sizes()
            found[request.url] = sizes["responseHeadersSize"] + sizes["responseBodySize"]
        return found


async def loaded(page: Page, path: str) -> Line:
    """Open a page with nothing in the cache and note what it asked for."""
    line = Line()
    page.on("requestfinished", line.note)
    await page.goto(path, wait_until="networkidle")
    return line


@pytest.mark.parametrize(("role", "path"), PAGES)
async def test_a_first_visit_stays_within_the_budget(opened: Open, role: str, path: str) -> None:
    """A cold visit is 110 kB in 8 requests at most, the count of news among them, and its HTML 15 kB."""
    async with opened(role) as page:
        if role:
            async with page.expect_request_finished(lambda request: "/news/count" in request.url):
                line = await loaded(page, path)
        else:
            line = await loaded(page, path)
        sizes = await line.sizes()
        assert 4 <= len(sizes) <= REQUESTS, sizes
        assert sum(sizes.values()) <= COLD, sizes
        (page_itself,) = (one for one in line.requests if one.resource_type == "document")
        assert (await page_itself.sizes())["responseBodySize"] <= HTML
        answer = await page_itself.response()
        assert answer is not None
        assert (await answer.all_headers())["content-encoding"] == "br"


async def test_a_second_page_costs_its_html_alone(opened: Open) -> None:
    """Styles, scripts, font and icons come from the cache."""
    async with opened("member") as page:
        await loaded(page, "/")
        sizes = await (await loaded(page, "/tasks")).sizes()
        assert sum(sizes.values()) <= HTML + KB, sizes


@pytest.mark.parametrize("query", ["", "bucket=overdue", "q=thu+tuc&page=2", "sort=code&bucket=done_on_time"])
async def test_a_filter_costs_eight_kilobytes_at_most(demo: Site, cookies: Cookies, query: str) -> None:
    """What htmx swaps in, as sent."""
    htmx = {"HX-Request": "true", "HX-Target": "results"}
    answer = await asked(demo, await cookies("member"), f"/tasks?{query}", htmx)
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "br"
    assert 0 < int(answer.headers["content-length"]) <= SWAP


async def asked(site: Site, state: Any, path: str, headers: dict[str, str]) -> httpx.Response:
    """One request with somebody's cookies."""
    jar = {one["name"]: one["value"] for one in state["cookies"]} if state else {}
    async with httpx.AsyncClient(base_url=site.url, cookies=jar) as client:
        return await client.get(path, headers={"Accept-Encoding": "br", **headers})


async def test_an_answer_is_packed_only_for_who_can_unpack_it(demo: Site) -> None:
    """Brotli, gzip or plain as asked; a cache is told that they differ."""
    for wanted in ("br", "gzip", "identity"):
        answer = await asked(demo, None, "/sign-in", {"Accept-Encoding": wanted})
        assert answer.headers.get("content-encoding", "identity") == wanted
        assert answer.text.startswith("<!doctype html>")
        if wanted != "identity":
            assert "accept-encoding" in answer.headers["vary"].lower()


async def test_the_progress_page_on_paper_has_the_figures_and_no_buttons(opened: Open) -> None:
    """Navigation, forms and buttons stay behind; figures, names and the overdue list are printed."""
    async with opened("member") as page:
        await page.goto("/")
        pdf = await page.pdf(prefer_css_page_size=True)
    words, sheets = await words_of_pdf(pdf)
    assert sheets <= 3
    for there in ("93/176", "52,84%", "Hoàn thành, chờ xác nhận", "5 nhiệm vụ đang quá hạn", "Sở Nội vụ"):
        assert there in words
    for gone in ("Việc của tôi", "Tải báo cáo PDF", "Trình chiếu", "Đăng xuất", "Xem số liệu của ngày khác"):
        assert gone not in words
