"""Promises about stopping courtesy letters: one click, no sign-in, and nothing else gets in by that door."""

from typing import Any, cast

import httpx
import pytest
from litestar import Litestar

from tests.reminders.reading import chosen, lines_about
from tests.web.site import HOST, Browser, made, person
from tracker import clock
from tracker.database import execute
from tracker.database.engine import Engine
from tracker.people import sessions
from tracker.reminders.rulebook.stopping import person_of, stop_url
from tracker.web.access import ONE_CLICK
from tracker.web.csrf import FIELD
from tracker.web.signing import mac

PRESS = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def served(database: Engine) -> Litestar:
    """The application on a database of the test's own."""
    return made()


def mail_program(served: Litestar) -> httpx.AsyncClient:
    """What a mail program asks with: no cookies, no page of ours."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(cast(Any, served)), base_url=HOST)


def test_the_link_holds_a_person_and_a_signature_and_nothing_else(database: Engine) -> None:
    """The same for every letter to that person; any other sign makes it nobody's."""
    url = stop_url(17, "https://nhiemvu.example/")
    token = url.removeprefix("https://nhiemvu.example/letters/stop/")
    assert person_of(token) == 17
    assert url == stop_url(17, "https://nhiemvu.example")
    number, _, signature = token.partition("-")
    for forged in (
        "", "17", "17-", f"18-{signature}", f"017-{signature}", f"{token}0", token[:-1], token.upper(),
        f"17-{mac('letter-link', '17')}", f"17-{mac('csrf', '17')}", f"١٧-{signature}", f"-{token}",
    ):  # fmt: skip
        assert person_of(forged) is None, forged
    assert number == "17"


async def test_a_mail_program_stops_them_with_one_press(served: Litestar) -> None:
    """RFC 8058: no cookie, no token, no origin; answered on the spot; pressed again, the same."""
    who, other = await person("lead"), await person("lead")
    path = stop_url(who, "")
    async with mail_program(served) as program:
        for _ in range(2):
            answer = await program.post(path, data=PRESS)
            assert answer.status_code == 200
            assert "Đã dừng thư tùy chọn" in answer.text
        answer = await program.post(path, files={name: (None, said) for name, said in PRESS.items()})
    assert answer.status_code == 200  # multipart/form-data, the other form RFC 8058 allows
    assert await chosen(who) == {"before": False, "news": False}
    assert await chosen(other) == {}
    assert await lines_about(who) == [("stop_letters", "", {"before": [True, False], "news": [True, False]})]


async def test_looking_changes_nothing_and_the_button_stops(served: Litestar) -> None:
    """A link checker that follows every link stops nobody's letters; who presses is told what still comes."""
    who = await person("staff", full_name="Âu Mỹ Duyên")
    path, reader = stop_url(who, ""), Browser(served)
    page = (await reader.get(path)).text
    assert (await reader.head(path)).status_code == 200
    assert await chosen(who) == {}
    assert "Âu Mỹ Duyên" in page
    assert "Nhắc trước hạn, trừ lần nhắc cuối" in page
    answer = await (await reader.meet(path)).fill(path)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert await chosen(who) == {"before": False, "news": False}
    page = (await reader.get(path)).text
    assert "Đã dừng thư tùy chọn" in page
    assert "Lần nhắc cuối trước hạn" in page  # the floor
    assert 'href="/account#letters"' in page


async def test_a_link_that_is_not_ours_is_not_there(served: Litestar) -> None:
    """Forged, or of an account that is closed: 404 to look and to press, nothing changed."""
    who, gone = await person("lead"), await person("lead")
    await execute("UPDATE person SET disabled_at = now() WHERE id = $1", gone)
    _, _, signature = stop_url(who, "").partition("-")
    reader = await Browser(served).meet("/sign-in")
    async with mail_program(served) as program:
        for path in (
            f"/letters/stop/{gone}-{signature}",
            f"/letters/stop/{who}-{'0' * 64}",
            stop_url(gone, ""),
        ):
            assert (await reader.get(path)).status_code == 404
            assert (await reader.fill(path)).status_code == 404
            assert (await program.post(path, data=PRESS)).status_code == 404
    assert await chosen(who) == await chosen(gone) == {}


@pytest.mark.parametrize(
    ("said", "headers"),
    [
        ({}, {}),
        ({"List-Unsubscribe": "one-click"}, {}),
        ({"List-Unsubscribe": "One-Click", "also": "1"}, {}),
        ({"List-Unsubscribe": ["One-Click", "One-Click"]}, {}),
        (PRESS, {"Cookie": "session=x"}),
        (PRESS, {"Cookie": "visitor=x"}),
        (PRESS, {"Origin": HOST}),
        (PRESS, {"Origin": "https://elsewhere.example"}),
        (PRESS, {"Referer": f"{HOST}/account"}),
        (PRESS, {"Sec-Fetch-Site": "none"}),
        (PRESS, {"Sec-Fetch-Site": "cross-site"}),
    ],
)
async def test_nothing_but_the_one_press_is_let_in(
    served: Litestar, said: dict[str, Any], headers: dict[str, str]
) -> None:
    """More than a mail program says, or what only a browser says, needs the form's token as everywhere."""
    who = await person("lead")
    async with mail_program(served) as program:
        answer = await program.post(stop_url(who, ""), data=said, headers=headers)
    assert answer.status_code == 403
    assert await chosen(who) == {}


async def test_the_press_opens_no_other_route(served: Litestar) -> None:
    """One route has the option; everywhere else the same request is refused or led to the door."""
    opened = [
        route.path
        for route in served.routes
        for handler in getattr(route, "route_handlers", ())
        if handler.opt.get(ONE_CLICK)
    ]
    assert opened == ["/letters/stop/{token:str}"]
    who = await person("lead")
    token = await sessions.start(who, at=clock.now(), address="", device="")
    async with mail_program(served) as program:
        for path in ("/account/letters", "/language", "/sign-in", "/sign-out", "/account/absences"):
            answer = await program.post(path, data=PRESS)
            assert answer.status_code in {401, 403}, path
        program.cookies.set("session", token, domain="tracker.test")
        for path in ("/account/letters", "/language", "/sign-out", "/account/absences"):
            assert (await program.post(path, data=PRESS)).status_code == 403, path
    assert await chosen(who) == {}


async def test_who_is_signed_in_as_another_stops_the_letters_of_the_link(served: Litestar) -> None:
    """The link says whose letters they are, not the session."""
    mine, theirs = await person("lead"), await person("lead")
    browser = await Browser(served).as_person(mine)
    path = stop_url(theirs, "")
    assert (await browser.post(path, data={FIELD: browser.token})).status_code == 303
    assert (await chosen(mine), await chosen(theirs)) == ({}, {"before": False, "news": False})
