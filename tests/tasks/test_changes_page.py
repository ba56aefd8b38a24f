"""Promises about the page of changes: one sentence, a table that adds up, a card for each kind of change."""

import re
from datetime import date

import pytest

from tests.tasks.listing import CODES
from tests.tasks.reading import a_member, a_user, counting_links, length, main_of, named, words_of
from tests.web.site import Browser, made, person
from tracker import templating
from tracker.clock import at
from tracker.database import execute, value
from tracker.database.engine import Engine
from tracker.tasks.forms.changes import month_began, starts
from tracker.tasks.queries import changes
from tracker.tasks.queries.lists import EVERYBODY
from tracker.web.asof import AsOf
from tracker.words import speaking

TODAY = date(2024, 11, 6)
OCTOBER = "/changes?from=2024-09-30&until=2024-10-31"
CELL = re.compile(r'<td role="cell" class="num kv"[^>]*>(.*?)</td>', re.DOTALL)


def table(html: str) -> list[list[int]]:
    """The numbers of the table: before, out, in, after; the total is the last line."""
    lines = html.partition("<tbody")[2].partition("</tfoot>")[0].split("<tr ")[1:]
    return [
        [int(words_of(cell).replace("−", "-").replace("+", "")) for cell in CELL.findall(line)]
        for line in lines
    ]


def cards(html: str) -> list[str]:
    """The headings of the cards."""
    return [
        words_of(found) for found in re.findall(r'<h2 class="govuk-heading-m" id="h-\w+">(.*?)</h2>', html)
    ]


async def changed(code: str, day: date, **facts: object) -> None:
    """A task as some move leaves it on a day."""
    places = ", ".join(f"{name} = ${n}" for n, name in enumerate(facts, 3))
    written = f"UPDATE task SET {places}, changed_at = $2, version = version + 1 WHERE code = $1"
    await execute(written, code, at(day, 9), *facts.values())


async def withdrawn(code: str, day: date) -> None:
    """A task that the office took back."""
    await changed(
        code, day, state="withdrawn", resumes_to="in_progress", submitted_at=None, submitted_by=None
    )


async def handed_over(code: str, agency: str, day: date) -> None:
    """A task that another agency leads from a day on."""
    await changed(code, day, lead_agency=await value("SELECT id FROM agency WHERE code = $1", agency))


async def test_one_sentence_then_the_table_then_the_worst_first(province: Engine) -> None:
    """A month, until today, unless the address says otherwise."""
    html = await main_of(await a_member(), "/changes")
    said = words_of(html)
    assert "Từ cuối ngày 06/10/2024 đến cuối ngày 06/11/2024 (31 ngày)" in said
    assert "16 nhiệm vụ chuyển trạng thái, 3 thành quá hạn" in said
    assert (
        "Trong 31 ngày: 1 nhiệm vụ được xác nhận hoàn thành, 12 nhiệm vụ trình hoàn thành, 3 nhiệm vụ" in said
    )
    assert table(html) == [[88, 0, 1, 89], [4, 0, 0, 4], [17, 0, 12, 29], [62, -14, 1, 49], [4, -2, 3, 5],
                           [175, -16, 17, 176]]  # fmt: skip
    assert cards(html) == [
        "3 nhiệm vụ thành quá hạn",
        "1 nhiệm vụ được xác nhận hoàn thành đúng hạn",
        "2 nhiệm vụ quá hạn trình hoàn thành, chờ xác nhận",
        "10 nhiệm vụ trình hoàn thành, chờ xác nhận",
        "1 nhiệm vụ giao thêm",
        "1 nhiệm vụ đổi hạn",
    ]
    assert (
        "không có nhiệm vụ nào bị thu hồi, được bàn giao sang cơ quan khác hoặc được đánh dấu trọng" in said
    )
    assert re.findall(r'class="due due--overdue">(.*?)<', html) == ["Quá 22 ngày", "Quá 6 ngày", "Quá 1 ngày"]
    assert "31/12/2024" in said
    assert "muộn hơn 90 ngày" in said


