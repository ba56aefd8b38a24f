"""The list of tasks as tests read it: which tasks it shows, in its order."""

import re

from tests.web.site import Browser

CODES = re.compile(r'href="/tasks/([A-Z0-9-]+)[?"]')


def codes(html: str) -> list[str]:
    """The tasks of a list, in its order."""
    return CODES.findall(html.partition('id="results"')[2])


async def shown(browser: Browser, query: str) -> list[str]:
    """The tasks that a query lists, all its pages together."""
    found: list[str] = []
    for page in range(1, 9):
        html = (await browser.get(f"/tasks?per_page=100&page={page}&{query}")).text
        found += [code for code in codes(html) if code not in found]
    return found
