"""How a table becomes a file: rows go to a child of its own as they come; what comes back is whole."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from tracker.exchange.sheets import frames
from tracker.exchange.sheets.child import NAME
from tracker.exchange.sheets.model import Plan, Row
from tracker.settings import ROOT, where_programs_lie

COMMAND = (sys.executable, "-m", "tracker.exchange.sheets.child")
PATIENCE = 120.0  # seconds for a whole file
AHEAD = 2 * 1024 * 1024  # bytes that may wait for the child while the next rows are read
TAKEN = 25.0  # seconds for one handful: a transaction that waits longer would be ended by the database


class NotWritten(Exception):
    """The child failed; there is no file."""


class Scribe:
    """A file in the making."""

    def __init__(self, child: asyncio.subprocess.Process, folder: Path) -> None:
        self._child, self._folder = child, folder
        assert child.stdin is not None
        child.stdin.transport.set_write_buffer_limits(high=AHEAD)

    async def begin(self, plan: Plan) -> None:
        """Say what the table is, once. Raises NotWritten."""
        await self._send(frames.packed(plan))

    async def write(self, rows: list[Row]) -> None:
        """Hand rows over; waits while the child is busy with those before. Raises NotWritten."""
        if rows:
            await self._send(frames.packed(rows))

    async def finish(self) -> BinaryIO:
        """The whole file, open at its beginning; it has no name any more. Raises NotWritten."""
        await self._send(frames.packed([]))
        try:
            async with asyncio.timeout(PATIENCE):
                ended = await self._child.wait()
        except TimeoutError:
            raise NotWritten("late") from None
        if ended != 0:
            raise NotWritten(f"ended with {ended}")
        return await asyncio.to_thread((self._folder / NAME).open, "rb")

    async def _send(self, said: bytes) -> None:
        pipe = self._child.stdin
        assert pipe is not None
        try:
            async with asyncio.timeout(TAKEN):
                pipe.write(said)
                await pipe.drain()
        except (TimeoutError, ConnectionError) as trouble:
            raise NotWritten(repr(trouble)) from None


@asynccontextmanager
async def scribe(kind: str) -> AsyncIterator[Scribe]:
    """A child that writes a table as "xlsx" or "csv"; nothing of it stays behind but the file handed on."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="tracker-sheet-"))
    try:
        child = await asyncio.create_subprocess_exec(
            *COMMAND,
            kind,
            str(folder),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
            env=where_programs_lie() | {"LANG": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            yield Scribe(child, folder)
        finally:
            with suppress(ProcessLookupError):
                child.kill()
            await asyncio.shield(child.wait())
    finally:
        await asyncio.shield(asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True))