@pytest.mark.parametrize(
    "path", ["/changes", OCTOBER, "/changes?from=2022-12-31&as_of=2023-06-30&agency=SNV"]
)
async def test_the_table_adds_up_and_leads_to_lists_of_those_lengths(province: Engine, path: str) -> None:
    """Each line and each column; the counts of both days are lists of their days."""
    browser = await a_member()
    html = await main_of(browser, path)
    lines = table(html)
    assert all(before + out + into == after for before, out, into, after in lines)
    assert [sum(column) for column in zip(*lines[:-1], strict=True)] == lines[-1]
    found = counting_links(html)
    assert len(found) >= 8
    for href, number in found:
        assert await length(browser, href) == number, href


async def test_a_card_shows_four_and_the_list_all(province: Engine) -> None:
    """The list behind a card has as many tasks as its heading says, 25 a page."""
    browser = await a_member()
    html = await main_of(browser, "/changes?from=2023-12-31")
    card = html.partition(">45 nhiệm vụ giao thêm")[2].partition("</section>")[0]
    assert len(CODES.findall(card)) == 4
    [href] = re.findall(r'href="(/changes\?[^"]*kind=added)"', card)
    pages = [await main_of(browser, f"{href.replace('&amp;', '&')}&page={n}") for n in (1, 2, 9)]
    shown = [CODES.findall(page) for page in pages]
    assert [len(codes) for codes in shown] == [25, 20, 20]
    assert len({*shown[0], *shown[1]}) == 45
    assert shown[1] == shown[2]


async def test_every_list_is_as_long_as_its_card_says(province: Engine) -> None:
    """For every kind that occurred, and the groups of them that other pages link to."""
    browser = await a_member()
    of = changes.Between(1, EVERYBODY, date(2024, 6, 30), TODAY)
    found = await changes.changes(of)
    for kind in (*changes.KINDS, *changes.GROUPS):
        html = await main_of(browser, f"/changes?from=2024-06-30&kind={kind}")
        assert len(CODES.findall(html)) == min(25, found.count(kind)), kind
        assert cards(html)[0].startswith(str(found.count(kind))), kind


async def test_withdrawn_resumed_and_handed_over_tasks_are_told(province: Engine) -> None:
    """Each in its card and in the total; what was added and withdrawn meanwhile is said in a line."""
    await withdrawn("TCBM-18", date(2024, 11, 5))  # assigned on the very day
    await withdrawn("CQS-06", date(2024, 11, 1))
    await withdrawn("CQS-04", date(2024, 11, 4))
    await changed("CQS-04", date(2024, 11, 6), state="in_progress", resumes_to="")
    await handed_over("TTHC-10", "STC", date(2024, 11, 2))
    browser = await a_member()
    html = await main_of(browser, "/changes")
    said = words_of(html)
    assert {"1 nhiệm vụ bị thu hồi", "1 nhiệm vụ bàn giao sang cơ quan khác"} <= {*cards(html)}
    assert "Tất cả nhiệm vụ thu hồi 1" in said
    assert "1 nhiệm vụ giao thêm rồi thu hồi ngay trong thời gian này" in said
    assert "trước: Sở Tài nguyên và Môi trường sau: Sở Tài chính" in said
    later = await main_of(browser, "/changes?from=2024-11-04")
    assert "1 nhiệm vụ tiếp tục thực hiện sau thu hồi" in cards(later)
    assert "Tất cả nhiệm vụ giao thêm 1" not in words_of(later)
    assert "tiếp tục thực hiện 1" in words_of(later)
    for page in (html, later):
        assert all(before + out + into == after for before, out, into, after in table(page))
        for href, number in counting_links(page):
            assert await length(browser, href) == number, href


async def test_an_agency_opens_what_it_gave_away_as_it_stood(province: Engine) -> None:
    """Listed as given away, it leads to the task of the first day; of today it is not there."""
    await handed_over("TTHC-10", "STC", date(2024, 11, 2))
    lead = await a_user("stnmt.lanhdao")
    html = await main_of(lead, "/changes?agency=STNMT")
    assert "chuyển đi 1" in words_of(html)
    assert (await lead.get("/tasks/TTHC-10")).status_code == 404
    assert 'href="/tasks/TTHC-10?as_of=2024-10-06"' in html
    assert (await lead.get("/tasks/TTHC-10?as_of=2024-10-06")).status_code == 200
    taker = await main_of(await a_user("stc.lanhdao"), "/changes?agency=STC")
    assert "chuyển đến 1" in words_of(taker)
    assert 'href="/tasks/TTHC-10"' in taker


