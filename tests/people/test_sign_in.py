"""Promises about signing in: the same words for everybody, and no way to guess faster."""

import asyncio
from datetime import datetime, timedelta

import pytest
from litestar import Litestar

from tests.web.site import PASSWORD, Browser, person, without_token
from tracker import clock
from tracker.database import execute, rows, value
from tracker.database.engine import Engine
from tracker.people import passwords
from tracker.people.rules import ACCOUNT_FAILURES, ADDRESS_FAILURES
from tracker.people.sign_in import Guess, sign_in
from tracker.refusal import Refused

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng"
TOO_MANY = "Đã nhập sai quá nhiều lần"


async def guess(username: str, password: str, at: datetime, address: str = "10.0.0.7") -> str:
    """What a guess is answered: a token, or the sentence of the refusal."""
    try:
        return await sign_in(Guess(username, at, address), password)
    except Refused as refused:
        return refused.sentence


async def test_the_right_password_opens_the_page_that_was_asked_for(served: Litestar) -> None:
    """And the session cookie is out of reach of scripts and other sites."""
    await person(username="lan", password=PASSWORD)
    browser = await Browser(served).meet("/sign-in?next=/account")
    answer = await browser.fill("/sign-in", {"username": " LAN ", "password": PASSWORD, "next": "/account"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert (await browser.get("/account")).status_code == 200


async def test_nothing_tells_an_account_that_is_not_there_from_a_wrong_password(served: Litestar) -> None:
    """Wrong password, no such account, no password yet, disabled: one answer to the byte."""
    await person(username="qq.co", password=PASSWORD)
    await person(username="qq.moi")
    await person(username="qq.cu", password=PASSWORD, disabled_at=clock.now())
    pages = set()
    guesses = {"qq.co": "sai rồi", "qq.đâu": "sai rồi", "qq.moi": "sai rồi", "qq.cu": PASSWORD}
    for username, tried in guesses.items():
        browser = await Browser(served).meet("/sign-in")
        answer = await browser.fill("/sign-in", {"username": username, "password": tried})
        assert answer.status_code == 422
        assert f'value="{username}"' in answer.text
        pages.add(without_token(answer.text).replace(username, ""))
    assert len(pages) == 1
    assert WRONG in pages.pop()


async def test_what_is_missing_is_said_beside_the_field(served: Litestar) -> None:
    """And in the title, and in a summary that leads to the field; the password is never sent back."""
    browser = await Browser(served).meet("/sign-in")
    answer = await browser.fill("/sign-in", {"username": "<lan>", "password": ""})
    assert answer.status_code == 422
    assert "<title>Lỗi: Đăng nhập" in answer.text
    assert 'href="#password"' in answer.text
    assert 'value="&lt;lan&gt;"' in answer.text
    sent = await browser.fill("/sign-in", {"username": "", "password": "bí mật của lan"})
    assert "bí mật của lan" not in sent.text


async def test_after_five_wrong_tries_the_right_password_must_wait(database: Engine) -> None:
    """For a quarter of an hour from the fifth; then it opens again."""
    await person(username="lan", password=PASSWORD)
    now = clock.now()
    for n in range(ACCOUNT_FAILURES):
        assert await guess("lan", "sai rồi", now + timedelta(seconds=n)) == WRONG
    assert (await guess("lan", PASSWORD, now + timedelta(seconds=30))).startswith(TOO_MANY)
    assert (await guess("LAN ", PASSWORD, now + timedelta(minutes=14))).startswith(TOO_MANY)
    assert len(await guess("lan", PASSWORD, now + timedelta(minutes=16))) > 40


async def test_an_account_that_is_not_there_must_wait_as_well(database: Engine) -> None:
    """Resting does not tell who has an account."""
    now = clock.now()
    for _ in range(ACCOUNT_FAILURES):
        assert await guess("aiđó", "sai rồi", now) == WRONG
    assert (await guess("aiđó", "sai rồi", now)).startswith(TOO_MANY)


async def test_parallel_guesses_do_not_pass_the_limit(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of sixty at once five are tried; the others are not even hashed."""
    tried = 0

    async def counted(_stored: str | None, _password: str) -> bool:
        nonlocal tried
        tried += 1
        await asyncio.sleep(0.01)
        return False

    monkeypatch.setattr(passwords, "verified", counted)
    now = clock.now()
    answers = await asyncio.gather(*(guess("lan", f"thử {n}", now, f"10.0.{n}.1") for n in range(60)))
    assert tried == ACCOUNT_FAILURES
    assert answers.count(WRONG) == ACCOUNT_FAILURES


async def test_a_neighbourhood_cannot_try_one_password_on_many_accounts(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty failures from one /24, then nobody there for a while; a right one in between resets nothing."""

    async def only_lan(_stored: str | None, password: str) -> bool:
        return password == PASSWORD

    await person(username="lan", password=PASSWORD)
    monkeypatch.setattr(passwords, "verified", only_lan)
    now = clock.now()
    for n in range(ADDRESS_FAILURES):
        if n == 20:
            assert len(await guess("lan", PASSWORD, now, "10.9.9.250")) > 40
        assert await guess(f"người {n}", "mùa xuân 2024", now, f"10.9.9.{n}") == WRONG
    assert (await guess("người khác", "mùa xuân 2024", now, "10.9.9.77")).startswith(TOO_MANY)
    assert await guess("người khác", "mùa xuân 2024", now, "10.9.8.77") == WRONG
    assert await guess("người nữa", "mùa xuân 2024", now + timedelta(minutes=11), "10.9.9.77") == WRONG


async def test_a_right_password_leaves_no_failure_behind(database: Engine) -> None:
    """Signing in every morning never locks anybody out."""
    await person(username="lan", password=PASSWORD)
    for _ in range(ACCOUNT_FAILURES + 2):
        assert len(await guess("lan", PASSWORD, clock.now())) > 40
    assert await rows("SELECT * FROM sign_in_attempt") == []


async def test_old_failures_are_forgotten(database: Engine) -> None:
    """Who once mistyped is not kept for ever."""
    now = clock.now()
    await guess("lan", "sai rồi", now - timedelta(days=2))
    await guess("khác", "sai rồi", now)
    assert [one["username"] for one in await rows("SELECT username FROM sign_in_attempt")] == ["khác"]


async def test_a_hash_of_lower_cost_is_renewed_at_sign_in(database: Engine) -> None:
    """When the costs rise, passwords follow without anybody noticing."""
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    who = await person(username="lan")
    await execute("UPDATE person SET password_hash = $2 WHERE id = $1", who, weak)
    await guess("lan", PASSWORD, clock.now())
    renewed = await value("SELECT password_hash FROM person WHERE id = $1", who)
    assert renewed != weak
    assert not passwords.outdated(renewed)


async def test_an_absurd_username_is_a_wrong_one(served: Litestar) -> None:
    """Long, odd or empty of letters: refused in the usual words, never an error."""
    for username in ("x" * 5000, "'; DROP TABLE person; --", "\u202elan", "lan\x1f"):
        browser = await Browser(served).meet("/sign-in")
        answer = await browser.fill("/sign-in", {"username": username, "password": "y"})
        assert (answer.status_code, WRONG in answer.text) == (422, True)
