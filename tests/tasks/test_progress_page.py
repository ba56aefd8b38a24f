"""Promises about the progress page: figures that add up, and numbers that lead to what they count."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.web.site import Browser, made, person
from tracker import settings
from tracker.database import execute, rows, value
from tracker.database.engine import Engine

NOON = datetime(2024, 11, 6, 5, 0, tzinfo=UTC)
# An address of the task list, and the number or numbers that the link shows.
COUNTED = re.compile(r'<a [^>]*href="(/tasks\?[^"]*)"[^>]*>(?:(?!</a>).)*?>?\s*(\d+)(?:/\d+)?(?=\D*</)', re.S)
LENGTH = re.compile(r'id="h-results">(\d+) nhiệm vụ')


def freeze() -> None:
    """Let it be 06/11/2024, noon in Hanoi."""
    settings.override(clock_offset=(NOON - datetime.now(UTC)).total_seconds())


async def as_user(username: str) -> Browser:
    """Somebody of the demonstration, signed in on 06/11/2024."""
    freeze()
    found = await value("SELECT id FROM person WHERE username = $1", username)
    return await Browser(made()).as_person(int(found))


@pytest.fixture
async def member(province: Engine) -> AsyncIterator[Browser]:
    """A member of the steering committee."""
    freeze()
    async with await Browser(made()).as_person(await person("member")) as browser:
        yield browser


@pytest.fixture
async def stnmt(province: Engine) -> AsyncIterator[Browser]:
    """The head of an agency that leads 10 of the 176 tasks."""
    async with await as_user("stnmt.lanhdao") as browser:
        yield browser


async def page(browser: Browser, path: str = "/") -> str:
    """The main part of a page."""
    answer = await browser.get(path)
    assert answer.status_code == 200
    return answer.text.partition("<main")[2].partition("</main>")[0]


def links(html: str) -> list[tuple[str, int]]:
    """The links to lists that show a number, and the number."""
    found = re.findall(r'<a [^>]*?href="(/tasks\?[^"]*)"[^>]*>(.*?)</a>', html, re.S)
    shown = [(href.replace("&amp;", "&"), re.sub(r"<svg.*?</svg>|<i>.*?</i>|<[^>]+>", " ", text)) for href, text in found]
    return [(href, int(number[1])) for href, text in shown if (number := re.match(r"\D{0,40}?(\d+)\b", text))]


async def length(browser: Browser, href: str) -> int:
    """How many tasks the list behind a link says it has."""
    found = LENGTH.search((await browser.get(href)).text)
    return int(found[1]) if found else -1
