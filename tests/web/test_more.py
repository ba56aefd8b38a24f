"""Promises about the page of everything else: what it lists for a role, that role can open."""

import re

import pytest

from tests.tasks.reading import a_user
from tests.web.site import Browser
from tracker.database.engine import Engine
from tracker.web.nav import GROUPS


def test_every_place_is_somebodys() -> None:
    """No entry is listed for nobody, and none twice."""
    entries = [entry for _title, some in GROUPS for entry in some]
    assert all(roles for _path, _name, _does, roles in entries)
    assert len({path for path, *_ in entries}) == len(entries)


@pytest.mark.parametrize(
    "username",
    ["vpub.dieuphoi1", "bcd.truongban", "stttt.lanhdao", "stttt.chuyenvien1", "giamsat", "quantri"],
)
async def test_what_is_listed_opens(province: Engine, username: str) -> None:
    """Each link of /more answers the one it is shown to."""
    browser = await a_user(username)
    html = (await browser.get("/more")).text.partition("<main")[2]
    listed = re.findall(r'<li><a href="([^"]+)"', html)
    assert listed or username == "stttt.chuyenvien1"
    for path in listed:
        assert (await browser.get(path)).status_code == 200, path


async def test_nobody_is_shown_what_is_not_theirs(province: Engine) -> None:
    """Negative control: a lead sees no entry of the office, and its addresses are not there for a lead."""
    browser: Browser = await a_user("stttt.lanhdao")
    assert "/settings/programme" not in (await browser.get("/more")).text
    assert (await browser.get("/settings/programme")).status_code == 404
