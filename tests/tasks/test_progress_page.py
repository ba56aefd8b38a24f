"""Promises about the progress page: figures that add up, and numbers that lead to what they count."""

import re

import pytest

from tests.tasks.reading import a_member, a_user, counting_links, length, main_of, named, words_of
from tests.web.site import Browser, made, person
from tracker.database import execute
from tracker.database.engine import Engine


async def test_the_published_figures_stand_on_the_page(province: Engine) -> None:
    """176 = 89 + 4 + 29 + 49 + 5, and each rate with its denominator in words."""
    browser = await a_member()
    said = words_of(await main_of(browser, "/"))
    assert "Tiến độ 176 nhiệm vụ" in said
    assert "93/176 nhiệm vụ đã được xác nhận hoàn thành" in said
    assert "cộng lại bằng tổng số: 89 + 4 + 29 + 49 + 5 = 176 nhiệm vụ" in said
    assert re.search(r"tính trên tất cả 176 nhiệm vụ 52,84%", said)
    assert re.search(r"tính trên 98 nhiệm vụ đã hoàn thành hoặc đang quá hạn 94,90%", said)
    assert re.search(r"đúng hạn, trong 93 nhiệm vụ đã xác nhận hoàn thành 95,70%", said)
    assert re.search(r"nếu cả 29 nhiệm vụ chờ xác nhận được xác nhận 69,32%", said)


async def test_the_five_figures_are_links_and_add_up(province: Engine) -> None:
    """Each bucket once; together they are the total."""
    browser = await a_member()
    legend = (await main_of(browser, "/")).partition('class="legend"')[2].partition("</ul>")[0]
    assert counting_links(legend) == [
        ("/tasks?bucket=done_on_time", 89),
        ("/tasks?bucket=done_late", 4),
        ("/tasks?bucket=awaiting", 29),
        ("/tasks?bucket=in_time", 49),
        ("/tasks?bucket=overdue", 5),
    ]


@pytest.mark.parametrize("path", ["/", "/?as_of=2024-10-31", "/?as_of=2023-06-30"])
async def test_every_number_leads_to_a_list_of_that_length(province: Engine, path: str) -> None:
    """Buckets, tiles, agencies and areas, today and on past days."""
    browser = await a_member()
    found = counting_links(await main_of(browser, path))
    assert len(found) > 20
    for href, number in found:
        assert await length(browser, href) == number, href


async def test_every_number_of_a_lead_leads_to_a_list_of_that_length(province: Engine) -> None:
    """What a lead may open is what was counted."""
    browser = await a_user("stnmt.lanhdao")
    found = counting_links(await main_of(browser, "/"))
    assert ("/tasks?agency=STNMT&bucket=overdue", 3) in found
    assert any(href.startswith("/tasks?part=coordinating") and number for href, number in found)
    for href, number in found:
        assert await length(browser, href) == number, href


async def test_a_past_day_shows_what_was_true_then_and_keeps_its_day(province: Engine) -> None:
    """Every way onward keeps the day; only the way back to today leaves it."""
    browser = await a_member()
    html = await main_of(browser, "/?as_of=2023-06-30")
    assert "Tiến độ 105 nhiệm vụ" in html
    assert "Số liệu đến hết ngày 30/06/2023" in html
    assert "Không có nhiệm vụ quá hạn" in html
    assert 'href="/reports/progress.pdf?as_of=2023-06-30"' in html
    onward = re.findall(r'<a [^>]*?href="([^"]*)"', html)
    assert [href for href in onward if "as_of=2023-06-30" not in href] == ["/"]


async def test_the_longest_overdue_come_first(province: Engine) -> None:
    """Five are late; the list of all is one link away."""
    browser = await a_member()
    card = (await main_of(browser, "/")).partition('id="h-overdue"')[2].partition("</section>")[0]
    assert [int(days) for days in re.findall(r"Quá (\d+) ngày", card)] == [37, 37, 22, 6, 1]
    assert "/tasks?bucket=overdue" in card
    assert 'href="/tasks/TTHC-02"' in card


