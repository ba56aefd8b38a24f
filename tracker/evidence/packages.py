"""Word and Excel packages: unpacked within limits; no macros, no foreign objects, nothing fetched.

Sizes are counted while unpacking, never believed. A link that a reader clicks, and a workbook that another
workbook's figures came from, may stay: Office asks before it follows them, and the figures stand in the file.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from tracker.evidence.rules import MB
from tracker.refusal import Refused
from tracker.words import _

MOST_PARTS = 3_000
MOST_DIRECTORY = MB  # bytes of the list of parts
MOST_UNPACKED = 250 * MB
MOST_RATIO = 100  # unpacked to packed, of the whole; below SMALL nobody minds
SMALL = 10 * MB
MOST_RELATIONS = MB  # bytes of one list of relations
MOST_INSIDE = 8 * MB  # bytes of a package inside, such as the figures of a chart
PIECE = 256 * 1024

MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
MACROS = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet|activex", re.IGNORECASE)
INSIDE = re.compile(r"/embeddings/[^/]+\.(docx|xlsx|pptx)$", re.IGNORECASE)
FOREIGN = re.compile(r"/embeddings/|oleobject", re.IGNORECASE)
# A list of entities (XXE), and calls to other programs by DDE; both alphabets that Office reads.
IN_XML = tuple(
    text.encode(code)
    for text in ("<!DOCTYPE", "<!ENTITY", "ddeLink", "DDEAUTO")
    for code in ("utf-8", "utf-16-le", "utf-16-be")
)
FOLLOWED_WHEN_ASKED = ("/hyperlink", "/externalLinkPath", "/externalLink")
AWAY = re.compile(r"^(?:[a-z][a-z0-9+.-]+:|[/\\]{2})", re.IGNORECASE)
ON_THE_DISK = re.compile(r"^(?:file:/{3,4}[a-z]:|[a-z]:[/\\])", re.IGNORECASE)


@dataclass
class Room:
    """What may still be unpacked of one file, the packages inside it included."""

    packed: int
    unpacked: int = 0
    depth: int = 0

    def take(self, more: int) -> None:
        """Count what was unpacked. Raises Refused when it is out of proportion (zip bombs)."""
        self.unpacked += more
        if self.unpacked > min(MOST_UNPACKED, max(SMALL, MOST_RATIO * self.packed)):
            raise Refused(_("the file unpacks to far more than a document needs: save it anew, in parts"))


def check(file: BinaryIO, kind: str) -> None:
    """Refuse a package that is broken, of another kind, acts, or unpacks without measure."""
    size = file.seek(0, io.SEEK_END)
    _check(file, (kind,), Room(size))


def _check(file: BinaryIO, kinds: Iterable[str], room: Room) -> None:
    _directory(file)
    try:
        with ZipFile(file) as package:
            parts = package.infolist()
            _names(parts)
            for part in parts:
                _part(package, part, kinds, room)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, ExpatError):
        raise _broken() from None


def _directory(file: BinaryIO) -> None:
    """Look at the list of parts before anybody reads it: at the very end, whole, and of a size."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - 66 * 1024, 0))
    tail = file.read()
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) - found < 22:
        raise _broken()
    here, length, start, comment = struct.unpack("<8xHxxIIH", tail[found : found + 22])
    whole = found + 22 + comment == len(tail) and start + length == size - len(tail) + found
    if not whole or b"PK\x06\x07" in tail[max(found - 20, 0) : found]:
        raise _broken()  # something stands before or behind the package, or it is of the kind beyond 4 GB
    if here > MOST_PARTS or length > MOST_DIRECTORY:
        raise _too_many()


def _names(parts: list[ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if len(set(names)) != len(names) or "[content_types].xml" not in names:
        raise _broken()
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise _broken()
    if min(part.header_offset for part in parts) != 0:
        raise _broken()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(_("the file has a password: save it without one"))
    if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
        raise _broken()


def _part(package: ZipFile, part: ZipInfo, kinds: Iterable[str], room: Room) -> None:
    name = "/" + part.filename.lower()
    if MACROS.search(name):
        raise _acts()
    inside = INSIDE.search(name)
    if FOREIGN.search(name) and not inside and not name.endswith((".rels", "/")):
        raise Refused(_("the file contains objects of other programs: remove them, or save it as PDF"))
    text = name.endswith((".xml", ".rels", ".vml"))
    told = name == "/[content_types].xml" or name.endswith(".rels")
    found = _unpacked(package, part, room, text, MOST_INSIDE if inside else MOST_RELATIONS if told else 0)
    if name == "/[content_types].xml":
        _types(found, kinds)
    elif name.endswith(".rels"):
        _relations(found)
    elif inside:
        if room.depth:
            raise _too_many()
        room.depth += 1
        _check(io.BytesIO(found), MAIN, room)
        room.depth -= 1


def _unpacked(package: ZipFile, part: ZipInfo, room: Room, text: bool, keep: int) -> bytes:
    """Unpack one part within the room there is; its content, when it is to be kept, up to so many bytes."""
    kept, last = bytearray(), b""
    with package.open(part) as content:
        while piece := content.read(PIECE):
            room.take(len(piece))
            if text and any(sign in last + piece for sign in IN_XML):
                raise _acts()
            last = piece[-32:]
            if keep:
                kept += piece
                if len(kept) > keep:
                    raise _too_many()
    return bytes(kept)


def _types(content: bytes, kinds: Iterable[str]) -> None:
    types = {given.get("ContentType", "") for _name, given in elements(content)}
    if any(MACROS.search(one) for one in types):
        raise _acts()
    if not any(MAIN.get(kind) in types for kind in kinds):
        raise Refused(_("the content is of another kind than the name says: save it anew"))


def _relations(content: bytes) -> None:
    """What is not in the file is not covered by its digest, and tells strangers who opens it."""
    for _name, given in elements(content):
        target, kind = given.get("Target", "").strip(), given.get("Type", "")
        if given.get("TargetMode") != "External" or kind.endswith(FOLLOWED_WHEN_ASKED):
            continue
        if AWAY.search(target) and not ON_THE_DISK.search(target):
            raise Refused(
                _("the file fetches parts from another place: paste them into it, or save it as PDF")
            )


def elements(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small XML text with its attributes. Raises ExpatError when it is no XML."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = ParserCreate()
    parser.StartElementHandler = lambda name, given: found.append((name, given))
    parser.Parse(content, True)
    return found


def _acts() -> Refused:
    return Refused(_("the file contains macros or calls to other programs: save it without them, or as PDF"))


def _too_many() -> Refused:
    return Refused(_("the file has too many or too large parts: save it anew"))


def _broken() -> Refused:
    return Refused(_("the file is broken: save it anew"))
