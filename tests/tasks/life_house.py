"""Where lives are played: a database, a new one now and then, and the loop that everything runs on."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any, TypeVar

import asyncpg

from tests.conftest import address
from tests.tasks.life import FIRST, begin
from tests.tasks.life_player import Life
from tests.tasks.life_watch import Watch
from tracker.clock import at
from tracker.database.engine import connected

T = TypeVar("T")
EACH = 50  # examples to a database, so that the later ones are as quick as the first


class House:
    """A database, a new one now and then, and the loop that everything runs on."""

    def __init__(self, server: str, template: str) -> None:
        self.server, self.template = server, template
        self.runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self.open = AsyncExitStack()
        self.worlds = 0
        self.sound = True  # nothing of the present example has failed
        self.tried: Counter[tuple[str, str]] = Counter()  # verb and what came of it

    def do(self, what: Coroutine[Any, Any, T]) -> T:
        """Run it to its end; what fails first is what is told."""
        try:
            return self.runner.run(what)
        except BaseException:
            self.sound = False
            raise

    async def life(self, levels: int, official: str) -> Life:
        """A new example's."""
        if self.worlds % EACH == 0:
            await self.move()
        self.worlds += 1
        self.sound = True
        watch = Watch(await begin(self.worlds, levels, official, at(FIRST, 8)))
        await watch.begin()
        return Life(self.tried, watch.world, watch)

    async def move(self) -> None:
        """Into a fresh database."""
        await self.open.aclose()
        name = f"{self.template}_life"
        connection = await asyncpg.connect(self.server)
        try:
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY wal_log")
        finally:
            await connection.close()
        await self.open.enter_async_context(connected(address(self.server, name), 2))

    def close(self) -> None:
        """Leave."""
        self.do(self.open.aclose())
        self.runner.close()
