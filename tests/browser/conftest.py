"""A site in a process of its own, a Chromium before it, and somebody of each role signed in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import asyncpg
import pytest
from playwright.async_api import Browser, Page

from tests.browser.chrome import chromium, remembered, window
from tests.browser.site import PASSWORD, Site, running
from tests.conftest import clone, drop, open_folder
from tracker.doors.demo import MARK
from tracker.people.passwords import hash_password

PEOPLE = {
    "member": "bcd.truongban",
    "office": "vpub.dieuphoi1",
    "lead": "stttt.lanhdao",
    "late lead": "stnmt.lanhdao",
    "staff": "stttt.chuyenvien1",
    "auditor": "giamsat",
    "admin": "quantri",
}
Open = Callable[..., AbstractAsyncContextManager[Page]]


@pytest.fixture(scope="session")
async def chrome() -> AsyncIterator[Browser]:
    """One Chromium for all."""
    async with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of everybody's password; making one takes its time."""
    return hash_password(PASSWORD)


@asynccontextmanager
async def served(
    clerk: asyncpg.Connection, server_url: str, template: str, password_hash: str, *command: str
) -> AsyncIterator[Site]:
    """A site on a fresh copy of the demonstration's records, where everybody may sign in."""
    url = await clone(clerk, server_url, template)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("UPDATE person SET password_hash = $1", password_hash)
        await connection.execute(f"COMMENT ON TABLE person IS '{MARK}'")
    finally:
        await connection.close()
    with open_folder() as folder, running(url, folder, *command) as site:
        yield site
    await drop(clerk, url)


@pytest.fixture(scope="session")
async def demo(
    clerk: asyncpg.Connection, server_url: str, seeded_template: str, password_hash: str
) -> AsyncIterator[Site]:
    """The demonstration, for tests that only look."""
    async with served(clerk, server_url, seeded_template, password_hash, "demo") as site:
        yield site


@pytest.fixture
async def fresh(
    clerk: asyncpg.Connection, server_url: str, seeded_template: str, password_hash: str
) -> AsyncIterator[Site]:
    """The web process alone, on records that nobody else touches."""
    async with served(clerk, server_url, seeded_template, password_hash, "web") as site:
        yield site


@pytest.fixture(scope="session")
def cookies(chrome: Browser, demo: Site) -> Callable[[str], Awaitable[Any]]:
    """The cookies of each role in the demonstration; everybody signs in once."""
    kept: dict[str, Any] = {}

    async def of(role: str) -> Any:
        if role and role not in kept:
            kept[role] = await remembered(chrome, demo, PEOPLE[role])
        return kept.get(role)

    return of


@pytest.fixture(scope="session")
def opened(chrome: Browser, demo: Site, cookies: Callable[[str], Awaitable[Any]]) -> Open:
    """Opens a window of the demonstration for a role; "" is nobody."""

    @asynccontextmanager
    async def of(role: str, width: int = 1280, **options: Any) -> AsyncIterator[Page]:
        async with window(chrome, demo, width, storage_state=await cookies(role), **options) as page:
            yield page

    return of
