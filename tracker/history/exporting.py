"""History as a file that can be checked without the product: one entry a line, in JSON."""

import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from tracker.history import queries
from tracker.history.actions import record
from tracker.history.queries import Entry

BATCH = 1_000  # entries in memory at a time


async def note_export(at: datetime, *, actor_id: int | None, actor_name: str, actor_agency: str) -> None:
    """Write the line of history that says who took all of it out."""
    await record(
        "history", 0, "export", at, actor_id=actor_id, actor_name=actor_name, actor_agency=actor_agency
    )


async def exported(until: int) -> AsyncIterator[bytes]:
    """The chain up to an entry, some lines at a time; ``body`` is the very text that was hashed.

    An entry whose line is gone has an empty body, which no hash fits.
    """
    after = 0
    while found := await queries.entries(after, until, BATCH):
        yield "".join(map(_line, found)).encode()
        after = found[-1].seq


def _line(entry: Entry) -> str:
    said = {"seq": entry.seq, "hash": entry.hash, "body": entry.body or ""}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write into that takes the place of ``path`` when all went well, and else leaves it alone."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        made = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            made.chmod(0o600)
            made.replace(path)
        except BaseException:
            made.unlink(missing_ok=True)
            raise
