"""What is done with a report: drawn, kept for a while, written to a file."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from tracker.reports.content import Content, Scope, hash_of, written
from tracker.reports.gathering import gather
from tracker.reports.printer import Printer
from tracker.reports.rendering import html
from tracker.reports.shelf import Shelf

Variant = Literal["reading", "archive"]
FIGURES = "so-lieu.xlsx"  # what the figures are called inside an archived report


@dataclass(frozen=True)
class PrintRoom:
    """The printer and what it lately drew."""

    printer: Printer
    shelf: Shelf = field(default_factory=Shelf)

    async def report_pdf(
        self, content: Content, *, variant: Variant = "reading", attached: bytes | None = None
    ) -> bytes:
        """A report as PDF: tagged PDF/UA-1 to be read, or PDF/A-3a with the workbook of its figures attached.

        What was drawn once is handed out again. Raises Refused when it cannot be drawn or too many wait.
        """
        digest = hash_of(await asyncio.to_thread(written, content))
        files = {FIGURES: attached} if attached is not None else {}
        name = hashlib.sha256(attached or b"").hexdigest()

        async def draw() -> bytes:
            page = await asyncio.to_thread(html, content, digest)
            return await self.printer.pdf(page, files if variant == "archive" else None)

        return await self.shelf.of(f"{variant} {digest} {name}", draw)


@asynccontextmanager
async def print_room() -> AsyncIterator[PrintRoom]:
    """A print room for the length of a block; its child is started by the first report."""
    async with Printer() as printer:
        yield PrintRoom(printer)


async def write_progress_report(as_of: date, path: Path, today: date) -> None:
    """Write the official progress report of a day to a file, which is either whole or not there."""
    content = await gather("official", Scope(), as_of, today)
    async with print_room() as room:
        pdf = await room.report_pdf(content)
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
