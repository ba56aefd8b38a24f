"""Promises about forms: only our own pages, in the same session, change anything."""

import pytest
from litestar import Litestar

from tests.web.site import HOST, Browser, person, unsafe_routes
from tracker.web.csrf import FIELD, HEADER

FOREIGN = {
    "from another site": {"Sec-Fetch-Site": "cross-site"},
    "from a sibling": {"Sec-Fetch-Site": "same-site"},
    "from another origin": {"Origin": "https://elsewhere.example"},
    "from a hidden origin": {"Origin": "null"},
    "over the wrong scheme": {"Origin": HOST.replace("http:", "ftp:")},
    "own origin, foreign mark": {"Origin": HOST, "Sec-Fetch-Site": "cross-site"},
}
OWN = {
    "a modern browser": {"Sec-Fetch-Site": "same-origin", "Origin": HOST},
    "typed by hand": {"Sec-Fetch-Site": "none"},
    "an old browser": {"Origin": HOST},
    "a very old browser": {},
}


# Who gets past the rule, so that the token is what is asked next.
ROLE_FOR = {
    "office": "office", "province": "office", "admin": "admin", "worker_roles": "lead", "parties": "lead",
    "office_or_admin": "office", "history": "auditor", "auditor": "auditor", "tasks": "lead",
}  # fmt: skip


@pytest.mark.parametrize("sender", sorted(FOREIGN))
async def test_a_form_from_elsewhere_is_refused_on_every_route(served: Litestar, sender: str) -> None:
    """Even with the right token, and before its body is looked at."""
    browser = await Browser(served).as_person(await person())
    for method, path, _ in unsafe_routes(served):
        answer = await browser.request(
            method, path, data={FIELD: browser.token}, headers={**FOREIGN[sender], HEADER: browser.token}
        )
        assert (path, answer.status_code) == (path, 403)


@pytest.mark.parametrize("token", ["", "0" * 64, "0" * 128, "0" * 127, "không phải mã", "\u0000", "é" * 300])
async def test_a_form_without_its_token_is_refused_on_every_route(served: Litestar, token: str) -> None:
    """Missing, made up or not even ASCII: refused, never an error."""
    browsers = {role: await Browser(served).as_person(await person(role)) for role in ROLE_FOR.values()}
    for method, path, rule in unsafe_routes(served):
        browser = browsers[ROLE_FOR.get(rule, "lead")]
        answer = await browser.request(method, path, data={FIELD: token}, headers={"Origin": HOST})
        assert (path, answer.status_code) == (path, 403)


async def test_a_header_that_is_not_ascii_is_refused_and_never_an_error(served: Litestar) -> None:
    """compare_digest raises on such text; bytes are compared instead."""
    browser = await Browser(served).as_person(await person())
    answer = await browser.post("/sign-out", headers=[(HEADER.encode(), b"\xff\xfe")])
    assert answer.status_code == 403


async def test_the_token_of_another_session_does_not_fit(served: Litestar) -> None:
    """A token is bound to its session: a colleague's is worth nothing."""
    colleague = await Browser(served).as_person(await person())
    browser = await Browser(served).as_person(await person())
    answer = await browser.post("/sign-out", data={FIELD: colleague.token})
    assert answer.status_code == 403
    assert colleague.token != browser.token


async def test_no_two_answers_carry_the_same_token_and_each_is_good(served: Litestar) -> None:
    """Answers are compressed: a token that stayed the same could be guessed from their lengths."""
    browser = await Browser(served).as_person(await person())
    tokens = {(await browser.meet("/account")).token for _ in range(5)}
    assert len(tokens) == 5
    # No half of one comes back in another, so nothing is left to compare.
    assert len({half for token in tokens for half in (token[:64], token[64:])}) == 10
    for token in tokens:
        answer = await browser.post("/probe/save", data={FIELD: token})
        assert answer.status_code == 303


async def test_a_token_with_a_single_sign_changed_is_refused(served: Litestar) -> None:
    """Negative control: the pad hides the token, it does not replace it."""
    browser = await Browser(served).as_person(await person())
    for place in (0, 63, 64, 127):
        token = browser.token
        spoilt = token[:place] + ("0" if token[place] != "0" else "1") + token[place + 1 :]
        answer = await browser.post("/probe/save", data={FIELD: spoilt})
        assert answer.status_code == 403


@pytest.mark.parametrize("sender", sorted(OWN))
async def test_our_own_form_is_accepted(served: Litestar, sender: str) -> None:
    """The refusals above are about the sender, not about the form."""
    browser = await Browser(served).as_person(await person())
    answer = await browser.fill("/probe/save", headers=OWN[sender])
    assert answer.status_code == 303


async def test_the_token_may_come_as_a_header(served: Litestar) -> None:
    """htmx sends it with requests that have no form."""
    browser = await Browser(served).as_person(await person())
    answer = await browser.post("/probe/save", headers={HEADER: browser.token})
    assert answer.status_code == 303


async def test_a_stale_header_does_not_spoil_a_good_form(served: Litestar) -> None:
    """After a boosted page change the body may still carry an older token."""
    browser = await Browser(served).as_person(await person())
    answer = await browser.fill("/probe/save", headers={HEADER: "0" * 64})
    assert answer.status_code == 303


async def test_the_sign_in_form_has_a_token_before_anybody_is_signed_in(served: Litestar) -> None:
    """Nobody is signed in to a foreign account unawares."""
    browser = Browser(served)
    await browser.meet("/sign-in")
    said = {"username": "x", "password": "y"}
    assert (await browser.post("/sign-in", data=said)).status_code == 403
    assert (await browser.fill("/sign-in", said)).status_code == 422
