"""Promises about my work: each task once, under its most urgent reason; for the office what it decides."""

import re

import pytest

from tests.tasks.moving import REPORT, RESULT, moved
from tests.tasks.reading import a_user, length, main_of, words_of
from tracker.database import execute
from tracker.database.engine import Engine


def codes(html: str) -> list[str]:
    """The tasks of the rows, in their order."""
    return re.findall(r'<span class="code">([A-Z0-9-]+)</span>', html)


def tabs_of(html: str) -> list[tuple[str, int]]:
    """The tabs and their counts."""
    tabs = html.partition('class="tabs"')[2].partition("</ul>")[0]
    return [
        (href.replace("&amp;", "&"), int(n))
        for href, n in re.findall(r'href="([^"]+)"[^>]*>[^<]*<b>(\d+)', tabs)
    ]


def badge(html: str) -> str:
    """The number beside "My work" in the navigation."""
    found = re.search(r'class="badge">(\d+)', html)
    return found[1] if found else ""


async def test_each_task_stands_once_in_the_section_of_its_urgency(province: Engine) -> None:
    """Own tasks first; overdue and due within two days now, then seven days, then thirty."""
    html = await main_of(await a_user("stttt.lanhdao"), "/my-work")
    sections = {
        name: codes(part)
        for name, part in re.findall(r'id="h-(now|week|month)">(.*?)</section>', html, re.DOTALL)
    }
    assert sections == {
        "now": ["CQS-04", "TTHC-10", "CQS-06", "TTHC-17", "CDDH-20"],
        "week": ["TC-17", "CQS-26"],
        "month": ["CQS-28"],
    }


async def test_reasons_are_tabs_and_each_shows_what_it_counts(province: Engine) -> None:
    """A task may count under several reasons; a tab of none stays and says so."""
    browser = await a_user("stttt.lanhdao")
    found = tabs_of(await main_of(browser, "/my-work"))
    assert [n for _, n in found] == [8, 0, 3, 1, 0, 0, 0, 4, 6, 0]
    for href, number in found:
        html = await main_of(browser, href)
        assert len(codes(html)) == number, href
        assert ("Không có việc thuộc lý do này" in html) == (number == 0)


async def test_who_asked_and_in_which_words_stands_in_the_row(province: Engine) -> None:
    """The open question of a member; after a return the office's reason, and what the button does."""
    said = words_of(await main_of(await a_user("stttt.lanhdao"), "/my-work"))
    assert "Hoàng Kiên Trung, 06/11/2024 08:07: Nhiệm vụ quá hạn 1 ngày; yêu cầu giải trình" in said
    await moved("stttt.lanhdao", "CQS-28", "submit", RESULT)
    await moved("vpub.dieuphoi1", "CQS-28", "confirm", {"decision": "return", "reason": "Chưa có biên bản."})
    html = await main_of(await a_user("stttt.lanhdao"), "/my-work?reason=returned")
    assert codes(html) == ["CQS-28"]
    assert "Nguyễn Hà Phương, 06/11/2024 12:00: Chưa có biên bản." in words_of(html)
    assert "Bổ sung" in html


async def test_a_new_task_waits_to_be_accepted_by_the_head(province: Engine) -> None:
    """However far its deadline is."""
    html = await main_of(await a_user("tptn.lanhdao"), "/my-work?reason=accept")
    assert codes(html) == ["TCBM-18"]
    assert re.search(r'href="/tasks/TCBM-18#act">Tiếp nhận<', html)


async def test_what_waits_for_others_is_shown_apart(province: Engine) -> None:
    """With the days waited, and whether it was submitted in time."""
    said = words_of(await main_of(await a_user("stttt.lanhdao"), "/my-work"))
    assert "Đang chờ nơi khác (2)" in said
    assert "TTHC-08 · trình 30/08/2024, trước hạn 1 ngày chờ xác nhận 68 ngày" in said
    assert "CQS-19 · trình 31/10/2024, đúng ngày hạn chờ xác nhận 6 ngày" in said


async def test_own_figures_lead_to_the_lists_that_make_them_up(province: Engine) -> None:
    """Nineteen led tasks in five states."""
    browser = await a_user("stttt.lanhdao")
    html = await main_of(browser, "/my-work")
    found = re.findall(r'href="(/tasks\?part=lead&amp;bucket=\w+)".*?<b>(\d+)</b>', html)
    assert sum(int(n) for _, n in found) == 19
    for href, number in found:
        assert await length(browser, href.replace("&amp;", "&")) == int(number)


