"""Promises about the committee's stars: one button, in history, in the list; past days keep theirs."""

import re

import pytest

from tests.tasks.moving import forced, lines_of, moved, opened, task
from tests.tasks.reading import a_user, length, main_of
from tests.tasks.test_standing import DIFFERENCES
from tracker.database import value
from tracker.database.engine import Engine

CODE, STARRED = "CQS-28", "CQS-04"


@pytest.mark.parametrize("who", ["bcd.truongban", "vpub.dieuphoi1"])
async def test_a_star_is_set_and_taken_away(province: Engine, who: str) -> None:
    """By a member or the office, with a button on the page's head; the list and the timeline follow."""
    browser = await a_user(who)
    before = await length(browser, "/tasks?starred=1")
    for verb, starred, told in (("star", True, "Trọng tâm"), ("unstar", False, "Bỏ đánh dấu theo dõi")):
        head = (await main_of(browser, f"/tasks/{CODE}")).partition('class="grid taskgrid"')[0]
        assert re.search(rf'action="/tasks/{CODE}/{verb}".*?<button [^>]*id="star"', head, re.DOTALL)
        assert (await moved(who, CODE, verb, {})).status_code == 303
        assert (await task(CODE))["starred"] is starred
        assert await length(browser, "/tasks?starred=1") == before + starred
        timeline = (await main_of(browser, f"/tasks/{CODE}")).partition('id="timeline"')[2]
        assert timeline.partition("</h3>")[0].endswith(told)
    assert await value(DIFFERENCES) == 0
    changes = await value("SELECT changes::text FROM history WHERE verb = 'unstar' ORDER BY id DESC LIMIT 1")
    assert changes == '{"starred": [true, false]}'


@pytest.mark.parametrize(
    ("who", "status"),
    [("stttt.lanhdao", 404), ("stttt.chuyenvien1", 404), ("giamsat", 422), ("quantri", 404)],
)
async def test_it_is_the_committees_mark(province: Engine, who: str, status: int) -> None:
    """Those it concerns see the star and no button; a forced one changes nothing."""
    browser = await a_user(who)
    assert not await opened(browser, STARRED, "unstar")
    before = await lines_of(STARRED)
    assert (await forced(browser, STARRED, "unstar", {})).status_code == status
    assert (await lines_of(STARRED), (await task(STARRED))["starred"]) == (before, True)


async def test_two_who_star_at_once_star_once(province: Engine) -> None:
    """The second is told that the task has moved on."""
    first, second = await a_user("bcd.truongban"), await a_user("vpub.dieuphoi1")
    mine, theirs = await opened(first, CODE, "star"), await opened(second, CODE, "star")
    before = await lines_of(CODE)
    assert (await first.post(f"/tasks/{CODE}/star", data=mine)).status_code == 303
    late = await second.post(f"/tasks/{CODE}/star", data=theirs)
    assert late.status_code == 409
    assert await lines_of(CODE) == before + 1
    assert (await forced(second, CODE, "star", {})).status_code == 422  # it is starred already
    assert (await task(CODE))["starred"] is True
