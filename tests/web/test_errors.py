"""Promises about failures: what happened, that data are safe, what to do; never how it is built."""

import re

import pytest
from litestar import Litestar

from tests.web.site import Browser, person, without_token
from tracker.web import errors


async def test_a_failure_shows_a_code_that_is_in_the_log(
    capsys: pytest.CaptureFixture[str], served: Litestar
) -> None:
    """Whoever calls can read the code out, and support finds the line; the page shows no detail."""
    answer = await Browser(served).get("/probe/fail/broken")
    assert answer.status_code == 500
    found = re.search(r"[0-9A-F]{4}-[0-9A-F]{4}", answer.text)
    assert found is not None
    assert "secret detail" not in answer.text
    logged = capsys.readouterr().err
    assert found[0] in logged
    assert "secret detail" in logged


@pytest.mark.parametrize("kind", ["away", "late"])
async def test_a_database_that_is_away_is_called_so(served: Litestar, kind: str) -> None:
    """The page says that data are safe and when to try again, and needs no database itself."""
    answer = await Browser(served).get(f"/probe/fail/{kind}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "Dữ liệu đã lưu không bị ảnh hưởng" in answer.text


async def test_without_a_database_even_a_signed_in_person_gets_an_answer(
    served: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recognising somebody needs the database: that failure is answered as well, before any route."""
    browser = await Browser(served).as_person(await person())
    visit = served.asgi_handler

    async def no_answer(*_args: object) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(visit, "recognise", no_answer)
    answer = await browser.get("/account")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "x-frame-options" in answer.headers


async def test_an_error_page_that_fails_still_ends_in_an_answer(
    served: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even then the browser gets a status and a code, not a broken line."""

    def fails(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the template is broken")

    monkeypatch.setattr(errors, "page", fails)
    answer = await Browser(served).get("/nothing")
    assert answer.status_code == 500
    assert re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}\n", answer.text)


async def test_a_refusal_says_its_own_sentence(served: Litestar) -> None:
    """What a rule says to the person reaches the person."""
    answer = await Browser(served).get("/probe/fail/refused")
    assert answer.status_code == 422
    assert "Không trình được nhiệm vụ đã rút" in answer.text


async def test_not_there_and_not_yours_are_the_same_page(served: Litestar) -> None:
    """Nobody learns which numbers exist."""
    browser = await Browser(served).as_person(await person("lead"))
    pages = {
        without_token((await browser.get(path)).text)
        for path in ("/probe/fail/not-there", "/nope", "/probe/only/office")
    }
    assert len(pages) == 1


async def test_the_answer_to_a_wrong_method_names_the_right_ones(served: Litestar) -> None:
    """As the protocol wants it."""
    answer = await Browser(served).delete("/account")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


async def test_the_log_holds_no_secret(capsys: pytest.CaptureFixture[str], served: Litestar) -> None:
    """Neither cookies nor passwords nor what somebody searched for reach a log line."""
    browser = await Browser(served).as_person(await person())
    await browser.get("/account?q=canary-search")
    said = {"old_password": "canary-old-password", "new_password": "canary-new-password"}
    await browser.fill("/account/password", said)
    logged = capsys.readouterr().err
    assert "/account/password" in logged
    assert "canary" not in logged
    assert browser.cookies["session"] not in logged
    assert browser.token not in logged


async def test_alive_and_ready_answer_without_anybody_signed_in(served: Litestar) -> None:
    """The first needs no database, the second asks it."""
    browser = Browser(served)
    assert (await browser.get("/livez")).text == "ok\n"
    assert (await browser.get("/readyz")).text == "ok\n"
