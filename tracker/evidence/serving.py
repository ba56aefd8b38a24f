"""How a file is handed out: compared with its name first, then as an attachment that no browser runs."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import BinaryIO
from unicodedata import normalize
from urllib.parse import quote

from tracker.evidence.store import PIECE, path_of

# A page of its own, without origin, scripts or forms, should anything show it after all.
POLICY = "sandbox; default-src 'none'"


class Damaged(Exception):
    """The content is missing, or no longer what its name says; ``trouble`` says which."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


async def opened(sha256: bytes) -> BinaryIO:
    """A content, read whole and found to be what its name says. Raises Damaged."""
    return await asyncio.to_thread(_opened, sha256)


def _opened(sha256: bytes) -> BinaryIO:
    try:
        file = path_of(sha256).open("rb")
    except FileNotFoundError:
        raise Damaged("missing") from None
    try:
        if hashlib.file_digest(file, "sha256").digest() == sha256:
            file.seek(0)
            return file
    except OSError:
        pass
    file.close()
    raise Damaged("damaged")


async def pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    """The bytes of an open file, a piece at a time; closed at the end."""
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


def headers_for(name: str, size: int) -> dict[str, str]:
    """What makes an answer a download and nothing else (RFC 6266, OWASP file upload)."""
    plain = normalize("NFD", name.translate({0x110: "D", 0x111: "d"})).encode("ascii", "ignore").decode()
    plain = "".join("_" if sign in '"\\%;' or not sign.isprintable() else sign for sign in plain)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Length": str(size),
        "Content-Security-Policy": POLICY,
        "Accept-Ranges": "none",
        "Cache-Control": "private, no-store",
    }
