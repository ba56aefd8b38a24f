"""How files are received: piece by piece to the disk, within the limits; what is not kept is gone at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from litestar.exceptions import ClientException

from tracker.evidence.rules import LARGEST, MB, MOST_FILES, beyond, seen, shown_size
from tracker.evidence.store import Incoming, has_room
from tracker.evidence.upload import Upload
from tracker.refusal import Refused
from tracker.web.log import log
from tracker.words import _


class TooLarge(Refused):
    """More was sent than is taken."""


@dataclass(frozen=True)
class Received:
    """One file as it came: the name the browser gave it, and where it lies until it is kept."""

    sent_name: str
    file: Incoming


@asynccontextmanager
async def received(request: Upload, room: int) -> AsyncIterator[list[Received]]:
    """Every file of the form on the disk, for the length of a block; what was not kept is gone after it.

    ``room`` is how many bytes the agency may still add. Raises Refused, TooLarge among them.
    """
    files: list[Received] = []
    try:
        await _receive(request, files, room)
        yield files
    finally:
        await request.stop()
        for one in files:
            await asyncio.shield(asyncio.to_thread(one.file.discard))


async def _receive(request: Upload, files: list[Received], room: int) -> None:
    if request.announced > room + MB:
        raise beyond(room)
    async for part, pieces in request.events():
        if not part.filename:
            async for _piece in pieces:
                raise ClientException
            continue  # a box that was left empty
        if len(files) == MOST_FILES:
            raise TooLarge(_("Choose at most %(n)s files at once", n=MOST_FILES), "files")
        files.append(Received(part.filename, await _opened()))
        await _write(files[-1], pieces, room - sum(one.file.size for one in files))


async def _opened() -> Incoming:
    try:
        if await asyncio.to_thread(has_room):
            return await asyncio.to_thread(Incoming)
    except OSError as trouble:
        raise _no_disk(repr(trouble)) from None
    raise _no_disk("little room left on the disk")


async def _write(one: Received, pieces: AsyncIterator[bytes], room: int) -> None:
    try:
        async for piece in pieces:
            if one.file.size + len(piece) > LARGEST:
                raise _larger(one.sent_name)
            if one.file.size + len(piece) > room:
                raise beyond(room)
            await asyncio.to_thread(one.file.write, piece)
        await asyncio.to_thread(one.file.settle)
    except OSError as trouble:
        raise _no_disk(repr(trouble)) from None


def _larger(name: str) -> TooLarge:
    said = {"name": seen(name), "most": shown_size(LARGEST)}
    return TooLarge(_("%(name)s: larger than %(most)s; send it in parts or save it smaller", **said), "files")


def _no_disk(trouble: str) -> Refused:
    log().error("evidence cannot be stored", trouble=trouble)
    return Refused(_("Files cannot be stored at the moment. Nothing was kept; tell support."), "files")
