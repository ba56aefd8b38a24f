"""Promises about sessions: nobody chooses another's, and the end is the end."""

import asyncio
import hashlib
from datetime import timedelta

import pytest
from litestar import Litestar

from tests.web.site import PASSWORD, Browser, person
from tracker import clock, settings
from tracker.database import execute, row, rows, value
from tracker.database.engine import Engine
from tracker.people import sessions
from tracker.people.rules import SESSIONS_EACH


async def test_a_session_that_somebody_else_chose_is_never_used(served: Litestar) -> None:
    """A cookie planted before sign-in is neither accepted nor sent back."""
    await person(username="lan", password=PASSWORD)
    browser = Browser(served)
    browser.cookies.set("session", "ATTACKER-CHOSEN-ID", domain="tracker.test")
    await browser.meet("/sign-in")
    answer = await browser.fill("/sign-in", {"username": "lan", "password": PASSWORD})
    assert answer.status_code == 303
    assert "ATTACKER-CHOSEN-ID" not in str(answer.headers)
    other = Browser(served)
    other.cookies.set("session", "ATTACKER-CHOSEN-ID", domain="tracker.test")
    assert (await other.get("/account")).status_code == 303


async def test_a_new_sign_in_is_a_new_session(served: Litestar) -> None:
    """Also in a browser that is signed in already."""
    who = await person()
    first = await sessions.start(who, at=clock.now(), address="", device="")
    second = await sessions.start(who, at=clock.now(), address="", device="")
    assert first != second


async def test_only_a_digest_is_stored(database: Engine) -> None:
    """A stolen table opens nothing."""
    token = await sessions.start(await person(), at=clock.now(), address="", device="")
    stored = await row("SELECT * FROM session")
    assert stored is not None
    assert stored["token_hash"] == hashlib.sha256(token.encode()).digest()
    assert token not in str(stored)
    assert await sessions.recognise(stored["token_hash"].hex(), clock.now(), True) is None


async def test_strangers_leave_no_row_behind(served: Litestar) -> None:
    """Asking for pages fills no table."""
    browser = Browser(served)
    for path in ("/sign-in", "/account", "/nothing", "/livez"):
        await browser.get(path)
    assert await value("SELECT count(*) FROM session") == 0


async def test_signing_out_is_final_while_slow_requests_are_under_way(served: Litestar) -> None:
    """Twenty requests that began before the end do not bring the session back."""
    browser = await Browser(served).as_person(await person())
    token = browser.cookies["session"]
    await execute("UPDATE session SET seen_at = seen_at - interval '5 minutes'")
    slow = [asyncio.create_task(browser.get("/probe/slow")) for _ in range(20)]
    await asyncio.sleep(0.05)
    answer = await browser.fill("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert {done.status_code for done in await asyncio.gather(*slow)} == {200}
    again = Browser(served)
    again.cookies.set("session", token, domain="tracker.test")
    assert (await again.get("/account")).status_code == 303
    assert await value("SELECT count(*) FROM session") == 0


@pytest.mark.parametrize(("seconds", "good"), [(-1, True), (1, False)])
async def test_a_session_ends_after_its_hours(database: Engine, seconds: int, good: bool) -> None:
    """However busy it was."""
    began = clock.now()
    token = await sessions.start(await person(), at=began, address="", device="")
    end = began + timedelta(hours=settings.current().session_hours, seconds=seconds)
    await execute("UPDATE session SET seen_at = $1", end)
    assert (await sessions.recognise(token, end, True) is not None) is good


@pytest.mark.parametrize(("seconds", "good"), [(-1, True), (1, False)])
async def test_a_session_ends_when_nobody_uses_it(database: Engine, seconds: int, good: bool) -> None:
    """A browser left open in an office is of no use in the evening."""
    began = clock.now()
    token = await sessions.start(await person(), at=began, address="", device="")
    later = began + timedelta(minutes=settings.current().idle_minutes, seconds=seconds)
    assert (await sessions.recognise(token, later, True) is not None) is good


async def test_what_a_page_asks_by_itself_keeps_no_session_alive(database: Engine) -> None:
    """Only a person does; and a touch is written at most once a minute."""
    began = clock.now()
    token = await sessions.start(await person(), at=began, address="", device="")
    for minutes, active, seen in ((0.5, True, 0), (5, False, 0), (5, True, 5), (5.5, True, 5)):
        await sessions.recognise(token, began + timedelta(minutes=minutes), active)
        assert await value("SELECT seen_at FROM session") == began + timedelta(minutes=seen)


async def test_polling_by_its_mark_keeps_no_session_alive(served: Litestar) -> None:
    """The mark is in the address that polls."""
    browser = await Browser(served).as_person(await person())
    await execute("UPDATE session SET seen_at = seen_at - interval '5 minutes'")
    before = await value("SELECT seen_at FROM session")
    await browser.get("/account?poll=1")
    assert await value("SELECT seen_at FROM session") == before
    await browser.get("/account")
    assert await value("SELECT seen_at FROM session") > before


async def test_the_oldest_session_makes_room(database: Engine) -> None:
    """Five each; another person's are not touched."""
    who, other = await person(), await person()
    await sessions.start(other, at=clock.now(), address="", device="")
    tokens = [
        await sessions.start(who, at=clock.now() + timedelta(seconds=n), address="", device="")
        for n in range(SESSIONS_EACH + 1)
    ]
    later = clock.now() + timedelta(seconds=10)
    assert [await sessions.recognise(token, later, True) is not None for token in tokens] == [False] + [
        True
    ] * 5
    assert len(await rows("SELECT * FROM session WHERE person = $1", other)) == 1


async def test_somebody_signed_in_is_recognised_in_one_question(database: Engine) -> None:
    """With name, agency and rights as they are now."""
    who = await person("staff", may_submit=True)
    token = await sessions.start(who, at=clock.now(), address="", device="")
    viewer = await sessions.recognise(token, clock.now(), True)
    assert viewer is not None
    assert (viewer.id, viewer.role, viewer.agency_code, viewer.may_submit) == (who, "staff", "STP", True)
    assert not viewer.sees_all


async def test_the_cookie_is_bound_to_the_host_over_https(
    served: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page on a sibling address cannot plant one."""
    await person(username="lan", password=PASSWORD)
    monkeypatch.setattr(settings, "_override", settings.override(base_url="https://tracker.test"))
    browser = Browser(served)
    browser.base_url = "https://tracker.test"
    await browser.meet("/sign-in")
    answer = await browser.fill("/sign-in", {"username": "lan", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
