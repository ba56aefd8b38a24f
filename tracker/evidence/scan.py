"""A scanner for viruses, if there is one: ClamAV's daemon, asked by its INSTREAM command over a socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from tracker import settings
from tracker.refusal import Refused
from tracker.web.log import log
from tracker.words import _

PORT = 3310
PIECE = 64 * 1024
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 120.0

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def scan(path: Path) -> str:
    """What the scanner says of a file: "clean", or "unscanned" where none is set up.

    Raises Refused when it found something. A scanner that is away or gives no verdict refuses too: what
    was set up to be scanned is not let in without.
    """
    address = settings.current().clamav_url
    if not address:
        return "unscanned"
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            verdict = await _verdict(address, path)
    except (OSError, TimeoutError, EOFError) as trouble:
        raise _away(repr(trouble)) from None
    if verdict.endswith(" FOUND"):
        found = verdict.removeprefix("stream: ").removesuffix(" FOUND")
        log().warning("file refused by the scanner", found=found)
        raise Refused(_("the virus scanner refuses the file (%(found)s)", found=found))
    if not verdict.endswith(" OK"):
        raise _away(verdict)
    return "clean"


def _away(trouble: str) -> Refused:
    log().error("scanner gave no verdict", trouble=trouble)
    return Refused(
        _("Files cannot be checked for viruses at the moment. Nothing was kept; try again later."), "files"
    )


async def _verdict(address: str, path: Path) -> str:
    async with _connected(address) as (reader, writer):
        writer.write(b"zINSTREAM\0")
        with suppress(ConnectionError):  # it may have said why before it hung up
            await _told(path, writer)
        answer = await reader.readuntil(b"\0")
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


async def _told(path: Path, writer: asyncio.StreamWriter) -> None:
    with await asyncio.to_thread(path.open, "rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            writer.write(len(piece).to_bytes(4, "big") + piece)
            await writer.drain()
    writer.write(bytes(4))
    await writer.drain()


@asynccontextmanager
async def _connected(address: str) -> AsyncIterator[Line]:
    url = urlsplit(address)
    async with asyncio.timeout(CONNECT_SECONDS):
        if url.scheme == "unix":
            reader, writer = await asyncio.open_unix_connection(url.path)
        else:
            reader, writer = await asyncio.open_connection(url.hostname, url.port or PORT)
    try:
        yield reader, writer
    finally:
        writer.close()
