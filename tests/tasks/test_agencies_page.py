"""Promises about the list of agencies: ranked fairly, and each sees only its own."""

import re

import pytest

from tests.tasks.reading import a_member, a_user, counting_links, length, main_of, named, words_of
from tests.web.site import Browser, made, person
from tracker.database.engine import Engine
from tracker.tasks.queries import GroupFigures
from tracker.tasks.routes.agencies import in_order, ranked
from tracker.tasks.rules import Figures

NAME = re.compile(r'<th role="rowheader"[^>]*><a class="tt" href="/tasks\?agency=(\w+)')


def group(
    code: str, done_on_time: int, done_late: int = 0, overdue: int = 0, awaiting: int = 0
) -> GroupFigures:
    """An agency with these figures."""
    figures = Figures(0, overdue, awaiting, done_on_time, done_late)
    return GroupFigures(len(code), code, f"Sở {code}", code, figures)


def order(html: str, part: str = "h-ranked") -> list[str]:
    """The codes of the agencies of one table, as they stand."""
    return NAME.findall(html.partition(f'id="{part}"')[2].partition("</section>")[0])


async def test_the_fair_rate_of_the_province_stands_first(province: Engine) -> None:
    """89 of 98: what waits for confirmation is not charged to the agencies."""
    said = words_of(await main_of(await a_member(), "/agencies"))
    assert "90,82% đúng hạn: 89 trong 98 nhiệm vụ đã hoàn thành hoặc đang quá hạn" in said
    assert "3 trong 5 nhiệm vụ quá hạn do Sở Tài nguyên và Môi trường chủ trì" in said
    assert "Đúng hạn = hoàn thành đúng hạn ÷ (đã xác nhận hoàn thành + đang quá hạn)" in said


async def test_seven_agencies_are_ranked_and_fourteen_are_not(province: Engine) -> None:
    """From five tasks finished or overdue; of equal rates the one with more comes first."""
    html = await main_of(await a_member(), "/agencies")
    assert order(html) == ["VPUB", "STP", "SKHDT", "STC", "SNV", "STTTT", "STNMT"]
    assert len(order(html, "h-others")) == 14
    assert re.findall(r'class="rank">(\d+)<', html) == [str(n) for n in range(1, 8)]


async def test_the_rows_add_up_to_the_province(province: Engine) -> None:
    """Every task has one lead agency: the tables together hold the 176."""
    html = await main_of(await a_member(), "/agencies")
    body, _, foot = html.partition("<tfoot")
    rows = [int(n) for n in re.findall(r'class="sub">(\d+) nhiệm vụ<', body + foot.partition("</tfoot>")[2])]
    assert (len(rows), sum(rows)) == (21, 176)
    assert "176 nhiệm vụ" in foot


@pytest.mark.parametrize(
    ("sort", "first"), [("overdue", "STNMT"), ("total", "SNV"), ("name", "SKHDT"), ("nonsense", "VPUB")]
)
async def test_the_order_is_in_the_address(province: Engine, sort: str, first: str) -> None:
    """And the ranks stay those of the rate."""
    html = await main_of(await a_member(), f"/agencies?sort={sort}")
    assert order(html)[0] == first
    ranks = dict(zip(order(html), re.findall(r'class="rank">(\d+)<', html), strict=True))
    assert ranks["VPUB"] == "1"
    assert ranks["STNMT"] == "7"


@pytest.mark.parametrize("path", ["/agencies", "/agencies?as_of=2024-06-30"])
async def test_every_count_leads_to_a_list_of_that_length(province: Engine, path: str) -> None:
    """Today and on a past day."""
    browser = await a_member()
    found = counting_links(await main_of(browser, path))
    assert len(found) > 30
    for href, number in found:
        assert await length(browser, href) == number, href


async def test_htmx_fetches_the_part_that_changes(province: Engine) -> None:
    """The element of the block's name alone; without htmx the whole page."""
    browser = await a_member()
    asked = {"HX-Request": "true", "HX-Target": "agencies"}
    part = (await browser.get("/agencies?sort=total", headers=asked)).text
    assert part.strip().startswith('<div class="grid" id="agencies">')
    assert "<html" not in part
    assert order(part)[0] == "SNV"
    assert "<html" in (await browser.get("/agencies?sort=total")).text


async def test_a_lead_sees_its_own_row_and_the_sum_of_all(province: Engine) -> None:
    """No name, code or rank of another agency; the same search finds them on a member's page."""
    browser = await a_user("stnmt.lanhdao")
    for path in ("/agencies", "/agencies?sort=name", "/agencies?as_of=2024-06-30"):
        assert await named(await main_of(browser, path), "STNMT") == []
    html = await main_of(browser, "/agencies")
    assert order(html, "h-own") == ["STNMT"]
    assert "<a " not in html.partition("<tfoot")[2].partition("</tfoot>")[0]
    assert "89 trong 98" in html
    assert len(await named(await main_of(await a_member(), "/agencies"), "STNMT")) > 15


async def test_an_agency_without_tasks_still_sees_the_province(province: Engine) -> None:
    """And is told that it leads none."""
    said = words_of(await main_of(await a_user("bchqs.lanhdao"), "/agencies"))
    assert "không chủ trì nhiệm vụ nào" in said
    assert "89 trong 98" in said


async def test_a_day_that_is_none_is_said_beside_the_boxes(province: Engine) -> None:
    """422, and today's list."""
    answer = await (await a_member()).get("/agencies?as_of=31/02/2024")
    assert answer.status_code == 422
    assert "Nhập ngày có thật" in answer.text


async def test_an_administrator_has_no_list_of_agencies(province: Engine) -> None:
    """Figures of tasks are not for administrators."""
    assert (await (await a_user("quantri")).get("/agencies")).status_code == 404


async def test_before_the_first_task_the_list_says_so(database: Engine) -> None:
    """An empty database is no error."""
    browser = await Browser(made()).as_person(await person("office"))
    assert "chưa có cơ quan nào chủ trì nhiệm vụ" in words_of(await main_of(browser, "/agencies"))


def test_one_of_one_is_not_the_best() -> None:
    """Four judged tasks are too few, five are enough; what waits does not count."""
    few, enough = group("A", 4, awaiting=9), group("B", 1, 3, 1)
    first, others = ranked([few, enough])
    assert [score.group.code for score in first] == ["B"]
    assert [score.group.code for score in others] == ["A"]


def test_of_equal_rates_the_one_with_more_tasks_comes_first() -> None:
    """And what is equal in that too keeps the official order."""
    first, _ = ranked([group("A", 5), group("B", 50), group("C", 5), group("D", 9, 1)])
    assert [(score.group.code, score.rank) for score in first] == [("B", 1), ("A", 2), ("C", 3), ("D", 4)]
    assert [score.group.code for score in in_order(first, "total")] == ["B", "D", "A", "C"]
