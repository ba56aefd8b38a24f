"""The store at night: leftovers go, contents are compared with their names, those read longest ago first."""

import asyncio
import time
from datetime import datetime

from tracker.database import execute, row, rows, transaction, value
from tracker.evidence import store
from tracker.evidence.actions import hold_place, note_trouble
from tracker.evidence.rules import MB

SECONDS = 300.0  # of reading a night; well within a turn's lease
PAGE = 1_000


async def nightly(at: datetime, seconds: float = SECONDS) -> str:
    """One night's work: sweep, look for what is missing, read again what was not read for the longest.

    What it did, in words. Cut short, it goes on the next night where it stopped.
    """
    until = time.monotonic() + seconds
    left = await asyncio.to_thread(store.remove_left_over)
    orphans = await sweep()
    missing = await look_for_missing()
    files, size, damaged = await read_again(at, until)
    return (
        f"{left} leftovers and {orphans} orphans removed, {files} files of {size // MB} MB read again, "
        f"{missing + damaged} in trouble"
    )


async def sweep() -> int:
    """Remove contents that came in a day ago and that no row names; how many."""
    removed = 0
    folders = store.old_ones()
    while (old := await asyncio.to_thread(next, folders, None)) is not None:
        named = await rows("SELECT sha256 FROM stored_file WHERE sha256 = ANY($1)", old)
        for sha256 in sorted(set(old) - {one["sha256"] for one in named}):
            removed += await _removed(sha256)
    return removed


async def _removed(sha256: bytes) -> bool:
    async with transaction():
        await hold_place(sha256)  # an upload of the same content is through, or waits
        if await value("SELECT 1 FROM stored_file WHERE sha256 = $1", sha256):
            return False
        return await asyncio.to_thread(store.remove_old, sha256)


async def look_for_missing() -> int:
    """Flag the rows whose file went away; how many that was. Looks at names alone, so at all of them."""
    found, last = 0, b""
    while True:
        page = await rows(
            """SELECT sha256 FROM stored_file WHERE sha256 > $1 AND trouble <> 'missing'
               ORDER BY sha256 LIMIT $2""",
            last,
            PAGE,
        )
        names = [bytes(one["sha256"]) for one in page]
        for sha256 in await asyncio.to_thread(_without_file, names):
            found += 1
            await note_trouble(sha256, "missing")
        if len(page) < PAGE:
            return found
        last = names[-1]


def _without_file(names: list[bytes]) -> list[bytes]:
    return [sha256 for sha256 in names if not store.path_of(sha256).exists()]


async def read_again(at: datetime, until: float) -> tuple[int, int, int]:
    """Compare contents with their names until a moment of the monotonic clock, those read longest ago first.

    How many files, of how many bytes together, and how many were in trouble.
    """
    files = size = bad = 0
    while time.monotonic() < until:
        one = await row(
            """SELECT sha256, size, checked_at FROM stored_file WHERE checked_at < $1
               ORDER BY checked_at, sha256 LIMIT 1""",
            at,
        )
        if one is None:
            break
        bad += await _read(one["sha256"], one["checked_at"], at)
        files, size = files + 1, size + one["size"]
    return files, size, bad


async def _read(sha256: bytes, known: datetime, at: datetime) -> bool:
    trouble = await asyncio.to_thread(store.trouble_of, sha256)
    # Not over what an upload of the same content has put right meanwhile.
    told = "UPDATE stored_file SET checked_at = $3, trouble = '' WHERE sha256 = $1 AND checked_at = $2"
    if await execute(told, sha256, known, at) and trouble:
        await note_trouble(sha256, trouble)
    return bool(trouble)
