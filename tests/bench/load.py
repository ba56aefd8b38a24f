"""A database of so many generated tasks, filled by whole sets: indexes and triggers wait until the end.

What the triggers would have kept (standings, the tally, the chain of history) is written as they would have:
one standing for each event, the tally from the view that recounts it, the chain in one pass.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg

from tests.bench import parties, words
from tests.conftest import address
from tracker.database.engine import connected
from tracker.database.migrate import migrate
from tracker.settings import ROOT

TODAY = date(2024, 11, 6)  # the day of the published figures, whose shares the generated tasks have
SQL = Path(__file__).parent / "sql"
TABLES = ("task", "standing", "history", "progress_update", "task_coordinator")
FILLED = (*TABLES, "extension", "explanation", "tally", "history_seal")
_INDEXES = """SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made FROM pg_index
    WHERE indrelid = ANY($1::text[]::regclass[])
      AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"""
# In the order of days, as time would have written it.
_TALLY = """INSERT INTO tally (programme, scope, lead, area, span, on_day, bucket, change)
    SELECT programme, scope, lead, area, span, on_day, bucket, change FROM tally_recount
    ORDER BY on_day, scope"""


async def database(server: str, size: int, say: Callable[[str], None]) -> str:
    """The address of a database with ``size`` tasks: one that is there, or a new one."""
    name, mark = f"bench_{size}", _mark()
    root = await asyncpg.connect(server)
    try:
        kept = await root.fetchval(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", name
        )
        if kept == mark:
            return address(server, name)
        await root.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await root.execute(f"CREATE DATABASE {name}")
        await _fill(address(server, name), size, say)
        await root.execute(f"COMMENT ON DATABASE {name} IS '{mark}'")
    finally:
        await root.close()
    return address(server, name)


async def drop(server: str, size: int) -> None:
    """Give the disk back."""
    root = await asyncpg.connect(server)
    try:
        await root.execute(f"DROP DATABASE IF EXISTS bench_{size} WITH (FORCE)")
    finally:
        await root.close()


def _mark() -> str:
    """Changes when the schema or what is generated does."""
    found = hashlib.sha256()
    for path in sorted((*(ROOT / "migrations").glob("*.sql"), *SQL.glob("*.sql"), SQL.parent / "words.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


async def _fill(url: str, size: int, say: Callable[[str], None]) -> None:
    started = time.perf_counter()
    async with connected(url, 1):
        await migrate()
    one, two = await _connect(url), await _connect(url)
    try:
        await _generate(one, two, size)
        for table in FILLED:
            await one.execute(f"VACUUM (ANALYZE) {table}")
        await one.execute("CHECKPOINT")
        held = await one.fetchval("SELECT pg_size_pretty(pg_database_size(current_database()))")
    finally:
        await asyncio.gather(one.close(), two.close())
    say(f"{size} tasks loaded in {time.perf_counter() - started:.0f} s, {held}")


async def _connect(url: str) -> Any:
    return await asyncpg.connect(url, server_settings={
        "session_replication_role": "replica",  # neither triggers nor foreign keys while whole sets come in
        "work_mem": "256MB", "maintenance_work_mem": "512MB", "synchronous_commit": "off", "jit": "off",
    })  # fmt: skip


async def _generate(one: Any, two: Any, size: int) -> None:
    indexes = await one.fetch(_INDEXES, list(TABLES))
    for index in indexes:
        await one.execute(f"DROP INDEX {index['name']}")
    await parties.fill(one)
    await one.execute((SQL / "helpers.sql").read_text())
    await one.execute((SQL / "draft.sql").read_text(), size, TODAY, *words.arguments())
    await one.execute("ANALYZE draft")
    await _both(one, two, [(SQL / f"{name}.sql").read_text() for name in (*TABLES, "voices")])
    rest = [_TALLY, "SELECT history_seal_rest()", *(index["made"] for index in indexes)]
    await _both(one, two, rest)
    await one.execute("DROP TABLE draft")
    for table in (*TABLES, "programme", "area", "agency", "person", "source_document"):
        await one.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        )


async def _both(one: Any, two: Any, statements: list[str]) -> None:
    """Run independent statements over two connections, the next as soon as one is free."""
    waiting = iter(statements)

    async def work(connection: Any) -> None:
        for statement in waiting:
            await connection.execute(statement)

    await asyncio.gather(work(one), work(two))
