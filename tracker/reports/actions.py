"""What is done with a report: drawn, kept for a while, written to a file."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

from tracker.programmes.queries import programme
from tracker.reports.printer import Printer
from tracker.reports.queries import progress_summary
from tracker.reports.sentences import page
from tracker.reports.shelf import Shelf
from tracker.reports.summary import ProgressSummary


@dataclass(frozen=True)
class PrintRoom:
    """The printer and what it lately drew."""

    printer: Printer
    shelf: Shelf = field(default_factory=Shelf)

    async def progress_pdf(self, summary: ProgressSummary) -> bytes:
        """The progress summary as PDF. Raises Refused when it cannot be drawn or too many wait."""

        async def draw() -> bytes:
            return await self.printer.pdf(await asyncio.to_thread(page, summary))

        return await self.shelf.of(summary.fingerprint, draw)


@asynccontextmanager
async def print_room() -> AsyncIterator[PrintRoom]:
    """A print room for the length of a block; its child is started by the first report."""
    async with Printer() as printer:
        yield PrintRoom(printer)


async def write_progress_report(as_of: date, path: Path, today: date) -> None:
    """Write the progress summary of a day to a file, which is either whole or not there."""
    summary = await progress_summary(await programme(), as_of, today)
    async with print_room() as room:
        pdf = await room.progress_pdf(summary)
    await asyncio.to_thread(replace_file, path, pdf)


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` where ``path`` points, in one step."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        made = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            made.chmod(0o644)
            made.replace(path)
        except BaseException:
            made.unlink(missing_ok=True)
            raise
