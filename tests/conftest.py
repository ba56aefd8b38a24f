"""One real PostgreSQL for the whole run; each test gets a database of its own, cloned from a template.

Processes that test side by side share the server and its templates. It is the product's own server with the
product's own settings. Its files lie in memory where there is room: writing a new database to a disk is what
most tests would wait for. Tests kill processes and never cut the power, so they see no difference.
"""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

import tracker.database  # noqa: F401  (sets PICCOLO_CONF before any table is imported)
from tests.side_by_side import (  # noqa: F401  (pytest finds its hooks here)
    in_memory,
    once,
    open_folder,
    pytest_collection_modifyitems,
    pytest_configure_node,
    pytest_runtest_protocol,
    pytest_unconfigure,
    shared,
)
from tracker import settings
from tracker.database.embedded import server
from tracker.database.engine import Engine, connected
from tracker.database.migrate import migrate

SECRET = "tests-only-secret-key-0123456789abcdef"
GIVEN = os.environ.get("TRACKER_TEST_DATABASE_URL")
# Copying files waits until everything is on the disk: quicker only where there is none.
STRATEGY = "wal_log" if GIVEN or not in_memory() else "file_copy"
_numbers = itertools.count(1)


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """Where a command under test may keep its data."""
    with open_folder() as folder:
        yield folder / "data"


@pytest.fixture(scope="session")
def shared_folder(request: pytest.FixtureRequest) -> Iterator[Path]:
    """What the processes of this run share."""
    folder = shared(request.config)
    if folder is not None:
        yield folder
        return
    with open_folder() as own:
        yield own


@pytest.fixture(scope="session")
def server_url(shared_folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the test run."""
    if GIVEN:
        yield GIVEN
        return
    with server(shared_folder) as url:
        yield url


def address(url: str, database: str) -> str:
    """The same server, another database."""
    head, _, query = url.partition("?")
    return head.rsplit("/", 1)[0] + "/" + database + (f"?{query}" if query else "")


async def _template(url: str, name: str, origin: str, fill: Callable[[], Awaitable[object]]) -> None:
    """Make a database and close it to everybody: one that is in use cannot be cloned."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {name}")
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {origin}")
        async with connected(address(url, name), 1):
            await fill()
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def empty_template(server_url: str, shared_folder: Path) -> str:
    """The name of a database with the schema and nothing in it, to be cloned."""
    name = "empty_template"
    once(shared_folder, name, lambda: asyncio.run(_template(server_url, name, "template1", migrate)))
    return name


@pytest.fixture(scope="session")
def seeded_template(server_url: str, shared_folder: Path, empty_template: str) -> str:
    """The name of a database with the demonstration's 176 tasks, to be cloned."""
    from tests.given import seed_everything

    name = "seeded_template"
    once(
        shared_folder,
        name,
        lambda: asyncio.run(_template(server_url, name, empty_template, seed_everything)),
    )
    return name


@pytest.fixture(scope="session")
async def clerk(server_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The connection over which databases are made and dropped."""
    connection = await asyncpg.connect(server_url)
    yield connection
    await connection.close()


async def clone(clerk: asyncpg.Connection, server_url: str, template: str) -> str:
    """The address of a new database like a template."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    await clerk.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY {STRATEGY}")
    return address(server_url, name)


async def drop(clerk: asyncpg.Connection, url: str) -> None:
    """Give a clone's room back."""
    name = url.partition("?")[0].rsplit("/", 1)[1]
    await clerk.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def _lent(clerk: asyncpg.Connection, server_url: str, template: str) -> AsyncIterator[Engine]:
    url = await clone(clerk, server_url, template)
    before = settings.current()
    settings.override(database_url=url, secret_key=SECRET, base_url="http://tracker.test")
    try:
        async with connected(url, 5) as engine:
            yield engine
    finally:
        settings._override = before
        await drop(clerk, url)


@pytest.fixture
async def database(clerk: asyncpg.Connection, server_url: str, empty_template: str) -> AsyncIterator[Engine]:
    """A fresh database with the schema only; the process is connected to it."""
    async for engine in _lent(clerk, server_url, empty_template):
        yield engine


@pytest.fixture
async def province(clerk: asyncpg.Connection, server_url: str, seeded_template: str) -> AsyncIterator[Engine]:
    """A fresh copy of the demonstration's data as of 06/11/2024; the process is connected to it."""
    async for engine in _lent(clerk, server_url, seeded_template):
        yield engine
