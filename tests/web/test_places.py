"""Promises about redirects: they stay at home."""

import pytest
from litestar import Litestar

from tests.web.site import PASSWORD, Browser, person
from tracker.web.places import local_path, url, url_pairs

ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
    "\\/evil.example", "/\\/evil.example", "http://evil.example", "https://evil.example",
    "https:evil.example", "https:/evil.example", "http:\\\\evil.example", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "ftp://evil.example",
    "mailto:x@evil.example", "evil.example", "evil.example/path", "", " ", " /tasks",
    "/ /evil.example", "/\t/evil.example", "/\n/evil.example", "/%09/evil.example",
    "/%2Fevil.example", "/%5Cevil.example", "%2F%2Fevil.example", "/%0d%0aSet-Cookie:x=1",
    "/tasks\r\nX: y", "/\x00", "/%00", "?next=//evil.example", "#//evil.example", "./tasks",
    "../tasks",
]  # fmt: skip
HERE = [
    "/",
    "/tasks",
    "/tasks/12",
    "/tasks?bucket=overdue&agency=STP",
    "/account#sessions",
    "/tasks?q=s%E1%BB%9F",
]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_an_address_elsewhere_is_not_followed(text: str) -> None:
    """However it is disguised, the first page is shown instead."""
    assert local_path(text) == "/"


@pytest.mark.parametrize("text", HERE)
def test_an_address_here_is_followed(text: str) -> None:
    """The refusal above is no refusal of everything."""
    assert local_path(text) == text


@pytest.mark.parametrize("there", ["//evil.example", "/\\evil.example", "https:evil.example", "/tasks"])
async def test_signing_in_leads_to_a_page_of_this_site(served: Litestar, there: str) -> None:
    """A letter with a prepared address cannot send anybody away after the password."""
    await person(username="lan", password=PASSWORD)
    browser = Browser(served)
    await browser.meet("/sign-in")
    answer = await browser.fill("/sign-in", {"username": "lan", "password": PASSWORD, "next": there})
    assert answer.status_code == 303
    assert answer.headers["location"] == ("/tasks" if there == "/tasks" else "/")


def test_a_query_keeps_lists_and_drops_what_is_empty() -> None:
    """The address of a filtered list holds what is chosen and nothing else."""
    chosen = {"bucket": ["overdue", "awaiting"], "q": "", "page": 3, "agency": None}
    assert list(url_pairs(chosen)) == [("bucket", "overdue"), ("bucket", "awaiting"), ("page", "3")]
    assert url("/tasks", chosen, page=None) == "/tasks?bucket=overdue&bucket=awaiting"
    assert url("/tasks") == "/tasks"
