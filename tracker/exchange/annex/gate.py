"""The gate before any parser: a file that is no plain workbook of an ordinary size is sent away.

Sizes are counted while unpacking, never believed, and nothing is kept of what was unpacked. What passes is
still read by a child process alone (``child.py``).
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers.expat import ExpatError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from tracker.evidence.packages import IN_XML, MACROS, elements
from tracker.evidence.rules import MB, OLE
from tracker.refusal import Refused
from tracker.words import _, number

LARGEST = 10 * MB
MOST_PARTS = 300
MOST_DIRECTORY = 256 * 1024  # bytes of the list of parts
MOST_UNPACKED = 64 * MB  # a workbook of 10,000 rows has about ten
MOST_RATIO = 100  # unpacked to packed; below SMALL nobody minds
SMALL = 12 * MB
MOST_SHEETS = 100
MOST_ROWS = 60_000  # rows that are there in the file, empty ones included, of all sheets
MOST_CELLS = 500_000
MOST_TEXTS = 300_000  # shared strings
MOST_MERGES = 30_000
MOST_KEPT = MB  # bytes of the few parts that are looked at in whole
PIECE = 128 * 1024
WORKBOOKS = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
)
CALLS = tuple(sign for sign in IN_XML if b"d\0d\0e" not in sign.lower() and b"dde" not in sign.lower())
# What is counted while unpacking, and how much of it there may be.
COUNTED = {
    name: (re.compile(rb"<(?:\w+:)?" + name + rb"[\s/>]"), most)
    for name, most in ((b"row", MOST_ROWS), (b"c", MOST_CELLS), (b"si", MOST_TEXTS),
                       (b"mergeCell", MOST_MERGES), (b"sheet", MOST_SHEETS))
}  # fmt: skip
_BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, ExpatError,
           UnicodeDecodeError, OverflowError, ValueError)  # fmt: skip


def check(file: BinaryIO) -> None:
    """Look at a file from outside. Raises Refused with a whole sentence; runs and parses nothing."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(8)
    if not size:
        raise Refused(_("The file is empty."))
    if size > LARGEST:
        raise Refused(_("The file has more than %(most)s MB.", most=LARGEST // MB))
    if head.startswith(OLE):
        raise Refused(
            _("The file has a password or is in the old format (.xls): save it as .xlsx without a password.")
        )
    if not head.startswith(b"PK\x03\x04"):
        raise no_workbook()
    _directory(file, size)
    try:
        with ZipFile(file) as package:
            parts = package.infolist()
            _names(parts)
            _Unpacking(package, size).all(parts)
    except _BROKEN:
        raise broken() from None


def _directory(file: BinaryIO, size: int) -> None:
    """Look at the list of parts before anybody reads it: whole, at the very end, and of a size."""
    file.seek(max(size - 66 * 1024, 0))
    tail = file.read()
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) - found < 22:
        raise broken()
    if b"PK\x06\x07" in tail[max(found - 20, 0) : found]:
        raise broken()  # of the kind beyond 4 GB: its own list would be believed instead of this one
    here, length = struct.unpack("<8xHxxI", tail[found : found + 16])
    if here > MOST_PARTS or length > MOST_DIRECTORY:
        raise _too_large()


def _names(parts: list[ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if "[content_types].xml" not in names:
        raise no_workbook()
    if len(parts) > MOST_PARTS:
        raise _too_large()
    if len(set(names)) != len(names) or any(_leads_out(name) for name in names):
        raise broken()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(_("The file has a password: save it without one."))
    if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
        raise broken()
    if any(MACROS.search(name) for name in names):
        raise _acts()


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or "\0" in name


class _Unpacking:
    """Everything unpacked once, piece by piece, and counted."""

    def __init__(self, package: ZipFile, size: int) -> None:
        self._package = package
        self._room = min(MOST_UNPACKED, max(SMALL, MOST_RATIO * size))
        self._counts = dict.fromkeys(COUNTED, 0)

    def all(self, parts: list[ZipInfo]) -> None:
        # What is told of sizes may be a lie, but who tells of too much need not be unpacked.
        if sum(part.file_size for part in parts) > self._room:
            raise _too_large()
        for part in parts:
            name = part.filename.lower()
            if name == "[content_types].xml":
                _types(b"".join(self._pieces(part, MOST_KEPT)))
            else:
                for _piece in self._pieces(part):
                    pass

    def _pieces(self, part: ZipInfo, most: int = MOST_UNPACKED) -> Iterator[bytes]:
        text, last, length = part.filename.lower().endswith((".xml", ".rels", ".vml")), b"", 0
        with self._package.open(part) as content:
            while piece := content.read(PIECE):
                self._room -= len(piece)
                length += len(piece)
                if self._room < 0 or length > most:
                    raise _too_large()
                if text:
                    self._look(last, piece)
                    last = piece[-64:]
                yield piece

    def _look(self, last: bytes, piece: bytes) -> None:
        seam = last + piece[:64]
        if any(sign in piece or sign in seam for sign in CALLS):
            raise Refused(_("The file names texts from elsewhere (DTD, entities): save it anew in Excel."))
        if b"\0" in piece:
            raise broken()  # no UTF-8, which is what Excel writes: signs and rows could hide in it
        for name, (tag, most) in COUNTED.items():
            self._counts[name] += len(tag.findall(piece))
            if self._counts[name] > most:
                raise too_many_sheets() if name == b"sheet" else _too_large()


def _types(content: bytes) -> None:
    types = {given.get("ContentType", "") for _name, given in elements(content)}
    if any(MACROS.search(one) for one in types):
        raise _acts()
    if not types & set(WORKBOOKS):
        raise no_workbook()


def no_workbook() -> Refused:
    """The file is something else."""
    return Refused(_("The file is no Excel workbook (.xlsx)."))


def broken() -> Refused:
    """The file cannot be read."""
    return Refused(_("The file is broken: open it in Excel and save it anew as .xlsx."))


def too_many_sheets() -> Refused:
    """More sheets than anybody looks at."""
    return Refused(_("The workbook has more than %(most)s sheets.", most=MOST_SHEETS))


def _acts() -> Refused:
    return Refused(_("The file contains macros: save it as .xlsx, without them."))


def _too_large() -> Refused:
    return Refused(
        _(
            "The file unpacks to far more than an annex needs: at most %(rows)s rows.",
            rows=number(MOST_ROWS),
        )
    )
