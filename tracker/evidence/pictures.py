"""Pictures: walked from mark to mark, as every program that shows them does; none is decoded here."""

import os
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from tracker.refusal import Refused
from tracker.words import _

MOST_PIXELS = 150_000_000  # A0 at 300 dots an inch has 139 million
_LONGEST_CHUNK = 26 * 1024 * 1024
_PIECE = 256 * 1024
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # the marks that tell a JPEG's size
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # marks with nothing behind them


def check_png(file: BinaryIO, _kind: str) -> None:
    """Refuse a PNG that is broken, huge, or goes on after its end.

    Some screenshot tools leave what was cut away behind the end (CVE-2023-21036): nobody means to send it.
    """
    size, chunks = file.seek(0, os.SEEK_END), _chunks(file)
    name, head = next(chunks, (b"", b""))
    if name != b"IHDR" or len(head) != 13:
        raise _broken()
    _not_huge(int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big"))
    names = [name for name, _head in chunks]
    if b"IDAT" not in names or names[-1] != b"IEND":
        raise _broken()
    if file.tell() != size:
        raise Refused(_("the picture goes on after its end, perhaps with parts that were cut: save it anew"))


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk's name and first bytes, its checksum compared; ends after IEND."""
    file.seek(8)
    name = b""
    while name != b"IEND":
        start = file.read(8)
        length, name = int.from_bytes(start[:4], "big"), start[4:]
        if len(start) < 8 or length > _LONGEST_CHUNK:
            raise _broken()
        sum_, head = zlib.crc32(name), b""
        while length:
            piece = file.read(min(length, _PIECE))
            if not piece:
                raise _broken()
            sum_, length, head = zlib.crc32(piece, sum_), length - len(piece), head or piece[:32]
        if file.read(4) != sum_.to_bytes(4, "big"):
            raise _broken()
        yield name, head


def check_jpg(file: BinaryIO, _kind: str) -> None:
    """Refuse a JPEG that is broken or huge. Cameras write more behind its end; that is left alone."""
    file.seek(2)
    sized = False
    while (mark := _mark(file)) != 0xDA:  # there the picture itself begins
        if mark == 0xD9:
            raise _broken()
        length = int.from_bytes(file.read(2), "big")
        body = file.read(length - 2) if length > 2 else b""
        if length < 2 or len(body) != length - 2:
            raise _broken()
        if mark in _FRAMES and len(body) >= 5:
            _not_huge(int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"))
            sized = True
    if not sized or not _ends(file):
        raise _broken()


def _mark(file: BinaryIO) -> int:
    """The next mark that has something behind it."""
    while True:
        if file.read(1) != b"\xff":
            raise _broken()
        while (code := file.read(1)) == b"\xff":
            continue
        if not code or code == b"\0":
            raise _broken()
        if code[0] not in _BARE:
            return code[0]


def _ends(file: BinaryIO) -> bool:
    """Whether the mark of the end comes anywhere behind here."""
    last = b""
    while piece := file.read(_PIECE):
        if b"\xff\xd9" in last + piece:
            return True
        last = piece[-1:]
    return False


def _not_huge(width: int, height: int) -> None:
    if not width or not height:
        raise _broken()
    if width * height > MOST_PIXELS:
        raise Refused(_("the picture has too many dots: save it smaller"))


def _broken() -> Refused:
    return Refused(_("the file is broken: save it anew"))
