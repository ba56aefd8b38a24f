"""A workbook on its way in: piece by piece to the disk, past the gate, gone again when the block ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tracker.evidence.receiving import TooLarge
from tracker.evidence.rules import LONGEST_NAME, MB, seen
from tracker.evidence.store import Incoming, has_room
from tracker.evidence.upload import Upload
from tracker.exchange.annex.gate import LARGEST
from tracker.refusal import Refused
from tracker.web.log import log
from tracker.words import _


@dataclass(frozen=True)
class Arrived:
    """A file as it came: its name as people may see it, its place, its digest."""

    name: str
    path: Path
    size: int
    sha256: bytes


@asynccontextmanager
async def arrived(request: Upload) -> AsyncIterator[Arrived | None]:
    """The one file of the form for the length of a block; None when the box was left empty.

    Raises Refused beside the box "file", TooLarge among them.
    """
    file: Incoming | None = None
    try:
        if request.announced > LARGEST + MB:
            raise _too_large()
        name, file = await _received(request)
        yield Arrived(name, file.path, file.size, file.sha256) if file else None
    finally:
        await request.stop()
        if file:
            await asyncio.shield(asyncio.to_thread(file.discard))


async def _received(request: Upload) -> tuple[str, Incoming | None]:
    name, file = "", None
    try:
        async for part, pieces in request.events():
            if file is not None or not part.filename:
                async for _piece in pieces:  # a box left empty; of more files than one the first counts
                    pass
                continue
            name = seen(part.filename)[-LONGEST_NAME:]
            file = await _opened()
            await _write(file, pieces)
    except BaseException:
        if file:
            await asyncio.shield(asyncio.to_thread(file.discard))
        raise
    return name, file


async def _opened() -> Incoming:
    try:
        if await asyncio.to_thread(has_room):
            return await asyncio.to_thread(Incoming)
    except OSError as trouble:
        raise _no_disk(repr(trouble)) from None
    raise _no_disk("little room left on the disk")


async def _write(file: Incoming, pieces: AsyncIterator[bytes]) -> None:
    try:
        async for piece in pieces:
            if file.size + len(piece) > LARGEST:
                raise _too_large()
            await asyncio.to_thread(file.write, piece)
        await asyncio.to_thread(file.settle)
    except OSError as trouble:
        raise _no_disk(repr(trouble)) from None


def _too_large() -> TooLarge:
    return TooLarge(_("The file has more than %(most)s MB.", most=LARGEST // MB), "file")


def _no_disk(trouble: str) -> Refused:
    log().error("workbook cannot be stored", trouble=trouble)
    return Refused(_("Files cannot be stored at the moment. Nothing was kept; tell support."), "file")
