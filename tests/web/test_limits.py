"""Nothing a visitor sends makes the system work for long, fail, or give back more than was sent."""

import time

import pytest
from litestar import Litestar

from tests.tasks.reading import a_user
from tests.web.site import PASSWORD, Browser, person


async def test_thousands_of_unknown_values_are_refused_at_once(province: object) -> None:
    """A list asked for with 300 unknown buckets answers 422 at once; a longer address is 414."""
    browser = await a_user("bcd.truongban")
    query = "&".join(f"bucket={n}" for n in range(300))
    started = time.perf_counter()
    answer = await browser.get(f"/tasks?{query}")
    assert answer.status_code == 422
    assert answer.text.count('href="/tasks?') < 60
    assert time.perf_counter() - started < 5
    assert (await browser.get("/tasks?" + "&".join(f"bucket={n}" for n in range(5000)))).status_code == 414


async def test_a_stranger_gets_no_more_back_than_a_form_holds(served: Litestar) -> None:
    """Five thousand fields are not echoed; what one of our forms may hold is."""
    many = "&".join(f"f{n}=x" for n in range(5000))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await Browser(served).post("/probe/save", content=many, headers=kind)
    assert answer.status_code == 401
    assert len(answer.text) < 40_000


@pytest.mark.parametrize("username", ["a\0b", "\0", "lan\x00"])
async def test_a_name_with_a_nul_is_a_wrong_name(served: Litestar, username: str) -> None:
    """The sign-in form answers with its own problem page."""
    browser = await Browser(served).meet("/sign-in")
    answer = await browser.fill("/sign-in", {"username": username, "password": PASSWORD})
    assert answer.status_code == 422


@pytest.mark.parametrize("there", ["/tasks/việc", "/tasks?q=ā", "/tasks?q=%C4%81"])
async def test_an_address_in_any_script_is_come_back_to(served: Litestar, there: str) -> None:
    """The right password is not answered by an error because of where somebody wanted to go."""
    await person("office", username="lan", password=PASSWORD)
    browser = Browser(served)
    first = await browser.get("/tasks/việc")
    assert first.status_code == 303
    await browser.meet("/sign-in")
    answer = await browser.fill("/sign-in", {"username": "lan", "password": PASSWORD, "next": there})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/tasks")


async def test_a_broken_referrer_does_not_break_the_error_page(served: Litestar) -> None:
    """A POST with an address that cannot be read as referrer is refused like any other."""
    answer = await Browser(served).post("/sign-out", headers={"Referer": "http://[x"})
    assert answer.status_code in {401, 403}
    assert "<html" in answer.text