@pytest.mark.parametrize("who", ["stttt.lanhdao", "vpub.dieuphoi1"])
async def test_the_badge_counts_what_the_page_holds(province: Engine, who: str) -> None:
    """On the page itself, on the list and on a task; a report does not change it, a submission does."""
    browser = await a_user(who)
    expected = "8" if who == "stttt.lanhdao" else "30"
    for path in ("/my-work", "/tasks", "/tasks?as_of=2023-06-30", "/tasks/CQS-04"):
        assert badge((await browser.get(path)).text) == expected, path
    await moved("stttt.lanhdao", "CQS-28", "progress", REPORT)
    assert badge((await browser.get("/my-work")).text) == expected
    await moved("stttt.lanhdao", "CQS-28", "submit", RESULT)
    assert badge((await browser.get("/my-work")).text) == ("7" if who == "stttt.lanhdao" else "31")


async def test_a_submitted_task_stays_in_the_work_of_who_still_owes_an_explanation(province: Engine) -> None:
    """What a member asked is owed until it is answered, however far the task has come meanwhile."""
    browser = await a_user("stttt.lanhdao")
    await moved("stttt.lanhdao", "CQS-04", "progress", REPORT)
    await moved("stttt.lanhdao", "CQS-04", "submit", RESULT)
    assert "CQS-04" in codes(await main_of(browser, "/my-work?reason=explain"))
    assert badge((await browser.get("/my-work")).text) == "8"


async def test_the_office_sees_what_waits_longest_first(province: Engine) -> None:
    """Eight of 29, with the fair clock's verdict, and the bands lead to lists of that length."""
    browser = await a_user("vpub.dieuphoi1")
    html = await main_of(browser, "/my-work")
    said = words_of(html)
    assert "29 hồ sơ chờ xác nhận Chờ lâu nhất 105 ngày, trung vị 40 ngày" in said
    confirm = html.partition('id="h-confirm"')[2].partition("</section>")[0]
    assert codes(confirm)[:3] == ["TCBM-13", "CV-22", "TTHC-08"]
    assert len(codes(confirm)) == 8
    assert "Trình trước hạn 7 ngày" in confirm
    assert "Trình sau hạn 19 ngày" in confirm
    bands = re.findall(r'<a class="a\d" href="([^"]+)"><b>(\d+)</b>', confirm)
    assert [int(n) for _, n in bands] == [4, 17, 25, 29]
    for href, number in bands:
        assert await length(browser, href.replace("&amp;", "&")) == int(number), href


async def test_the_office_sees_extensions_explanations_and_what_nobody_accepted(province: Engine) -> None:
    """Each group with its count; one that is empty says so in a line."""
    said = words_of(await main_of(await a_user("vpub.dieuphoi1"), "/my-work"))
    assert "Gia hạn chờ quyết định (1) Chờ 9 ngày đề nghị 28/10/2024" in said
    assert "trước: 31/10/2024 sau: 31/12/2024 lần thứ 2" in said
    assert "Chưa giải trình (1)" in said
    assert "Chưa tiếp nhận (1) Giao 05/11/2024" in said
    await moved("tptn.lanhdao", "TCBM-18", "accept", {})
    assert "Mọi nhiệm vụ đã được tiếp nhận." in words_of(
        await main_of(await a_user("vpub.dieuphoi1"), "/my-work")
    )


@pytest.mark.parametrize("who", ["bcd.truongban", "giamsat", "quantri"])
async def test_those_without_work_here_find_nothing(province: Engine, who: str) -> None:
    """404, and no entry in the navigation."""
    browser = await a_user(who)
    answer = await browser.get("/my-work")
    assert answer.status_code == 404
    assert 'href="/my-work"' not in (await browser.get("/account")).text


async def test_a_past_day_shows_the_work_of_that_day(province: Engine) -> None:
    """Before the question of today was asked; the office's queue as it was."""
    html = await main_of(await a_user("stttt.lanhdao"), "/my-work?as_of=2024-11-05")
    assert "yêu cầu giải trình" not in html
    assert "as_of=2024-11-05" in html
    assert "#act" not in html
    browser = await a_user("vpub.dieuphoi1")
    office = await main_of(browser, "/my-work?as_of=2024-06-30")
    number = re.search(r'id="h-confirm">(\d+) hồ sơ', office)
    assert number is not None
    assert await length(browser, "/tasks?bucket=awaiting&as_of=2024-06-30") == int(number[1])


async def test_an_unknown_reason_is_named_and_everything_is_shown(province: Engine) -> None:
    """422 with a sentence, and the rows of all reasons."""
    browser = await a_user("stttt.lanhdao")
    answer = await browser.get("/my-work?reason=late")
    assert answer.status_code == 422
    assert "Không có lý do này" in answer.text
    assert len(codes(answer.text)) == 8


async def test_nothing_to_do_is_said_as_good_news(province: Engine) -> None:
    """An agency without open tasks."""
    await execute(
        """UPDATE person SET agency = (SELECT id FROM agency WHERE code = 'UBNDT')
           WHERE username = 'stp.lanhdao'"""
    )
    assert "Không có việc phải làm ngay" in await main_of(await a_user("stp.lanhdao"), "/my-work")
