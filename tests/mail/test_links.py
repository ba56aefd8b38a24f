"""Promises about links in letters: they lead to the next action, are ours, and change nothing."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from tests.web.site import PASSWORD, Browser, made, person
from tests.web.test_places import ELSEWHERE
from tracker import settings
from tracker.database import rows
from tracker.database.engine import Engine
from tracker.mail import links

BASE = "https://theodoi.tayninh.example"
PATH = "/account?from=letter#sessions"
INCOMPLETE = "Liên kết không đầy đủ"


@pytest.fixture(autouse=True)
def secret() -> None:
    """The system's secret, also where there is no database."""
    settings.override(secret_key="tests-only-secret-key-0123456789abcdef")


def token_of(link: str) -> str:
    """What stands behind the last stroke."""
    return link.rsplit("/", 1)[1]


def test_a_link_is_short_safe_in_any_reader_and_the_same_each_time() -> None:
    """The same letter has the same bytes; another person's link differs."""
    link = links.to("/tasks/" + "CQS-06-III-2024" * 2 + "?as_of=2024-11-06#explain", 2_000, BASE + "/")
    assert link == links.to("/tasks/" + "CQS-06-III-2024" * 2 + "?as_of=2024-11-06#explain", 2_000, BASE)
    assert len(link) < 200
    assert re.fullmatch(r"https://theodoi\.tayninh\.example/go/[A-Za-z0-9_-]*[A-Za-z0-9]", link)
    assert links.read(token_of(links.to(PATH, 7, BASE))) == links.Link(PATH, 7)
    assert links.to(PATH, 7, BASE) != links.to(PATH, 8, BASE)


def test_a_path_too_long_to_sign_goes_unsigned() -> None:
    """The letter still has a link that opens the page."""
    long = "/tasks?q=" + "a" * 200
    assert links.to(long, 7, BASE) == BASE + long


@pytest.mark.parametrize("path", [*ELSEWHERE, "https://theodoi.tayninh.example/tasks"])
def test_no_letter_leads_elsewhere(path: str) -> None:
    """Whatever is asked for, the link leads to a page of ours."""
    assert links.read(token_of(links.to(path, 7, BASE))) == links.Link("/", 7)


@trying(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text("/\\.:@?#% \t\n\r\0evil", max_size=20).map(lambda end: "/" + end))
def test_no_path_at_all_leads_elsewhere(path: str) -> None:
    """A link is on our site and what it opens is a local path, for any text that is given as one."""
    link = links.to(path, 7, BASE)
    assert link.startswith(BASE + "/")
    assert not urlsplit(link).path.startswith("//")
    if link.startswith(BASE + links.PLACE) and (found := links.read(token_of(link))):
        assert urlsplit(found.path).netloc == ""
        assert re.match(r"/(?![/\\])", found.path)


@trying(max_examples=300, deadline=None)
@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda some: some.hex()))
def test_nothing_but_our_own_token_is_read(text: str) -> None:
    """Random texts are no links, and neither is ours with any sign changed, added or cut."""
    assert links.read(text) is None
    ours = token_of(links.to(PATH, 7, BASE))
    at = len(text) % len(ours)
    assert links.read(ours[:at]) is None
    assert links.read(ours + (text or "A")) is None
    assert links.read(ours[:at] + ("A" if ours[at] != "A" else "B") + ours[at + 1 :]) is None


def test_a_signature_of_another_purpose_or_secret_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What we sign elsewhere is no link, and a link of another system is none of ours."""
    for name, other in (("PURPOSE", "notice"), ("mac", lambda _purpose, _text: "0" * 64)):
        with monkeypatch.context() as patch:
            patch.setattr(links, name, other)
            foreign = token_of(links.to(PATH, 7, BASE))
            assert links.read(foreign) is not None
        assert links.read(foreign) is None


async def everything() -> list[object]:
    """What a visit could leave behind, the visitor's own session aside."""
    asked = (
        "SELECT * FROM history", "SELECT * FROM letter", "SELECT id, disabled_at FROM person",
        "SELECT * FROM sign_in_attempt", "SELECT count(*) FROM session",
    )  # fmt: skip
    return [await rows(one) for one in asked]


async def test_a_link_opens_the_page_after_sign_in(database: Engine) -> None:
    """Not signed in: the username of whom the letter was for is filled in, and the password leads on."""
    lan = await person(username="lan", password=PASSWORD)
    browser = Browser(made())
    before = await everything()
    place = urlsplit(links.to(PATH, lan, BASE)).path
    answer = await browser.get(place)
    assert answer.status_code == 200
    assert 'value="lan"' in answer.text
    assert f'name="next" value="{PATH}"' in answer.text
    assert await everything() == before, "a GET changes and records nothing"
    assert not (await browser.get("/account")).is_success, "a link is no way in"
    await browser.meet(place)
    answer = await browser.fill("/sign-in", {"username": "lan", "password": PASSWORD, "next": PATH})
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    answer = await browser.get(place)
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    assert "notice" not in answer.cookies


async def test_a_letter_to_somebody_else_says_so(database: Engine) -> None:
    """Whoever it was forwarded to may follow it; the page asked for decides what their account sees."""
    lan, mai = await person(username="ha.qq"), await person(username="mai")
    browser = await Browser(made()).as_person(mai)
    answer = await browser.get(urlsplit(links.to(PATH, lan, BASE)).path, follow_redirects=True)
    assert answer.status_code == 200
    assert "Liên kết thuộc thư gửi người khác" in answer.text
    assert "(mai)" in answer.text
    assert "ha.qq" not in answer.text, "the other person's account is not named"


async def test_a_closed_account_is_not_offered(database: Engine) -> None:
    """The sign-in page stays empty for whoever has no account any more."""
    gone = await person(username="ha.qq", disabled_at=datetime(2024, 11, 1, tzinfo=UTC))
    answer = await Browser(made()).get(urlsplit(links.to(PATH, gone, BASE)).path)
    assert answer.status_code == 200
    assert "ha.qq" not in answer.text


async def test_a_broken_link_says_what_to_do(database: Engine) -> None:
    """Cut or forged: 404, in words, with the way in; nobody is sent anywhere."""
    lan = await person(username="lan")
    ours = urlsplit(links.to("/tasks/CQS-06", lan, BASE)).path
    for place in (ours[:-3], ours + "A", "/go/x", "/go/" + "%2F%2Fevil.example", "/go/" + "A" * 300):
        answer = await Browser(made()).get(place)
        assert answer.status_code == 404
        assert "location" not in answer.headers
        if "evil" not in place:
            assert INCOMPLETE in answer.text
            assert 'href="/sign-in"' in answer.text
    browser = await Browser(made()).as_person(lan)
    answer = await browser.get("/go/x")
    assert INCOMPLETE in answer.text
