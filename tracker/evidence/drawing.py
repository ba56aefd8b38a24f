"""Pages of documents as pictures: drawn by a child of its own for each, kept for a while beside the store.

Nobody's browser opens a file of somebody else: what is shown are pictures made here, written anew, without
anything that the file may carry beside what is to be seen.
"""

import asyncio
import json
import os
import secrets
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tracker.evidence.picture_child import MOST_PAGES, PAGE, SIZE
from tracker.evidence.serving import opened
from tracker.evidence.store import folder
from tracker.settings import ROOT, where_programs_lie
from tracker.web.log import log

KINDS = frozenset({"pdf", "jpg", "png"})
PATIENCE = 12.0  # seconds for one child, waiting for its turn not included
LATER = 600.0  # seconds until what was late is tried again
QUEUE = 24  # drawings waiting or being made; one more is sent away
BLOCK = 4  # pages that one child draws
MOST_ANSWERED = 24 * 1024 * 1024
MOST_KEPT = 256 * 1024 * 1024  # bytes of pictures
KEPT_SECONDS = 30 * 24 * 3600
COMMAND = (sys.executable, "-m", "tracker.evidence.picture_child")


class NotDrawn(Exception):
    """There is no picture; the file itself can still be fetched."""


@dataclass(frozen=True)
class Sheet:
    """A page as it will be shown: its dots, and its words as the text alternative."""

    width: int
    height: int
    text: str


@dataclass(frozen=True)
class Sheets:
    """The pages of a document that are shown, and how many it has."""

    total: int
    shown: tuple[Sheet, ...]


class Studio:
    """Draws one page after another; what was drawn lately lies on the disk."""

    def __init__(self, command: tuple[str, ...] = COMMAND, patience: float = PATIENCE) -> None:
        self._command, self._patience = command, patience
        self._turns = {SIZE: asyncio.Lock(), PAGE: asyncio.Lock()}  # a page of the site waits for sizes
        self._waiting = 0
        self._late: dict[Path, float] = {}

    async def sheets(self, sha256: bytes, kind: str) -> Sheets:
        """The pages of a document. Raises NotDrawn, or Damaged when the store has it no longer."""
        return _sheets(await self._kept(sha256, kind, "sizes", SIZE, 1))

    async def picture(self, sha256: bytes, kind: str, page: int) -> bytes:
        """One page as PNG. Raises NotDrawn, or Damaged when the store has it no longer."""
        if not 1 <= page <= MOST_PAGES:
            raise NotDrawn
        return await self._kept(sha256, kind, str(page), PAGE, page)

    async def _kept(self, sha256: bytes, kind: str, name: str, what: str, page: int) -> bytes:
        if kind not in KINDS:
            raise NotDrawn
        path = _shelf() / f"{sha256.hex()}-{name}"
        found = await asyncio.to_thread(_read, path)
        if found is None:
            found = await self._made(path, sha256, kind, what, page)
        if not found:
            raise NotDrawn
        return found

    async def _made(self, path: Path, sha256: bytes, kind: str, what: str, page: int) -> bytes | None:
        if self._waiting >= QUEUE or time.monotonic() < self._late.get(path, 0):
            raise NotDrawn
        self._waiting += 1
        try:
            async with self._turns[what]:
                if await asyncio.to_thread(_read, path) is None:  # whoever was before may have drawn it too
                    await self._draw(sha256, kind, what, page)
                found = await asyncio.to_thread(_read, path)
                if found is None:
                    self._late[path] = time.monotonic() + LATER
                return found
        finally:
            self._waiting -= 1

    async def _draw(self, sha256: bytes, kind: str, what: str, page: int) -> None:
        """Have a child draw, and keep what it said; nothing, where it failed by itself."""
        first = 1 if what == SIZE else page - (page - 1) % BLOCK
        last = MOST_PAGES if what == SIZE else first + BLOCK - 1
        with await opened(sha256) as file:
            said, ended = await self._ask(file, kind, what, str(first), str(last))
        answers = _parted(said)
        if what == SIZE:
            pages = {"sizes": b"\n".join(answers) if ended == 0 else b""}
        else:
            pages = {str(n): one for n, one in enumerate(answers, first)}
            pages.setdefault(str(page), b"")
        if ended is None:
            pages = {name: one for name, one in pages.items() if one}  # late may be well another time
        if ended != 0:
            log().warning("pages not drawn", sha256=sha256.hex(), what=what, page=page, ended=ended)
        await asyncio.to_thread(_keep, sha256, pages)

    async def _ask(self, file: BinaryIO, *asked: str) -> tuple[bytes, int | None]:
        """What a child said, and how it ended; None when it was stopped for being late or saying too much."""
        child = await asyncio.create_subprocess_exec(
            *self._command,
            *asked,
            stdin=file,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
            env=where_programs_lie() | {"LANG": "C.UTF-8"},
            start_new_session=True,
        )
        said = bytearray()
        assert child.stdout is not None
        try:
            async with asyncio.timeout(self._patience):
                while piece := await child.stdout.read(64 * 1024):
                    said += piece
                    if len(said) > MOST_ANSWERED:
                        return b"", None
                return bytes(said), await child.wait()
        except TimeoutError:
            return bytes(said), None
        finally:
            with suppress(ProcessLookupError):
                child.kill()
            await asyncio.shield(child.wait())


def _parted(said: bytes) -> list[bytes]:
    """The whole answers in what a child said."""
    found, start = [], 0
    while start + 4 <= len(said):
        end = start + 4 + int.from_bytes(said[start : start + 4], "big")
        if end > len(said):
            break
        found.append(said[start + 4 : end])
        start = end
    return found


def _sheets(kept: bytes) -> Sheets:
    total, *sizes = kept.splitlines()
    return Sheets(int(total), tuple(Sheet(*json.loads(size)) for size in sizes))


def _shelf() -> Path:
    place = folder() / "pictures"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _keep(sha256: bytes, pages: dict[str, bytes]) -> None:
    place = _shelf()
    for name, content in pages.items():
        made = place / f"new-{secrets.token_hex(8)}"
        with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
        made.replace(place / f"{sha256.hex()}-{name}")
    _tidy(place)


def _tidy(place: Path) -> None:
    """Forget what is old, and of the rest the oldest, until there is room again."""
    found = []
    for one in place.iterdir():
        with suppress(FileNotFoundError):  # another process tidies too
            about = one.stat()
            found.append((about.st_mtime, about.st_size, one))
    kept, before = 0, time.time() - KEPT_SECONDS
    for made_at, size, one in sorted(found, reverse=True):
        kept += size
        if made_at < before or kept > MOST_KEPT:
            one.unlink(missing_ok=True)
