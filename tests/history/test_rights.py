"""The owner of the tables has no right left to change history, even where triggers are switched off."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.conftest import address
from tests.history.tampering import a_line
from tracker.database import execute, rows
from tracker.database.engine import Engine, connected, script
from tracker.database.migrate import migrate
from tracker.history.checking import check_chain

OWNER, DATABASE, PASSWORD = "history_owner", "history_rights", "only-for-this-test"
CHANGES = (
    "UPDATE history SET text = 'khác'",
    "DELETE FROM history",
    "TRUNCATE history",
    "UPDATE history_seal SET hash = hash",
    "DELETE FROM history_seal",
    "DELETE FROM history_anchor",
)


@pytest.fixture
async def owned(server_url: str) -> AsyncIterator[str]:
    """The address of a database whose owner is no superuser, as on a real server; one line is in it."""
    root = await asyncpg.connect(server_url)
    await root.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    await root.execute(f"DROP ROLE IF EXISTS {OWNER}")
    await root.execute(f"CREATE ROLE {OWNER} LOGIN PASSWORD '{PASSWORD}'")
    await root.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    scheme, _, rest = address(server_url, DATABASE).partition("://")
    url = f"{scheme}://{OWNER}:{PASSWORD}@{rest.partition('@')[2] or rest}"
    try:
        async with connected(url, 1):
            await migrate()
            await a_line("Đã ghi")
            yield url
    finally:
        await root.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        await root.execute(f"DROP ROLE {OWNER}")
        await root.close()


async def test_the_owner_writes_lines_and_changes_none(owned: str) -> None:
    """Lines are sealed as ever; every change is refused by grant, also with the triggers switched off."""
    for _ in range(2):
        for change in CHANGES:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await execute(change)
        for table in ("history", "history_seal", "history_anchor"):
            await execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await execute("ALTER TABLE history ENABLE TRIGGER USER")
    await a_line("Ghi thêm")
    assert [one["text"] for one in await rows("SELECT text FROM history ORDER BY id")] == [
        "Đã ghi",
        "Ghi thêm",
    ]
    checked = await check_chain()
    assert (checked.looked_at, checked.found) == (2, 0)


async def test_a_superuser_is_bound_by_neither_and_is_found_out(database: Engine) -> None:
    """The documented limit, and negative control: whom grants do not bind needs only to drop the trigger."""
    await a_line("Đã ghi")
    with pytest.raises(asyncpg.RestrictViolationError, match="history is never changed"):
        await execute(CHANGES[0])
    await script("ALTER TABLE history DISABLE TRIGGER history_final")
    assert await execute(CHANGES[0]) == 1
    assert [one.what for one in (await check_chain()).first] == ["changed"]
