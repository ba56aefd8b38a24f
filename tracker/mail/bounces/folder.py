"""Reports that a mail server leaves in a folder, a file each: taken in, then put away."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from tracker.mail.bounces.rules import LARGEST

AT_ONCE = 500
DONE, UNREAD = "done", "unread"

log = structlog.get_logger(__name__)

TakeIn = Callable[[bytes], Awaitable[bool]]


async def read_folder(folder: Path, take_in: TakeIn) -> int:
    """Take in each ``.eml`` file; how many told of letters of ours.

    A file moves away only after it was taken in: to ``done``, or to ``unread`` when it tells nothing of ours,
    for a person to look at. One that cannot be read or moved stays, is named in the log and stops no other.
    Names that begin with a dot are somebody's half-written files. Raises OSError for the folder itself.
    """
    ours = 0
    for path in await asyncio.to_thread(_waiting, folder):
        try:
            content = await asyncio.to_thread(_start_of, path)
            told = await take_in(content)
            await asyncio.to_thread(_put_away, path, folder / (DONE if told else UNREAD))
        except FileNotFoundError:
            continue  # another worker was first
        except OSError as trouble:
            log.warning("bounce_unreadable", file=str(path), trouble=str(trouble))
            continue
        ours += told
    return ours


def _waiting(folder: Path) -> list[Path]:
    found = (path for path in folder.iterdir() if path.suffix == ".eml" and not path.name.startswith("."))
    return sorted(path for path in found if path.is_file() and not path.is_symlink())[:AT_ONCE]


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST)


def _put_away(path: Path, there: Path) -> None:
    there.mkdir(exist_ok=True)
    target = there / path.name
    if target.exists():
        digest = hashlib.sha256(_start_of(path)).hexdigest()[:12]
        target = there / f"{path.stem}-{digest}{path.suffix}"
    path.replace(target)
