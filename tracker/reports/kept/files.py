"""The files of a frozen report: each is made once from its content, and from then on handed out as it is."""

import hashlib
from asyncio import to_thread
from collections.abc import Awaitable, Callable
from datetime import datetime

from tracker.database import execute
from tracker.refusal import Refused
from tracker.reports.actions import PrintRoom
from tracker.reports.books.document import document
from tracker.reports.books.workbook import workbook
from tracker.reports.content import Content
from tracker.reports.kept.archive import file_content, files
from tracker.reports.kept.queries import kept_whole
from tracker.words import _, speaking

Step = Callable[[str], Awaitable[None]]
FORMATS_MADE = ("xlsx", "docx", "pdf", "archive")  # in this order: the archive carries the workbook


async def make_files(room: PrintRoom, report_id: int, at: datetime, step: Step | None = None) -> None:
    """Make each file of a frozen report that is not there, each in a transaction of its own.

    Called again, or by two at once, it adds only what is missing: the file that was kept first stays.
    ``step`` is told the format before it is made. Raises Refused when a file cannot be made; those made
    before stay.
    """
    report = await kept_whole(report_id)
    if not report.frozen:
        raise Refused(_("Files are made of a frozen report only."))
    there, content, digest = await files(report_id), report.what, report.content_hash.hex()
    for file_format in FORMATS_MADE:
        if file_format in there:
            continue
        if step:
            await step(file_format)
        await _keep(report_id, file_format, await _made(room, report_id, content, digest, file_format), at)


async def _made(room: PrintRoom, report: int, content: Content, digest: str, file_format: str) -> bytes:
    if file_format in {"xlsx", "docx"}:
        return await _in_thread(content, digest, file_format)
    if file_format == "pdf":
        return await room.report_pdf(content)
    return await room.report_pdf(content, variant="archive", attached=await file_content(report, "xlsx"))


async def _in_thread(content: Content, digest: str, file_format: str) -> bytes:
    write = workbook if file_format == "xlsx" else document
    with speaking("vi"):  # an official document has one language; the thread takes it along
        return await to_thread(write, content, digest)


async def _keep(report: int, file_format: str, content: bytes, at: datetime) -> None:
    await execute(
        """INSERT INTO report_file (report, format, sha256, size, content, made_at)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (report, format) DO NOTHING""",
        report,
        file_format,
        hashlib.sha256(content).digest(),
        len(content),
        content,
        at,
    )
