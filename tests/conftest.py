"""One real PostgreSQL for the whole run; each test gets a database of its own, cloned from a template."""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

import tracker.database  # noqa: F401  (sets PICCOLO_CONF before any table is imported)
from tracker import settings
from tracker.database.embedded import server
from tracker.database.engine import Engine, connected
from tracker.database.migrate import migrate

SECRET = "tests-only-secret-key-0123456789abcdef"
_numbers = itertools.count(1)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that PostgreSQL can reach when the tests run as root and it runs as another user.

    pytest's own folders are closed to others, and closed again by every run.
    """
    folder = Path(tempfile.mkdtemp(prefix="tracker-tests-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """Where a command under test may keep its data."""
    with open_folder() as folder:
        yield folder / "data"


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the test run."""
    given = os.environ.get("TRACKER_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with open_folder() as folder, server(folder) as url:
        yield url


def address(url: str, database: str) -> str:
    """The same server, another database."""
    head, _, query = url.partition("?")
    return head.rsplit("/", 1)[0] + "/" + database + (f"?{query}" if query else "")


async def _sql(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def empty_template(server_url: str) -> str:
    """The name of a database with the schema and nothing in it."""

    async def make() -> None:
        await _sql(server_url, "DROP DATABASE IF EXISTS empty_template", "CREATE DATABASE empty_template")
        async with connected(address(server_url, "empty_template"), 1):
            await migrate()

    asyncio.run(make())
    return "empty_template"


@pytest.fixture(scope="session")
def seeded_template(server_url: str, empty_template: str) -> str:
    """The name of a database with the demonstration's 176 tasks."""
    from tests.given import seed_everything

    async def make() -> None:
        await _sql(
            server_url,
            "DROP DATABASE IF EXISTS seeded_template",
            f"CREATE DATABASE seeded_template TEMPLATE {empty_template}",
        )
        async with connected(address(server_url, "seeded_template"), 1):
            await seed_everything()

    asyncio.run(make())
    return "seeded_template"


async def _clone(server_url: str, template: str) -> str:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    await _sql(server_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY wal_log")
    return address(server_url, name)


async def _lent(server_url: str, template: str) -> AsyncIterator[Engine]:
    url = await _clone(server_url, template)
    before = settings.current()
    settings.override(database_url=url, secret_key=SECRET, base_url="http://tracker.test")
    try:
        async with connected(url, 5) as engine:
            yield engine
    finally:
        settings._override = before
        name = url.partition("?")[0].rsplit("/", 1)[1]
        await _sql(server_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
async def database(server_url: str, empty_template: str) -> AsyncIterator[Engine]:
    """A fresh database with the schema only; the process is connected to it."""
    async for engine in _lent(server_url, empty_template):
        yield engine


@pytest.fixture
async def province(server_url: str, seeded_template: str) -> AsyncIterator[Engine]:
    """A fresh copy of the demonstration's data as of 06/11/2024; the process is connected to it."""
    async for engine in _lent(server_url, seeded_template):
        yield engine
