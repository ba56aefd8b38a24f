"""Promises about the list of tasks: its address is its state, its counts are its length."""

import re

import pytest

from tests.tasks.listing import codes, shown
from tests.tasks.reading import a_member, a_user, length, main_of, words_of
from tracker.database.engine import Engine
from tracker.tasks.queries import lists


def views_of(html: str) -> list[tuple[str, int]]:
    """The saved views and the counts they show."""
    tabs = html.partition('id="views"')[2].partition("</ul>")[0]
    found = re.findall(r'href="([^"]+)"[^>]*>[^<]*<b>(\d+)', tabs)
    return [(href.replace("&amp;", "&"), int(number)) for href, number in found]


async def test_every_saved_view_has_the_length_it_says(province: Engine) -> None:
    """All, overdue, due within 14 days, awaiting; for an agency also its two parts."""
    for browser, views in ((await a_member(), 4), (await a_user("stttt.lanhdao"), 6)):
        found = views_of(await main_of(browser, "/tasks"))
        assert len(found) == views
        for href, number in found:
            assert await length(browser, href) == number, href


async def test_the_panel_counts_the_published_figures(province: Engine) -> None:
    """49, 5, 29, 89 and 4; each state's list holds so many tasks."""
    browser = await a_member()
    html = await main_of(browser, "/tasks")
    found = dict(re.findall(r'name="bucket" value="(\w+)".*?<span>(\d+)</span></label>', html))
    expected = {"in_time": "49", "overdue": "5", "awaiting": "29", "done_on_time": "89", "done_late": "4"}
    assert found == expected
    for bucket, number in expected.items():
        assert len(await shown(browser, f"bucket={bucket}")) == int(number)
    both = await shown(browser, "bucket=overdue&bucket=awaiting")
    assert len(both) == 34


async def test_a_lead_sees_its_own_agency_alone_whatever_it_asks_for(province: Engine) -> None:
    """Led and coordinated tasks; another agency's filter narrows them, and never widens."""
    browser = await a_user("stttt.lanhdao")
    own = await shown(browser, "")
    led = await shown(browser, "part=lead")
    coordinated = await shown(browser, "part=coordinating")
    assert (len(led), len(coordinated)) == (19, 48)
    assert set(own) == {*led, *coordinated}
    everything = await shown(await a_member(), "")
    assert len(everything) == 176
    assert set(await shown(browser, "agency=STNMT")) < set(coordinated)
    assert len(await shown(browser, "agency=STNMT")) < len(await shown(await a_member(), "agency=STNMT"))
    assert await shown(browser, f"q={next(code for code in everything if code not in own)}") == []


async def test_every_order_is_what_it_says(province: Engine) -> None:
    """Most urgent first: overdue from the oldest; then by deadline, by code."""
    browser = await a_member()
    overdue = await shown(browser, "bucket=overdue&sort=due")
    assert codes((await browser.get("/tasks")).text)[:5] == overdue
    by_code = await shown(browser, "sort=code")
    assert by_code == sorted(by_code)
    by_deadline = re.findall(
        r'<time datetime="([\d-]+)"', (await browser.get("/tasks?sort=due&per_page=100")).text
    )
    assert by_deadline == sorted(by_deadline)
    assert sorted(await shown(browser, "sort=updated")) == by_code


async def test_pages_follow_each_other_without_gap(province: Engine) -> None:
    """25, 50 or 100 a page; a page beyond the last is the last."""
    browser = await a_member()
    pages = [codes((await browser.get(f"/tasks?page={n}")).text) for n in range(1, 9)]
    assert [len(one) for one in pages] == [25] * 7 + [1]
    assert len({code for one in pages for code in one}) == 176
    assert codes((await browser.get("/tasks?page=50")).text) == pages[-1]
    assert len(codes((await browser.get("/tasks?per_page=100")).text)) == 100


async def test_a_list_too_long_to_page_says_how_to_narrow_it(
    province: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limit the list says "more than", pages end at it, and a hint says what to do."""
    monkeypatch.setattr(lists, "COUNT_LIMIT", 100)
    html = await main_of(await a_member(), "/tasks")
    assert "Hơn 100 nhiệm vụ" in html
    assert "Thu hẹp bộ lọc" in html
    assert 'aria-label="Trang 4"' in html
    assert 'aria-label="Trang 5"' not in html
    assert "Thu hẹp bộ lọc" not in await main_of(await a_member(), "/tasks?bucket=done_on_time")


async def test_htmx_gets_the_results_alone_and_a_clean_address(province: Engine) -> None:
    """The block is the element htmx asked for; empty fields of the form leave the address."""
    browser = await a_member()
    asked = "/tasks?q=&bucket=overdue&agency=&due=&waiting=&sort=urgency&per_page=25"
    whole = await browser.get(asked)
    part = await browser.get(asked, headers={"HX-Request": "true", "HX-Target": "results"})
    assert "<html" in whole.text
    assert part.text.strip().startswith('<section class="card list" id="results"')
    assert part.headers["HX-Push-Url"] == "/tasks?bucket=overdue"
    assert codes(part.text) == codes(whole.text)
    assert 'id="views" hx-swap-oob="true"' in part.text
    assert "hx-swap-oob" not in whole.text
    boosted = await browser.get(asked, headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert "<html" in boosted.text


@pytest.mark.parametrize("day", ["2024-10-31", "2023-06-30", "2021-12-31"])
async def test_a_past_day_lists_what_was_true_then(province: Engine, day: str) -> None:
    """The counts are that day's, the links keep the day, and the panel does too."""
    browser = await a_member()
    html = await main_of(browser, f"/tasks?as_of={day}")
    for href, number in views_of(html):
        assert f"as_of={day}" in href
        assert await length(browser, href) == number
    assert f'name="as_of" value="{day}"' in html
    assert re.search(rf'href="/tasks/[A-Z0-9-]+\?as_of={day}"', html)


async def test_words_of_a_deadline_are_relative(province: Engine) -> None:
    """Late, left, waiting, done: as people say it, beside the day."""
    browser = await a_member()
    for query, said in (
        ("bucket=overdue", "31/10/2024 quá 6 ngày hạn đầu 30/06/2024"),
        ("q=TTHC-17", "07/11/2024 còn 1 ngày"),
        ("q=TTHC-08", "31/08/2024 trình 30/08/2024, chờ 68 ngày"),
        ("q=TC-02", "29/02/2024 xong 29/02/2024"),
        ("due=none", "không có hạn"),
    ):
        assert said in words_of(await main_of(browser, f"/tasks?{query}")), query
