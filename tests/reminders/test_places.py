"""A letter's links lead to a place that its reader's page has, with a form there or none."""

import re

import pytest

from tests.reminders.days import choose, morning
from tests.reminders.ledger import parsed, reader, set_letter
from tests.reminders.office import NEXT_MONDAY, seven
from tracker.mail import links

pytestmark = pytest.mark.usefixtures("province")
READERS = ("vpub.dieuphoi1", "bcd.truongban", "stnmt.lanhdao", "stnmt.chuyenvien2")


async def places(username: str) -> dict[str, str]:
    """The places within pages that somebody's newest letter leads to, by page."""
    body = (await parsed(await set_letter(username))).get_body(("plain",))
    assert body is not None
    goals = [links.read(token) for token in re.findall(r"/go/([\w-]+)", body.get_content())]
    found = [goal.path.partition("#") for goal in goals if goal]
    return {path: place for path, _sign, place in found if place}


async def test_every_place_that_a_letter_leads_to_is_on_its_readers_page() -> None:
    """Overdue tasks at the office, a member's, a head's and an officer's; a made-up place is on none."""
    await choose("bcd.truongban", "committee", True)
    await morning(NEXT_MONDAY)
    for username in READERS:
        found = await places(username)
        assert found, username
        browser = await reader(username, seven(NEXT_MONDAY))
        for path, place in found.items():
            html = (await browser.get(path)).text
            assert html.count(f'id="{place}"') == 1, (username, path)
            assert 'id="nowhere"' not in html
