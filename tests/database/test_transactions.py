"""A transaction that fails, in whatever way, leaves the process able to write."""

import asyncio
import random
from contextlib import suppress

import pytest
from piccolo.engine.postgres import PostgresTransaction

from tracker.database import execute, transaction, value
from tracker.database.engine import LINE_TROUBLE, Engine


async def kill_own_connection(engine: Engine) -> None:
    """Cut the line of the transaction under way, as a failing server would."""
    mine = await value("SELECT pg_backend_pid()")
    pool = engine.pool
    assert pool is not None
    async with pool.acquire() as other:
        await other.execute("SELECT pg_terminate_backend($1)", mine)


async def cut_transaction(engine: Engine) -> None:
    """A transaction whose connection is cut before its COMMIT."""
    async with transaction():
        await execute("INSERT INTO holiday (on_day, name) VALUES ('2024-01-01', 'x')")
        await kill_own_connection(engine)


async def test_a_cut_line_in_a_transaction_is_heard_and_the_next_one_works(database: Engine) -> None:
    """Three cuts in a row in one task: each is raised, nothing is kept, and the next write succeeds."""
    for _ in range(3):
        with pytest.raises(LINE_TROUBLE):
            await cut_transaction(database)
        assert await value("SELECT count(*) FROM holiday") == 0
    async with transaction():
        await execute("INSERT INTO holiday (on_day, name) VALUES ('2024-01-01', 'x')")
    assert await value("SELECT count(*) FROM holiday") == 1


async def test_piccolos_own_transaction_still_needs_the_guard(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: without the guard the same task cannot ask anything after a cut line.

    When this test fails, the library has mended it, and the guard can go.
    """
    monkeypatch.setattr(
        Engine, "transaction", lambda self, allow_nested=True: PostgresTransaction(self, allow_nested)
    )

    async def cut_and_ask_again() -> None:
        with suppress(*LINE_TROUBLE):
            await cut_transaction(database)
        await value("SELECT 1")

    with pytest.raises(LINE_TROUBLE):
        await asyncio.create_task(cut_and_ask_again())


async def test_cancelled_transactions_give_their_connections_back(database: Engine) -> None:
    """After 200 cancellations at random moments a pool of five still lends all five at once."""
    chance = random.Random(7)

    async def slow() -> None:
        async with transaction():
            await value("SELECT pg_sleep(0.002)")
            await execute("SELECT 1")

    for _ in range(200):
        task = asyncio.create_task(slow())
        await asyncio.sleep(chance.random() * 0.006)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def one() -> int:
        async with transaction():
            return int(await value("SELECT 1 FROM pg_sleep(0.05)"))

    assert await asyncio.wait_for(asyncio.gather(*[one() for _ in range(5)]), 5) == [1] * 5


async def test_an_inner_transaction_joins_the_outer_one(database: Engine) -> None:
    """What an inner block wrote goes when the outer one fails."""
    with suppress(RuntimeError):
        async with transaction():
            async with transaction():
                await execute("INSERT INTO holiday (on_day, name) VALUES ('2024-01-01', 'x')")
            raise RuntimeError("the outer block fails")
    assert await value("SELECT count(*) FROM holiday") == 0
