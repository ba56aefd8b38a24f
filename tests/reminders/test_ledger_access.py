"""Who reads the ledger: office, auditors and administrators; for everybody else there is no such page."""

from datetime import timedelta

import pytest

from tests.reminders.ledger import HEAD, RUN, a_run, reader, set_letter
from tests.reminders.office import NEXT_MONDAY, id_of, seven
from tests.tasks.reading import words_of
from tracker import database

pytestmark = pytest.mark.usefixtures("province")
PAGES = ("/letters", RUN, "/letters/1", "/letters/next")


async def test_office_auditors_and_administrators_read_the_ledger_and_nobody_else() -> None:
    """For agencies and members of the committee there is no such page."""
    await a_run()
    for username in ("vpub.dieuphoi1", "giamsat", "quantri"):
        browser = await reader(username)
        for path in PAGES:
            assert (await browser.get(path)).status_code == 200, (username, path)
    for username in ("stnmt.lanhdao", "stnmt.chuyenvien1", "bcd.truongban"):
        browser = await reader(username)
        for path in PAGES:
            assert (await browser.get(path)).status_code == 404, (username, path)


async def test_only_the_office_changes_anything() -> None:
    """The auditor sees no form, and a form sent all the same finds nobody."""
    await a_run()
    browser = await reader("giamsat")
    for path in ("/letters", "/letters/1"):
        assert '<form method="post" action="/letters' not in (await browser.get(path)).text
    for path in ("/letters/hold", "/letters/release", "/letters/1/resend"):
        assert (await browser.fill(path)).status_code == 404
    for username in ("stnmt.lanhdao", "stnmt.chuyenvien1", "bcd.truongban", "quantri"):
        lead = await reader(username)
        for path in ("/letters/hold", "/letters/release", "/letters/1/resend"):
            assert (await lead.fill(path)).status_code == 404, (username, path)


async def test_the_ledger_is_found_from_more() -> None:
    """By those who may read it alone."""
    for username, there in (("vpub.dieuphoi1", True), ("giamsat", True), ("stnmt.lanhdao", False)):
        browser = await reader(username)
        assert ('href="/letters"' in (await browser.get("/more")).text) is there


async def test_an_administrator_sees_how_letters_fared_and_neither_their_words_nor_tasks() -> None:
    """States, addresses and trouble, of runs made and to come; office and auditor also read the letters."""
    await a_run()
    letter = await set_letter(HEAD, tries=1, trouble="451 4.3.2 bận")
    title = await database.value("SELECT title FROM task WHERE code = 'TTHC-02'")
    person = await id_of(HEAD)
    sunday = seven(NEXT_MONDAY) - timedelta(days=1)
    pages = (RUN, f"/letters/{letter}", "/letters/next", "/letters/next?kind=daily")
    inside = (
        f"/letters/{letter}/html",
        f"/letters/next/overdue/{person}",
        f"/letters/next/overdue/{person}/html",
    )
    for username, reads in (("quantri", False), ("vpub.dieuphoi1", True), ("giamsat", True)):
        browser = await reader(username, sunday)
        for path in inside:
            assert (await browser.get(path)).status_code == (200 if reads else 404), (username, path)
        texts = [(await browser.get(path)).text for path in pages]
        for told in ("TTHC-02", title, "/tasks/", "<iframe", 'href="/letters/next/overdue/'):
            assert any(told in text.partition("<main")[2] for text in texts) is reads, (username, told)
        run, kept, coming, _daily = map(words_of, texts)
        for said in ("Tạm hoãn", "451 4.3.2 bận", "stnmt.lanhdao@tayninh.example"):
            assert said in run, (username, said)
            assert said in kept, (username, said)
        assert "Lâm Bảo Sơn" in coming
    admin = words_of((await (await reader("quantri", sunday)).get(RUN)).text)
    assert "2 việc" in admin
