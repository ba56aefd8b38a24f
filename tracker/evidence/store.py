"""The store: each content once, in a file named by its SHA-256; written whole or not there at all.

A file is written beside the store, hashed while it is written, put on the disk, and only then given its
name; whoever writes the row that refers to it commits after that. So a row always has its file, and what a
crash leaves behind is a file without a row, which the nightly sweep removes.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from tracker import settings
from tracker.evidence.rules import LARGEST, MOST_FILES

INCOMING = "incoming"
PIECE = 256 * 1024
LEFT_OVER = timedelta(hours=24)
# A disk that is filled to the last byte takes the database down with it.
FREE_FLOOR = 2 * LARGEST * MOST_FILES


def folder() -> Path:
    """Where the store lies; a folder of all processes on one database."""
    return Path(settings.current().evidence_folder)


def path_of(sha256: bytes) -> Path:
    """Where a content lies, whether or not it does: ``ab/cd/<digest>``."""
    name = sha256.hex()
    return folder() / name[:2] / name[2:4] / name


class Incoming:
    """A file on its way in, under a name of its own. Used in threads: every step waits for the disk."""

    def __init__(self) -> None:
        self.path = _place(INCOMING) / secrets.token_hex(16)
        self._file = os.fdopen(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> bytes:
        """The digest of what was written so far."""
        return self._hash.digest()

    def write(self, piece: bytes) -> None:
        """Append."""
        self._file.write(piece)
        self._hash.update(piece)
        self.size += len(piece)

    def settle(self) -> None:
        """Put everything on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def keep(self) -> None:
        """Give the settled file its place, over what may lie there: that may be damaged, this is not."""
        path = path_of(self.sha256)
        new = [one for one in (path.parent, path.parent.parent) if not one.exists()]
        _place(path.parent.parent.name, path.parent.name)
        self.path.replace(path)
        for one in (path.parent, *(made.parent for made in new)):
            _settle_names(one)

    def discard(self) -> None:
        """Forget it, wherever it stands; after ``keep`` there is nothing to forget."""
        with suppress(OSError):  # on a full disk even closing fails
            self._file.close()
        self.path.unlink(missing_ok=True)


def _settle_names(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def has_room() -> bool:
    """Whether the disk may take another upload."""
    return shutil.disk_usage(_place()).free > FREE_FLOOR


def _place(*names: str) -> Path:
    """A folder of the store, made if need be; for the owner alone."""
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in names:
        place /= name
        place.mkdir(mode=0o700, exist_ok=True)
    return place


def trouble_of(sha256: bytes) -> str:
    """Read a content whole: empty when it is what its name says, else "missing" or "damaged"."""
    try:
        with path_of(sha256).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").digest()
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "damaged"
    return "" if found == sha256 else "damaged"


def old_ones() -> Iterator[list[bytes]]:
    """The contents that came in long ago, a folder at a time; by the disk's own clock."""
    before = _disk_now() - LEFT_OVER.total_seconds()
    for place in sorted(folder().glob("[0-9a-f][0-9a-f]")):
        files = place.glob("[0-9a-f][0-9a-f]/*")
        yield [bytes.fromhex(one.name) for one in files if _named(one.name) and _older(one, before)]


def _named(name: str) -> bool:
    return len(name) == 64 and not set(name) - set("0123456789abcdef")


def _older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False


def remove_old(sha256: bytes) -> bool:
    """Remove a content unless it came in anew meanwhile; whether it did."""
    path = path_of(sha256)
    if not _older(path, _disk_now() - LEFT_OVER.total_seconds()):
        return False
    path.unlink(missing_ok=True)
    return True


def remove_left_over() -> int:
    """Remove what uploads left that never ended; how many files."""
    before = _disk_now() - LEFT_OVER.total_seconds()
    left = [one for one in (folder() / INCOMING).glob("*") if _older(one, before)]
    for one in left:
        one.unlink(missing_ok=True)
    return len(left)


def _disk_now() -> float:
    """The time by which the disk dates its files: no demonstration shifts it, and a network's may differ."""
    made = Incoming()
    try:
        return made.path.stat().st_mtime
    finally:
        made.discard()
