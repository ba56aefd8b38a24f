"""Calendar feeds as people make them and calendars read them."""

import re

import httpx

from tests.exchange.ics import Part, parsed
from tests.tasks.reading import a_user
from tests.web.site import Browser, made
from tracker.database import execute, value

PATH = "/account/feeds"
ADDRESS = re.compile(r'value="http://tracker\.test(/feeds/[\w-]+\.ics)"')


def form_for(html: str, scope: str) -> dict[str, str]:
    """The hidden fields of one feed's form; empty when the page has none."""
    for form in re.findall(rf'<form method="post" action="{PATH}".*?</form>', html, re.DOTALL):
        found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        if found["scope"] == scope:
            return found
    return {}


async def asked(browser: Browser, scope: str, do: str) -> httpx.Response:
    """Press one of the buttons of one feed on the account page."""
    html = (await browser.get("/account")).text
    return await browser.post(PATH, data={**form_for(html, scope), "do": do})


async def address(username: str, scope: str) -> str:
    """Somebody makes an address; its path."""
    found = ADDRESS.search((await asked(await a_user(username), scope, "make")).text)
    assert found, (username, scope)
    return found[1]


async def read(path: str, **headers: str) -> httpx.Response:
    """A calendar without any account reads an address."""
    return await Browser(made()).get(path, headers=headers)


async def events(path: str) -> dict[str, Part]:
    """The events at an address by the code of their task."""
    answer = await read(path)
    assert answer.status_code == 200
    return {one["URL"][1].rsplit("/", 1)[1]: one for one in parsed(answer.content)[1]}


async def responsible(code: str, username: str | None) -> None:
    """Let somebody, or nobody, be responsible for a task."""
    person = await value("SELECT id FROM person WHERE username = $1", username)
    await execute("UPDATE task SET responsible = $2, changed_at = changed_at WHERE code = $1", code, person)
