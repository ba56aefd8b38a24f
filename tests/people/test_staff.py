"""Promises about the head's page of officers: who may submit, decided by the head alone, in history."""

import re
from typing import Any

import pytest

from tests.tasks.moving import RESULT, moved, opened
from tests.tasks.reading import a_user, main_of, words_of
from tracker.database import execute, row, value
from tracker.database.engine import Engine
from tracker.history.queries import lines

PATH = "/agency/people"
TASK = "CQS-04"  # led by STTTT


async def number(username: str) -> int:
    """An account's number."""
    return int(await value("SELECT id FROM person WHERE username = $1", username))


def form_for(html: str, person: int) -> dict[str, str]:
    """The hidden fields of one officer's form, and what its button sends."""
    for form in re.findall(r'<form method="post" action="/agency/people">(.*?)</form>', html, re.DOTALL):
        found = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        if found["person"] == str(person):
            return found
    return {}


async def test_a_head_lets_an_officer_submit_and_takes_it_back(province: Engine) -> None:
    """The task's page has the form for as long as it is allowed; each change is a line of history."""
    officer = await number("stttt.chuyenvien1")
    head, staff = await a_user("stttt.lanhdao"), await a_user("stttt.chuyenvien1")
    html = await main_of(head, PATH)
    assert re.findall(r"<b>([^<]+)</b>", html) == ["Hứa Đăng Khoa", "Âu Mỹ Duyên"]
    assert not await opened(staff, TASK, "submit")
    first = form_for(html, officer)
    for _ in range(2):  # a double click
        answer = await head.post(PATH, data=first)
        assert (answer.status_code, answer.headers["Location"]) == (303, PATH)
    html = await main_of(head, PATH)
    assert html.count("Được trình") == 1
    assert await opened(staff, TASK, "submit")
    assert (await head.post(PATH, data=form_for(html, officer))).status_code == 303
    assert not await opened(staff, TASK, "submit")
    assert (await head.post(PATH, data=first)).status_code == 303  # an old window decides nothing
    assert not await opened(staff, TASK, "submit")
    told = [(line["verb"], line["actor_name"], line["changes"]) for line in await lines("person", officer)]
    assert told == [
        ("permit", "Đỗ Nhật Tín", {"may_submit": [False, True]}),
        ("permit", "Đỗ Nhật Tín", {"may_submit": [True, False]}),
    ]
    assert 'href="/agency/people"' in await main_of(head, "/my-work")
    assert 'href="/agency/people"' not in await main_of(staff, "/my-work")


async def test_an_officer_who_may_submit_does(province: Engine) -> None:
    """The submission is the agency's; the control of the promise above."""
    officer = await number("stttt.chuyenvien1")
    head = await a_user("stttt.lanhdao")
    await head.post(PATH, data=form_for(await main_of(head, PATH), officer))
    assert (await moved("stttt.chuyenvien1", TASK, "submit", RESULT)).status_code == 303
    assert await value("SELECT submitted_by FROM task WHERE code = $1", TASK) == officer


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"person": "syt.chuyenvien1", "may_submit": "1"}, 404),  # of another agency
        ({"person": "quantri", "may_submit": "1"}, 404),  # of this one, but no officer
        ({"person": "stttt.chuyenvien2", "may_submit": "1"}, 404),  # closed
        ({"person": "stttt.chuyenvien1", "may_submit": "yes"}, 422),
        ({"person": "", "may_submit": "1"}, 422),
    ],
)
async def test_a_head_decides_for_its_own_officers_alone(
    province: Engine, said: dict[str, Any], status: int
) -> None:
    """Whoever else is named is not there, what no form of ours sends is refused; nothing changed."""
    await execute("UPDATE person SET disabled_at = now() WHERE username = 'stttt.chuyenvien2'")
    head = await a_user("stttt.lanhdao")
    key = form_for(await main_of(head, PATH), await number("stttt.chuyenvien1"))["form_key"]
    person = await value("SELECT id FROM person WHERE username = $1", said["person"]) or "x1"
    answer = await head.fill(PATH, {**said, "person": str(person), "form_key": key})
    assert answer.status_code == status
    assert await value("SELECT count(*) FROM person WHERE may_submit") == 0
    found = await row("SELECT count(*) AS n FROM history WHERE kind = 'person' AND verb = 'permit'")
    assert found == {"n": 0}


@pytest.mark.parametrize("who", ["syt.chuyenvien1", "vpub.dieuphoi1", "bcd.truongban", "giamsat", "quantri"])
async def test_others_find_no_such_page(province: Engine, who: str) -> None:
    """404 to look, 404 to decide."""
    browser = await a_user(who)
    assert (await browser.get(PATH)).status_code == 404
    officer = await number("stttt.chuyenvien1")
    assert (await browser.fill(PATH, {"person": str(officer), "may_submit": "1"})).status_code == 404


async def test_an_agency_without_officers_is_told_who_makes_accounts(province: Engine) -> None:
    """No empty list."""
    said = words_of(await main_of(await a_user("sxd.lanhdao"), PATH))
    assert "Cơ quan chưa có chuyên viên có tài khoản." in said
