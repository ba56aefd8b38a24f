"""Pages of tasks as their readers meet them: signed in on 06/11/2024, the words, the links that count."""

import re
from datetime import UTC, datetime

from tests.web.site import Browser, made, person
from tracker import settings
from tracker.database import rows, value

NOON = datetime(2024, 11, 6, 5, 0, tzinfo=UTC)
LENGTH = re.compile(r'id="h-results">\D*(\d+)')


def freeze() -> None:
    """Let it be 06/11/2024, noon in Hanoi, until the database is given back."""
    settings.override(clock_offset=(NOON - datetime.now(UTC)).total_seconds())


async def a_member() -> Browser:
    """A member of the steering committee at a browser."""
    freeze()
    return await Browser(made()).as_person(await person("member"))


async def a_user(username: str) -> Browser:
    """Somebody of the demonstration at a browser."""
    freeze()
    found = await value("SELECT id FROM person WHERE username = $1", username)
    return await Browser(made()).as_person(int(found))


async def main_of(browser: Browser, path: str) -> str:
    """The main part of a page."""
    answer = await browser.get(path)
    assert answer.status_code == 200
    return answer.text.partition("<main")[2].partition("</main>")[0]


def words_of(html: str) -> str:
    """The text of a page, without marks and with single spaces."""
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def counting_links(html: str) -> list[tuple[str, int]]:
    """The links to lists of tasks that show a number, and the number."""
    found = []
    for href, inside in re.findall(r'<a [^>]*?href="(/tasks\?[^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL):
        text = re.sub(r"<svg.*?</svg>|<i>.*?</i>|<[^>]+>", " ", inside, flags=re.DOTALL)
        if number := re.match(r"\D*(\d+)", text):
            found.append((href.replace("&amp;", "&"), int(number[1])))
    return found


async def length(browser: Browser, href: str) -> int:
    """How many tasks the list behind a link says it has; -1 when it says nothing."""
    found = LENGTH.search((await browser.get(href)).text)
    return int(found[1]) if found else -1


async def named(html: str, but: str) -> list[str]:
    """The agencies that a page names, by code in an address or by name; ``but`` may be named."""
    known = await rows(
        "SELECT code, name FROM agency WHERE name <> (SELECT name FROM agency WHERE code = $1)", but
    )
    return [one["code"] for one in known if f"agency={one['code']}" in html or one["name"] in html]
