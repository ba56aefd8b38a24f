"""Promises about headers: whatever is answered, the browser is told what to refuse."""

from typing import Any

import pytest
from litestar import Litestar

from tests.web.site import HOST, Browser, person
from tracker import settings
from tracker.web import headers

ANSWERS = {
    "a page": ("GET", "/sign-in", 200),
    "to sign in": ("GET", "/account", 303),
    "no such page": ("GET", "/nothing", 404),
    "wrong method": ("DELETE", "/account", 405),
    "not signed in": ("POST", "/sign-out", 401),
    "forged": ("POST", "/language", 403),
    "refused": ("GET", "/probe/fail/refused", 422),
    "conflict": ("GET", "/probe/fail/conflict", 409),
    "broken": ("GET", "/probe/fail/broken", 500),
    "database away": ("GET", "/probe/fail/away", 503),
    "alive": ("GET", "/livez", 200),
    "no such file": ("GET", "/static/nothing.css", 404),
    "head": ("HEAD", "/sign-in", 200),
}


@pytest.mark.parametrize("case", sorted(ANSWERS))
async def test_every_answer_carries_the_headers(served: Litestar, case: str) -> None:
    """Pages, redirects, refusals and failures alike."""
    method, path, status = ANSWERS[case]
    browser = Browser(served)
    answer = await browser.request(method, path, headers={"Origin": HOST})
    assert answer.status_code == status
    for name, value in headers.ALWAYS:
        assert answer.headers[name.decode()] == value.decode()


async def test_a_form_that_is_too_large_is_refused_with_the_headers(served: Litestar) -> None:
    """Announced or not, more than a quarter megabyte is not read."""
    browser = await Browser(served).as_person(await person())
    answer = await browser.fill("/account/password", {"old_password": "x" * 300_000})
    assert answer.status_code == 413
    assert answer.headers["content-security-policy"] == headers.POLICY


async def test_static_files_are_kept_and_still_carry_the_rest(served: Litestar) -> None:
    """What a route says itself, such as how long a file may be kept, stays."""
    from tracker.web.static_files import asset

    browser = Browser(served)
    answer = await browser.get(asset("app.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_route_may_have_a_stricter_policy_of_its_own(served: Litestar) -> None:
    """A letter shown in the browser is put in a sandbox."""
    browser = Browser(served)
    answer = await browser.get("/probe/policy")
    assert answer.headers.get_list("content-security-policy") == ["sandbox"]


@pytest.mark.parametrize(("base_url", "sent"), [("https://viec.example.vn", True), (HOST, False)])
async def test_https_is_demanded_only_where_there_is_https(
    served: Litestar, base_url: str, sent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A demonstration on plain http is not locked out for two years."""
    monkeypatch.setattr(settings, "_override", settings.override(base_url=base_url))
    browser = Browser(served)
    answer = await browser.get("/livez")
    assert ("strict-transport-security" in answer.headers) is sent


def test_the_policy_allows_nothing_inline() -> None:
    """No script, style or attribute inside a page runs, and no other site is asked."""
    assert "unsafe" not in headers.POLICY
    assert "nonce" not in headers.POLICY
    assert "http" not in headers.POLICY
    assert "default-src 'none'" in headers.POLICY


async def test_a_head_request_gets_the_headers_of_its_page_and_no_body(served: Litestar) -> None:
    """Monitors and link checkers may ask for less."""
    browser = Browser(served)
    full: Any = await browser.get("/livez")
    head = await browser.head("/livez")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == full.headers["content-length"]
