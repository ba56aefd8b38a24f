"""Promises about pages: whole or in part, in the reader's language, with the day they speak of."""

import pytest
from litestar import Litestar

from tests.web.site import Browser, person

FRAGMENT = {"HX-Request": "true", "HX-Target": "main"}
WHOLE = {
    "a plain request": {},
    "a boosted link": {**FRAGMENT, "HX-Boosted": "true"},
    "back in history": {**FRAGMENT, "HX-History-Restore-Request": "true"},
    "another target": {"HX-Request": "true", "HX-Target": "elsewhere"},
    "no target": {"HX-Request": "true"},
    "a target without htmx": {"HX-Target": "main"},
}


@pytest.mark.parametrize("how", sorted(WHOLE))
async def test_a_page_is_whole_unless_htmx_asked_for_its_block(served: Litestar, how: str) -> None:
    """Reload, links, history and browsers without scripts get all of it."""
    browser = await Browser(served).as_person(await person())
    answer = await browser.get("/probe/page", headers=WHOLE[how])
    assert answer.text.startswith("<!doctype html>")
    assert "HX-Request" in answer.headers["vary"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_htmx_gets_the_block_it_asked_for_and_no_more(served: Litestar) -> None:
    """The block has its macros and its words, without the page around it."""
    browser = await Browser(served).as_person(await person())
    answer = await browser.get("/probe/page", headers=FRAGMENT)
    assert "<html" not in answer.text
    assert "Phiên đăng nhập" in answer.text
    assert "HX-Request" in answer.headers["vary"]


async def test_the_answer_to_a_form_leaves_the_address_alone(served: Litestar) -> None:
    """After an error in a boosted form, a reload finds the page the form stands on."""
    browser = await Browser(served).as_person(await person())
    answer = await browser.fill("/account/password", headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert (answer.status_code, answer.headers["hx-push-url"]) == (422, "false")
    assert "hx-push-url" not in (await browser.get("/account")).headers


async def test_a_notice_is_shown_once_and_as_typed(served: Litestar) -> None:
    """After saving, the next page says so; the one after does not."""
    browser = await Browser(served).as_person(await person())
    await browser.fill("/probe/save")
    assert "Đã lưu &lt;b&gt;nhiệm vụ&lt;/b&gt;" in (await browser.get("/account")).text
    assert "Đã lưu" not in (await browser.get("/account")).text


async def test_a_notice_waits_for_a_whole_page(served: Litestar) -> None:
    """A fragment on the way does not swallow it."""
    browser = await Browser(served).as_person(await person())
    await browser.fill("/probe/save")
    await browser.get("/probe/page", headers=FRAGMENT)
    assert "Đã lưu" in (await browser.get("/account")).text


@pytest.mark.parametrize("value", ["x", "x.y", "SGFja2Vk." + "0" * 64, ".", "%%%.%%%", "é"])
async def test_a_notice_that_is_not_ours_is_not_shown(served: Litestar, value: str) -> None:
    """Nobody can put words on a page by planting a cookie."""
    browser = await Browser(served).as_person(await person())
    planted = f"notice={value}; session={browser.cookies['session']}".encode()
    answer = await browser.get("/account", headers=[(b"Cookie", planted)])
    assert answer.status_code == 200
    assert "Hacked" not in answer.text


async def test_a_page_can_be_asked_for_a_past_day(served: Litestar) -> None:
    """It says of which day it speaks, and leads back to today."""
    browser = await Browser(served).as_person(await person())
    answer = await browser.get("/probe/page?as_of=2023-06-30")
    assert answer.status_code == 200
    assert "Số liệu đến hết ngày 30/06/2023" in answer.text


IMPOSSIBLE = (
    "as_of=2023-02-30",
    "as_of=2999-01-01",
    "as_of=x",
    "as_of_day=31&as_of_month=4&as_of_year=2023",
)


@pytest.mark.parametrize("query", IMPOSSIBLE)
async def test_an_impossible_day_is_pointed_out(served: Litestar, query: str) -> None:
    """Status 422 and an error in the title; the figures are today's."""
    browser = await Browser(served).as_person(await person())
    answer = await browser.get(f"/probe/page?{query}")
    assert answer.status_code == 422
    assert "<title>Lỗi: " in answer.text


async def test_the_language_is_the_readers(served: Litestar) -> None:
    """Before sign-in by choice, afterwards by the account; on pages and errors alike."""
    browser = await Browser(served).meet("/sign-in")
    assert 'lang="vi"' in (await browser.get("/nothing")).text
    answer = await browser.fill("/language", {"language": "en", "next": "/sign-in"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    english = (await browser.get("/sign-in")).text
    assert '<html lang="en"' in english
    assert "Tiếng Việt" in english
    assert '<html lang="en"' in (await browser.get("/nothing")).text
    await browser.as_person(await person(language="vi"))
    assert '<html lang="vi"' in (await browser.get("/account")).text


async def test_a_language_chosen_while_signed_in_stays_with_the_account(served: Litestar) -> None:
    """Letters and the next sign-in speak it too; an unknown one becomes Vietnamese."""
    from tracker.database import value

    who = await person()
    browser = await Browser(served).as_person(who)
    await browser.fill("/language", {"language": "en"})
    assert await value("SELECT language FROM person WHERE id = $1", who) == "en"
    assert '<html lang="en"' in (await browser.get("/account")).text
    await browser.fill("/language", {"language": "xx", "next": "//evil.example"})
    assert await value("SELECT language FROM person WHERE id = $1", who) == "vi"


async def test_languages_of_readers_at_once_do_not_mix(served: Litestar) -> None:
    """Two people asking in the same moment each read their own."""
    import asyncio

    lan = await Browser(served).as_person(await person(language="vi"))
    ann = await Browser(served).as_person(await person(language="en"))
    answers = await asyncio.gather(*(one.get("/probe/slow") for one in (lan, ann) * 5))
    found = ['<html lang="en"' in answer.text for answer in answers]
    assert found == [False, True] * 5


@pytest.mark.parametrize(("role", "shown"), [("member", False), ("lead", True), ("admin", False)])
async def test_the_navigation_shows_what_a_role_can_open(served: Litestar, role: str, shown: bool) -> None:
    """No entry leads to a page that is not there."""
    browser = await Browser(served).as_person(await person(role))
    text = (await browser.get("/account")).text
    assert ('href="/my-work"' in text) is shown
    assert ('href="/tasks"' in text) is (role != "admin")