async def test_a_lead_sees_its_own_figures_and_the_sums_of_the_province(province: Engine) -> None:
    """Of the others only five sums and two rates, without a way in."""
    browser = await a_user("stnmt.lanhdao")
    html = await main_of(browser, "/")
    assert "Tiến độ 10 nhiệm vụ do Sở Tài nguyên và Môi trường chủ trì" in html
    province = html.partition('id="h-province"')[2].partition("</section>")[0]
    assert re.findall(r"<dd>([^<]+)</dd>", province) == ["89", "4", "29", "49", "5", "52,84%", "94,90%"]
    assert "<a " not in province
    assert "/reports/progress.pdf" not in html


async def test_a_lead_never_reads_of_another_agency(province: Engine) -> None:
    """Neither name nor code, today or on a past day; the same search finds them on a member's page."""
    lead = await a_user("stnmt.lanhdao")
    for path in ("/", "/?as_of=2024-10-31", "/?mode=projector"):
        assert await named(await main_of(lead, path), "STNMT") == []
    assert len(await named(await main_of(await a_member(), "/"), "STNMT")) > 15


async def test_an_agency_that_leads_nothing_is_told_so(province: Engine) -> None:
    """And still sees the province's sums."""
    said = words_of(await main_of(await a_user("bchqs.lanhdao"), "/"))
    assert "không chủ trì nhiệm vụ nào" in said
    assert "93/176" in said


async def test_a_day_that_is_none_is_said_beside_the_boxes(province: Engine) -> None:
    """422, the sentence, and today's figures."""
    browser = await a_member()
    for typed in ("2024-13-40", "tomorrow", "2031-01-01", "1999-01-01"):
        answer = await browser.get("/", params={"as_of": typed})
        assert answer.status_code == 422
        assert "Nhập ngày" in answer.text
        assert "<title>Lỗi:" in answer.text
        assert "Tiến độ 176 nhiệm vụ" in answer.text


async def test_an_administrator_has_no_progress_page(province: Engine) -> None:
    """No task decisions, no task figures."""
    assert (await (await a_user("quantri")).get("/")).status_code == 404


async def test_the_projector_shows_the_same_figures_without_what_is_clicked(province: Engine) -> None:
    """The way in and the way out load the page anew, as its root changes."""
    browser = await a_member()
    html = (await browser.get("/?mode=projector")).text
    assert '<html lang="vi" data-mode="projector">' in html
    assert 'hx-boost="false"' in html.partition("<main")[2]
    assert "Thoát trình chiếu" in html
    assert "/reports/progress.pdf" not in html


async def test_before_the_first_task_the_page_says_who_adds_them(database: Engine) -> None:
    """Without a programme, and on a day before it had tasks."""
    browser = await Browser(made()).as_person(await person("office"))
    said = words_of(await main_of(browser, "/"))
    assert "Chưa có nhiệm vụ" in said
    assert "Cơ quan thường trực" in said


async def test_a_day_before_the_first_task_is_empty(province: Engine) -> None:
    """Not a page of zeros."""
    browser = await a_member()
    assert "chưa có nhiệm vụ" in words_of(await main_of(browser, "/?as_of=2021-02-01"))


async def test_the_page_asks_as_little_with_many_agencies_as_with_few(province: Engine) -> None:
    """No query a row: when every agency leads a task the page asks what it asked before."""
    browser = await a_member()
    asked: list[str] = []
    assert province.pool
    async with province.pool.acquire() as connection:  # given back, it is the next to be lent
        connection.add_query_logger(lambda record: asked.append(record.query))
    await main_of(browser, "/")
    few = [query for query in asked if "FROM" in query]
    asked.clear()
    await execute("UPDATE task SET lead_agency = agency.id FROM agency WHERE task.id = agency.id + 60")
    asked.clear()
    await main_of(browser, "/")
    assert [query for query in asked if "FROM" in query] == few
    assert 6 <= len(few) <= 11  # who asks, then at most ten
