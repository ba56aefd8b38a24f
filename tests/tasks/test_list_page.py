"""Promises about the list of tasks: its address is its state, its counts are its length."""

import re
from unicodedata import normalize
from urllib.parse import quote

import pytest

from tests.tasks.reading import a_member, a_user, length, main_of, words_of
from tests.web.site import Browser
from tracker.database import value
from tracker.database.engine import Engine
from tracker.tasks.queries import lists

CODES = re.compile(r'href="/tasks/([A-Z0-9-]+)[?"]')


def codes(html: str) -> list[str]:
    """The tasks of a list, in its order."""
    return CODES.findall(html.partition('id="results"')[2])


def views_of(html: str) -> list[tuple[str, int]]:
    """The saved views and the counts they show."""
    tabs = html.partition('id="views"')[2].partition("</ul>")[0]
    found = re.findall(r'href="([^"]+)"[^>]*>[^<]*<b>(\d+)', tabs)
    return [(href.replace("&amp;", "&"), int(number)) for href, number in found]


async def shown(browser: Browser, query: str) -> list[str]:
    """The tasks that a query lists, all its pages together."""
    found: list[str] = []
    for page in range(1, 9):
        html = (await browser.get(f"/tasks?per_page=100&page={page}&{query}")).text
        found += [code for code in codes(html) if code not in found]
    return found


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


@pytest.mark.parametrize("typed", ["xây dựng", "xay dung", "XÂY DỰNG", normalize("NFD", "Xây dựng"), "dựng xây"])
async def test_search_finds_words_with_and_without_marks(province: Engine, typed: str) -> None:
    """Marks, case, order and the way letters are composed do not matter."""
    browser = await a_member()
    expected = await value("SELECT count(*) FROM task WHERE search LIKE '%xay%' AND search LIKE '%dung%'")
    assert expected > 5
    assert await length(browser, f"/tasks?q={quote(typed)}") == expected


@pytest.mark.parametrize("typed", ["ra%soat", "_", "\\", "zzzz", "'; DROP TABLE task; --"])
async def test_search_takes_every_sign_as_it_stands(province: Engine, typed: str) -> None:
    """Wildcards are letters like others; nothing is found, and the page says by what it was filtered."""
    html = await main_of(await a_member(), f"/tasks?q={quote(typed)}&bucket=overdue")
    assert "Không có nhiệm vụ nào khớp bộ lọc" in html
    assert "Đang lọc: Đang thực hiện, quá hạn, “" in words_of(html)
    assert codes(html) == []


async def test_filters_work_together_and_each_can_be_removed(province: Engine) -> None:
    """Every filter in use is a chip whose link asks for all the others."""
    browser = await a_member()
    html = await main_of(browser, "/tasks?bucket=in_time&bucket=overdue&agency=STNMT&area=CQS&starred=1&q=du+lieu")
    chips = re.findall(r'<a href="([^"]+)"><span class="vh">Bỏ lọc: </span>([^<]+)<', html)
    assert [text for _, text in chips] == [
        "Đang thực hiện, trong hạn", "Đang thực hiện, quá hạn", "“du lieu”", "Sở TN&amp;MT",
        "Xây dựng, phát triển Chính quyền điện tử, Chính quyền số", "Trọng tâm",
    ]  # fmt: skip
    for href, text in chips:
        without = (await browser.get(href.replace("&amp;", "&"))).text
        assert f"Bỏ lọc: </span>{text}<" not in without
        assert without.count("Bỏ lọc: </span>") == len(chips) - 1
    assert set(codes(html)) < set(await shown(browser, "agency=STNMT"))


async def test_a_document_is_named_by_number_and_by_day_where_two_share_one(province: Engine) -> None:
    """01/NQ-CP was issued in 2023 and in 2024; a task's page leads to the right one."""
    browser = await a_member()
    answer = await browser.get("/tasks?source=01/NQ-CP")
    assert answer.status_code == 422
    older = await length(browser, "/tasks?source=01/NQ-CP+(06/01/2023)")
    newer = await length(browser, "/tasks?source=01/NQ-CP+(05/01/2024)")
    both = await value(
        """SELECT count(*) FROM task AS t JOIN source_document AS d ON d.id = t.source_document
           WHERE d.number = '01/NQ-CP'"""
    )
    assert older > 0
    assert newer > 0
    assert older + newer == both
    for code in ("TC-17", "CQS-06"):
        href = re.search(r'href="(/tasks\?source=[^"]+)"', await main_of(browser, f"/tasks/{code}"))
        assert href is not None
        assert code in await shown(browser, href[1].removeprefix("/tasks?"))


WRONG = {
    "bucket=late": "không có “late”",
    "due=soon": "không có “soon”",
    "part=lead": "không có “lead”",
    "starred=yes": "không có “yes”",
    "silent=no&silent=1": "Chỉ chọn một giá trị",
    "sort=title": "không có “title”",
    "per_page=1000": "không có “1000”",
    "agency=NONE": "Không có cơ quan mang mã “NONE”",
    "area=NONE": "Không có lĩnh vực mang mã “NONE”",
    "source=1/XX": "Không có văn bản giao nhiệm vụ mang số “1/XX”",
    "waiting=-1": "Nhập số ngày nguyên từ 1 đến 3.650",
    "waiting=99999999999999999999": "Nhập số ngày nguyên từ 1 đến 3.650",
    "page=0": "Danh sách không có trang này",
    "page=99999999999999999999": "Danh sách không có trang này",
    "due=7&due=14": "Chỉ chọn một giá trị",
    "agency=%00&agency=<script>": "Không có cơ quan mang mã “&lt;script&gt;”",
    f"q={'a' * 201}": "Rút gọn từ khóa còn tối đa 200 ký tự",
}


@pytest.mark.parametrize("query", WRONG)
async def test_a_wrong_filter_is_named_and_nothing_else_is_lost(province: Engine, query: str) -> None:
    """422 with the sentence, every other filter still chosen, and no list that ignores the wrong one."""
    answer = await (await a_member()).get(f"/tasks?{query}&silent=1&bucket=overdue")
    html = answer.text
    assert answer.status_code == 422
    assert WRONG[query] in html
    assert "<title>Lỗi: " in html
    assert codes(html) == []
    assert re.search(r'name="bucket" value="overdue" checked', html)
    if "silent" not in query:
        assert re.search(r'name="silent" value="1" checked', html)


async def test_the_same_address_without_the_mistake_is_answered(province: Engine) -> None:
    """The control of the promise above."""
    answer = await (await a_member()).get("/tasks?due=7&due=7&silent=&bucket=in_time&unknown=1")
    assert answer.status_code == 200


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
    by_deadline = re.findall(r'<time datetime="([\d-]+)"', (await browser.get("/tasks?sort=due&per_page=100")).text)
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