async def test_a_lead_reads_of_its_own_tasks_alone(province: Engine) -> None:
    """What it leads and coordinates, or what it leads; never another agency's, by whatever code."""
    lead = await a_user("stnmt.lanhdao")
    html = await main_of(lead, "/changes?from=2023-12-31&agency=STNMT")
    assert await named(html, "STNMT") == []
    assert len(await named(await main_of(await a_member(), "/changes?from=2023-12-31"), "STNMT")) > 8
    for path in ("/changes?from=2023-12-31", "/changes?from=2023-12-31&agency=STNMT"):
        found = counting_links(await main_of(lead, path))
        assert len(found) > 8
        for href, number in found:
            assert await length(lead, href) == number, href
    for code in ("SNV", "KHONGCO"):
        answer = await lead.get(f"/changes?agency={code}")
        assert answer.status_code == 422
        assert f"Không có cơ quan mang mã “{code}”" in answer.text
    member = await a_member()
    assert (await member.get("/changes?agency=SNV")).status_code == 200
    assert (await member.get("/changes?agency=KHONGCO")).status_code == 422


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("from=2024-10-31&until=2024-10-31", "until", "Nhập ngày sau 31/10/2024"),
        ("from=2024-10-31&until=2024-10-01", "until", "Nhập ngày sau 31/10/2024"),
        ("from=2024-11-06", "from", "Nhập ngày trước 06/11/2024"),
        ("until=2024-11-07", "until", "Nhập ngày trong khoảng từ 01/01/2021 đến 06/11/2024"),
        ("from=2020-12-31", "from", "Nhập ngày trong khoảng từ 01/01/2021 đến 06/11/2024"),
        ("until=2021-01-01", "until", "Nhập ngày sau 01/01/2021"),
        ("from_day=31&from_month=2&from_year=2024", "from", "Nhập ngày có thật"),
        ("until_day=&until_month=10&until_year=2024", "until", "Nhập ngày có thật"),
        ("as_of=2024-02-31", "until", "Nhập ngày có thật"),
    ],
)
async def test_a_wrong_day_is_said_beside_its_boxes(
    province: Engine, query: str, field: str, said: str
) -> None:
    """422, the sentence beside the field and in the summary that leads to it, and what was typed."""
    answer = await (await a_member()).get(f"/changes?{query}")
    assert answer.status_code == 422
    assert "<title>Lỗi:" in answer.text
    beside = answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert said in beside
    assert re.search(rf'<a href="#{field}_day">{said}', answer.text)
    assert "<tfoot" not in answer.text
    for name, typed in re.findall(r"(\w+_(?:day|month|year))=(\d+)", query):
        assert re.search(rf'name="{name}"[^>]*value="{typed}"', answer.text), name


@pytest.mark.parametrize("query", ["kind=nonsense", "page=0", "page=x"])
async def test_what_no_link_asks_for_is_refused(province: Engine, query: str) -> None:
    """A kind or a page that there is not."""
    assert (await (await a_member()).get(f"/changes?{query}")).status_code == 422


async def test_three_boxes_a_day_ask_the_same_as_an_address(province: Engine) -> None:
    """What the form sends and what a link says; the day of another page is the last day here."""
    browser = await a_member()
    boxes = (
        "/changes?from_day=30&from_month=9&from_year=2024&until_day=31&until_month=10&until_year=2024&agency="
    )
    linked = await main_of(browser, OCTOBER)
    assert table(await main_of(browser, boxes)) == table(linked)
    assert table(await main_of(browser, "/changes?from=30/09/2024&as_of=2024-10-31")) == table(linked)
    assert 'href="/?as_of=2024-10-31"' in linked
    assert all("as_of=2024-10-31" in href for href in re.findall(r'href="(/tasks/[^"]*)"', linked))


