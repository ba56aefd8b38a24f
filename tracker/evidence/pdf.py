"""PDF: no scripts, no programs, no other files inside, no password; the bytes are read, nothing is drawn.

Names are looked for everywhere, written plainly or with ``#4A`` for letters, and once more inside object
streams. Whoever builds a PDF by hand may still hide from this; the file is never shown here, only handed
out as an attachment, and readers of PDF ask before they act.
"""

import os
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from tracker.refusal import Refused
from tracker.words import _

MB = 1024 * 1024
PIECE = 64 * 1024
MOST_OBJECTS = 8 * MB  # of one object stream, unpacked; a thousand pages need less than one
MOST_UNPACKED = 64 * MB  # of all of them
DICTIONARY = 4096  # bytes before a stream in which its dictionary is looked for
ENDING = 2048

# ISO 32000-2: actions that run or send (12.6.4), media, XML forms; files inside (7.11.4); encryption (7.6).
ACTS = frozenset({b"JavaScript", b"Launch", b"SubmitForm", b"ImportData", b"RichMedia", b"XFA"})
CARRIES = frozenset({b"EmbeddedFile", b"EmbeddedFiles", b"FileAttachment"})
LOCKED = frozenset({b"Encrypt"})

_ENDS = rb"(?=[\x00\t\n\f\r ()<>\[\]{}/%])"
_NAMES = re.compile(rb"/(" + rb"|".join(sorted(ACTS | CARRIES | LOCKED)) + rb")" + _ENDS)
_ESCAPED = re.compile(rb"/((?:[A-Za-z]|#[0-9A-Fa-f]{2}){3,60}?)" + _ENDS)
_SIGN = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PLAIN_FILTER = re.compile(rb"/Filter\s*(?:\[\s*/FlateDecode\s*\]|/FlateDecode" + _ENDS + rb")")


def check(file: BinaryIO, _kind: str) -> None:
    """Refuse a PDF that is broken, locked, acts, or carries other files."""
    file.seek(-min(ENDING, file.seek(0, os.SEEK_END)), os.SEEK_END)
    ending = file.read()
    if b"%%EOF" not in ending or b"startxref" not in ending:
        raise _broken()
    room, last = MOST_UNPACKED, -1
    for start, window in _windows(file):
        _passive(window)
        for stream in _STREAM.finditer(window):
            where = start + stream.end()
            if where > last:  # windows overlap
                last = where
                unpacked = _objects(file, where, window[max(stream.start() - DICTIONARY, 0) : stream.start()])
                room -= len(unpacked)
                if room < 0:
                    raise _strange()
                _passive(unpacked + b" ")


def _windows(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The file a piece at a time, each with the end of the one before, and where in the file it begins."""
    place, kept = 0, b""
    while True:
        file.seek(place)
        piece = file.read(MB)
        if not piece:
            return
        yield place - len(kept), kept + piece
        place += len(piece)
        kept = (kept + piece)[-2 * DICTIONARY :]


def _passive(text: bytes) -> None:
    found = set(_NAMES.findall(text))
    found |= {_plain(name[1]) for name in _ESCAPED.finditer(text) if b"#" in name[1]}
    if found & LOCKED:
        raise Refused(_("the file has a password: save it without one"))
    if found & CARRIES:
        raise Refused(_("the PDF carries other files: attach them by themselves, and print the PDF anew"))
    if found & ACTS:
        raise Refused(_("the PDF contains scripts or programs: print it to a new PDF"))


def _plain(name: bytes) -> bytes:
    """A name as it is meant: ``Java#53cript`` is JavaScript."""
    return _SIGN.sub(lambda sign: bytes.fromhex(sign[1].decode()), name)


def _objects(file: BinaryIO, where: int, before: bytes) -> bytes:
    """The objects packed into the stream that begins there; nothing when it packs something else."""
    about = _plain(before[before.rfind(b" obj") + 1 :])
    if b"/ObjStm" not in about or b"/Filter" not in about:
        return b""  # what is not packed is read with the rest
    if not _PLAIN_FILTER.search(about):
        raise _strange()
    unpacker, found = zlib.decompressobj(), b""
    file.seek(where)
    try:
        while not unpacker.eof and (piece := file.read(PIECE)):
            found += unpacker.decompress(piece, MOST_OBJECTS + 1 - len(found))
            if len(found) > MOST_OBJECTS:
                raise _strange()
    except zlib.error:
        raise _broken() from None
    return found


def _strange() -> Refused:
    return Refused(_("the PDF is made in an unusual way that cannot be checked: print it to a new PDF"))


def _broken() -> Refused:
    return Refused(_("the file is broken: save it anew"))
