"""Who reads the ledger: office, auditors and administrators; for everybody else there is no such page."""

import pytest

from tests.reminders.ledger import RUN, a_run, reader

pytestmark = pytest.mark.usefixtures("province")
PAGES = ("/letters", RUN, "/letters/1", "/letters/1/html", "/letters/next")


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