def test_the_usual_days_are_ends_of_days() -> None:
    """A week, a month, the evenings before the quarter and the year; never before the first day."""
    assert starts(TODAY) == {
        "week": date(2024, 10, 30), "month": date(2024, 10, 6),
        "quarter": date(2024, 9, 30), "year": date(2023, 12, 31),
    }  # fmt: skip
    assert starts(date(2024, 3, 31))["month"] == date(2024, 2, 29)
    assert starts(date(2021, 1, 5))["year"] == date(2021, 1, 1)
    assert month_began(date(2024, 3, 1)) == date(2024, 2, 29)
    assert month_began(date(2021, 1, 9)) == date(2021, 1, 1)


async def test_the_usual_days_are_tabs(province: Engine) -> None:
    """Each once, the one in use marked; they keep the last day and the agency."""
    html = await main_of(await a_member(), "/changes?until=2024-02-10&from=2023-12-31&agency=SNV")
    tabs = html.partition('class="tabs"')[2].partition("</ul>")[0]
    assert re.findall(r">([^<>]+)</a>", tabs) == [
        "7 ngày, từ 03/02",
        "Một tháng, từ 10/01",
        "Quý này, từ 31/12",
    ]
    assert tabs.count("until=2024-02-10&amp;agency=SNV") == 3
    assert 'from=2023-12-31&amp;until=2024-02-10&amp;agency=SNV" aria-current="true"' in tabs


async def test_the_page_speaks_english(province: Engine) -> None:
    """The same numbers in the other language."""
    await execute("UPDATE person SET language = 'en' WHERE username = 'bcd.truongban'")
    said = words_of(await main_of(await a_user("bcd.truongban"), "/changes"))
    assert "16 tasks changed state, 3 became overdue" in said
    assert "In this time no task was withdrawn, was handed over to another agency or was starred." in said


async def test_nothing_before_the_first_task_and_nothing_for_an_administrator(province: Engine) -> None:
    """An empty stretch of days is said to be one."""
    said = words_of(await main_of(await a_member(), "/changes?from=2021-02-01&until=2021-03-01"))
    assert "chưa có nhiệm vụ" in said
    still = words_of(await main_of(await a_member(), "/changes?from=2021-12-31&until=2022-01-01"))
    assert "Không có gì thay đổi trong 1 ngày" in still
    assert (await (await a_user("quantri")).get("/changes")).status_code == 404


async def test_without_a_programme_the_page_is_empty(database: Engine) -> None:
    """No error before the first record."""
    browser = await Browser(made()).as_person(await person("office"))
    assert "chưa có nhiệm vụ" in words_of(await main_of(browser, "/changes"))


async def test_the_list_of_agencies_leads_here(province: Engine) -> None:
    """Each agency's row to its own changes, on the day shown."""
    html = await main_of(await a_member(), "/agencies?as_of=2024-10-31")
    found = re.findall(r'href="(/changes\?[^"]*)"', html)
    assert len(found) == html.count('<a class="tt"') == 20
    assert "/changes?agency=SNV&amp;as_of=2024-10-31" in found


async def test_the_card_beside_the_figures_links_each_count_to_its_list(province: Engine) -> None:
    """What the progress page shows since the month began; nothing is said plainly."""
    browser = await a_member()
    first = date(2024, 10, 6)
    found = await changes.summary(1, EVERYBODY, first, TODAY)
    source = '{% import "tasks/changes_parts.html" as parts with context %}{{ parts.compact(found, first) }}'
    compact = templating.environment().from_string(source)
    with speaking("vi"):
        html = compact.render(found=found, first=first, as_of=AsOf(TODAY, TODAY))
        nothing = compact.render(found=changes.Changes({}, {}, 0), first=first, as_of=AsOf(TODAY, TODAY))
    tiles = re.findall(r'<li><a href="([^"]*)"><b>(\d+)</b>', html)
    assert [int(n) for _, n in tiles] == [3, 12, 1, 1, 1]
    for href, n in tiles:
        assert len(CODES.findall(await main_of(browser, href.replace("&amp;", "&")))) == int(n)
    assert "chưa có gì thay đổi" in nothing
