"""The schema is what the rooms describe, is applied once, and is recognised at start."""

import asyncio

import asyncpg
import pytest

from tests.conftest import address
from tracker.database import execute, rows
from tracker.database.checks import UnsafeServer, check_server
from tracker.database.engine import Engine, connected
from tracker.database.migrate import SchemaMismatch, _known, check, migrate
from tracker.piccolo_app import APP_CONFIG

# What the database reckons or mirrors; Python never writes it.
RECKONED = {
    *(("task", name) for name in ("submitted_on", "progressed_on", "urgency", "due_key", "heard_on")),
    *(("standing", name) for name in ("urgency", "due_key", "heard_on")),
    *(
        ("task_coordinator", name)
        for name in ("programme", "urgency", "due_key", "submitted_on", "lead_agency", "source_document")
    ),
}


async def in_database() -> set[tuple[str, str]]:
    """Every column of every table, as the database has them."""
    found = await rows(
        "SELECT table_name, column_name FROM information_schema.columns c "
        "JOIN information_schema.tables t USING (table_schema, table_name) "
        "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    return {(f["table_name"], f["column_name"]) for f in found}


async def test_tables_and_rooms_say_the_same(database: Engine) -> None:
    """Every column of the rooms' tables is in the database, and the other way round."""
    described = {
        (table._meta.tablename, column._meta.name)
        for table in APP_CONFIG.table_classes
        for column in table._meta.columns
    }
    kept = {(t, c) for t, c in await in_database() if t not in {"migration", "tally"}}
    assert kept - RECKONED == described


async def test_a_column_nobody_describes_is_noticed(database: Engine) -> None:
    """Negative control: a column added by hand shows up as a difference."""
    await execute("ALTER TABLE task ADD COLUMN stray text")
    assert ("task", "stray") in await in_database()


async def test_migrating_again_changes_nothing(database: Engine) -> None:
    """A second run applies nothing and the check is content."""
    assert await migrate() == 0
    await check()


async def test_a_schema_of_another_version_is_refused(database: Engine) -> None:
    """Older: says to migrate. Newer: says to install the matching version."""
    await execute("DELETE FROM migration")
    with pytest.raises(SchemaMismatch, match="tracker migrate"):
        await check()
    await migrate_again(database)
    await execute("INSERT INTO migration (name, app_name) VALUES ('2099-01-01T00:00:00', 'tracker')")
    with pytest.raises(SchemaMismatch, match="newer"):
        await check()


async def migrate_again(engine: Engine) -> None:
    """Forget that the schema is there, as far as the record goes."""
    await execute("INSERT INTO migration (name, app_name) VALUES ('2026-11-22T18:00:00:000001', 'tracker')")


async def test_two_runners_at_once_apply_each_migration_once(server_url: str) -> None:
    """The second waits for the first and finds nothing left to do."""
    connection = await asyncpg.connect(server_url)
    await connection.execute("DROP DATABASE IF EXISTS two_runners")
    await connection.execute("CREATE DATABASE two_runners")
    try:
        async with connected(address(server_url, "two_runners"), 2):
            applied = await asyncio.gather(migrate(), migrate())
        assert sorted(applied) == [0, len(_known())]
    finally:
        await connection.execute("DROP DATABASE two_runners WITH (FORCE)")
        await connection.close()


async def test_a_server_that_may_lose_writes_is_refused(database: Engine) -> None:
    """The check passes as set up, and refuses once a database is set to acknowledge too early."""
    await check_server()
    await execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off',"
        " current_database()); END $$"
    )
    pool = database.pool
    assert pool is not None
    await pool.expire_connections()
    with pytest.raises(UnsafeServer, match="synchronous_commit"):
        await check_server()
