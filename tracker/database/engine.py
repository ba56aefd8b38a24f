"""One pool, one way to ask, and a transaction that always gives its connection back."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Literal, cast
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

ACQUIRE_SECONDS = 5.0
COMMAND_SECONDS = 10.0
STATEMENT_MILLISECONDS = 9_000
SCRIPT_SECONDS = 3_600.0  # a migration of a large table, or the wait for another runner
# Pages ask short questions, each for one process, on disks where any page is about as near as the next.
PLANNING = {
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "random_page_cost": "1.1",
    "work_mem": "16MB",
}
# What a lost or confused line raises; InternalClientError stands apart from the other two.
LINE_TROUBLE = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


class GuardedTransaction(PostgresTransaction):
    """A transaction whose connection is released and context reset, whatever BEGIN or COMMIT do.

    Piccolo releases the connection only after a successful COMMIT; a COMMIT that raises leaves
    the context variable set and every later query of that task fails for ever.
    """

    async def get_connection(self) -> asyncpg.Connection:
        """A connection of the pool, waited for as long as any question would wait."""
        if self.engine.pool is None:
            return await self.engine.get_new_connection()
        return await self.engine.pool.acquire(timeout=ACQUIRE_SECONDS)

    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is not None:
            return self._parent
        self.connection = await self.get_connection()
        self.transaction = self.connection.transaction()
        try:
            await self.begin()
        except BaseException:
            await asyncio.shield(self._give_back())
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> Literal[False]:
        if self._parent is not None:
            return False
        try:
            if exception is not None:
                await self.rollback()
            else:
                await self.commit()
        except LINE_TROUBLE:
            # A failed ROLLBACK must not hide why we rolled back; a failed COMMIT must be heard.
            if exception is None:
                raise
        finally:
            self.engine.current_transaction.reset(self.context)
            await asyncio.shield(self._give_back())
        return False

    async def _give_back(self) -> None:
        pool = self.engine.pool
        if pool is None:
            await self.connection.close()
            return
        try:
            await pool.release(self.connection, timeout=ACQUIRE_SECONDS)
        except (*LINE_TROUBLE, TimeoutError):
            self.connection.terminate()


class Engine(PostgresEngine):
    """Piccolo's engine with the guarded transaction and bounded waiting."""

    def transaction(self, allow_nested: bool = True) -> GuardedTransaction:
        return GuardedTransaction(engine=self, allow_nested=allow_nested)

    async def check_version(self) -> None:
        """Nothing: which server this process talks to is not known yet; see ``database.checks``."""

    async def open(self, url: str, size: int) -> None:
        """Start the pool on the server that ``url`` names."""
        self.config = {
            **_parts(url),
            "command_timeout": COMMAND_SECONDS,
            "server_settings": {
                **PLANNING,
                "statement_timeout": str(STATEMENT_MILLISECONDS),
                "idle_in_transaction_session_timeout": "30000",
                "application_name": "tracker",
                "timezone": "UTC",
            },
        }
        self.pool = await asyncpg.create_pool(**self.config, min_size=1, max_size=size, reset=_nothing)

    async def close(self) -> None:
        """Close the pool, waiting briefly for what is under way."""
        pool, self.pool = self.pool, None
        if pool is not None:
            try:
                await asyncio.wait_for(pool.close(), ACQUIRE_SECONDS)
            except TimeoutError:
                pool.terminate()


async def _nothing(_connection: asyncpg.Connection) -> None:
    """Spare a round trip after every question: nothing of ours outlives its transaction on a connection.

    The pool still rolls back a transaction that was left open.
    """


def _parts(url: str) -> dict[str, Any]:
    """A URL's parts as asyncpg wants them; ``?host=`` names a folder with a Unix socket."""
    found = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(found.query).items()}
    parts: dict[str, Any] = {
        "host": query.pop("host", None) or found.hostname or "127.0.0.1",
        "port": found.port or 5432,
        "user": unquote(found.username or "postgres"),
        "password": unquote(found.password) if found.password else None,
        "database": found.path.lstrip("/") or "postgres",
    }
    if "sslmode" in query:
        parts["ssl"] = query["sslmode"]
    return parts


def engine() -> Engine:
    """The engine every table of this process is bound to."""
    from tracker.piccolo_conf import DB

    return DB


@asynccontextmanager
async def connected(url: str, size: int = 5) -> AsyncIterator[Engine]:
    """Hold the pool open for the length of a block."""
    found = engine()
    await found.open(url, size)
    try:
        yield found
    finally:
        await found.close()


def transaction() -> GuardedTransaction:
    """One transaction; inside another it joins the outer one."""
    return engine().transaction()


@asynccontextmanager
async def _connection() -> AsyncIterator[asyncpg.Connection]:
    found = engine()
    under_way = found.current_transaction.get()
    if under_way is not None:
        yield under_way.connection
    else:
        pool = found.pool
        if pool is None:
            raise RuntimeError("The database is not connected.")
        async with pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            yield connection


async def rows(sql: str, *args: object) -> list[dict[str, Any]]:
    """All rows a statement answers, as dicts. Placeholders are ``$1``, ``$2`` …"""
    async with _connection() as connection:
        return [dict(found) for found in await connection.fetch(sql, *args)]


async def row(sql: str, *args: object) -> dict[str, Any] | None:
    """The first row, or None."""
    async with _connection() as connection:
        found = await connection.fetchrow(sql, *args)
    return dict(found) if found is not None else None


async def value(sql: str, *args: object) -> Any:
    """The first column of the first row, or None."""
    async with _connection() as connection:
        return await connection.fetchval(sql, *args)


async def execute(sql: str, *args: object) -> int:
    """Run a statement that answers nothing; how many rows it touched."""
    async with _connection() as connection:
        status = cast(str, await connection.execute(sql, *args))
    last = status.rsplit(" ", 1)[-1]
    return int(last) if last.isdigit() else 0


async def execute_many(sql: str, args: Iterable[tuple[object, ...]]) -> None:
    """Run one statement for many argument rows in one round trip."""
    async with _connection() as connection:
        await connection.executemany(sql, args)


async def script(sql: str) -> None:
    """Run several statements without arguments: a migration."""
    async with _connection() as connection:
        await connection.execute(sql, timeout=SCRIPT_SECONDS)
