"""The reading child: one workbook in, its cells out.

Started as ``python -m tracker.exchange.annex.child`` by ``reading.py`` and by nobody else, once for each
file: what one file does to it, no other meets. The file is its input, it knows no path, no setting and no
secret, and all it can answer is one line of JSON: the sheets, or a word why there are none.
"""

import ctypes
import json
import os
import resource
import struct
import sys
import zlib
from contextlib import suppress
from typing import BinaryIO
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from tracker.exchange.annex.parts import Package, Place, Unreadable, package_of
from tracker.exchange.annex.rows import Rows

MEMORY = 300 * 1024 * 1024
CPU_SECONDS = 15
OPEN_FILES = 16
MOST_ANSWERED = 48 * 1024 * 1024
NEW_USER, NEW_NETWORK = 0x1000_0000, 0x4000_0000
_BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, ExpatError,
           LookupError, ValueError, OverflowError)  # fmt: skip


def confine() -> None:
    """Give up memory, time, files, cores and, where the system lets us, the network."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        os.nice(5)  # pages of the site come first
    with suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None).unshare
        if unshare(NEW_NETWORK):
            unshare(NEW_USER | NEW_NETWORK)


def answer(file: BinaryIO) -> dict[str, object]:
    """What a workbook holds, or ``{"refused": word}``."""
    try:
        with ZipFile(file) as archive:
            package = package_of(archive)
            return {"sheets": [_sheet(archive, package, place) for place in package.places]}
    except Unreadable as no:
        return {"refused": str(no)}
    except MemoryError:
        return {"refused": "long"}
    except _BROKEN:
        return {"refused": "broken"}


def _sheet(archive: ZipFile, package: Package, place: Place) -> list[object]:
    rows = Rows(package)
    if place.path:
        with archive.open(place.path) as content:
            rows.read(content)
    return [place.name, int(place.hidden), rows.hidden_letters(), rows.answer()]


def main() -> None:
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up in the answer
    confine()
    said = json.dumps(answer(sys.stdin.buffer), ensure_ascii=False, separators=(",", ":")).encode()
    if len(said) > MOST_ANSWERED:
        said = b'{"refused":"long"}'
    replies.write(said)
    replies.flush()


if __name__ == "__main__":
    main()
