"""What is done with signed copies: read, compared with the frozen report, kept for ever."""

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.database import value
from tracker.evidence.receiving import Received
from tracker.evidence.rules import empty, told
from tracker.evidence.scan import scan
from tracker.refusal import Refused
from tracker.reports.kept.actions import Actor, note, of_office
from tracker.reports.signed import queries, rules
from tracker.reports.signed.reading import read_copy
from tracker.words import _


@dataclass(frozen=True)
class Copy:
    """A signed copy that may be kept."""

    name: str
    content: bytes
    found: rules.Found

    @property
    def sha256(self) -> bytes:
        """What it is recognised by."""
        return hashlib.sha256(self.content).digest()


async def checked(sent: Received, report: int, at: datetime) -> Copy:
    """A file as it came, looked at: named and made as a PDF, scanned, its signatures and words read.

    Raises Refused, with the file's name, for what is no PDF that everybody can open.
    """
    try:
        name = rules.pdf_name(sent.sent_name)
        if not sent.file.size:
            raise empty()
        content = await asyncio.to_thread(sent.file.path.read_bytes)
        rules.check_whole(content)
        await scan(sent.file.path)
        frozen = await queries.frozen_pdfs(report)
        found = await read_copy(content, frozen.get("pdf", b""), at)
    except Refused as refused:
        said = refused.sentence if refused.field else f"{sent.sent_name}: {refused.sentence}"
        raise Refused(said, "signed") from None
    begins = next((name for name, pdf in frozen.items() if content.startswith(pdf)), "")
    return Copy(name, content, replace(found, begins=begins))


async def keep(actor: Actor, report: int, copy: Copy, number: str, signed_on: date, at: datetime) -> None:
    """Keep a copy under its number and day. Call it inside a transaction.

    Raises Refused when this very file was uploaded before.
    """
    of_office(actor)
    made = await value(
        """INSERT INTO report_signed (report, number, signed_on, file_name, sha256, size, content, found,
                                      uploaded_at, uploaded_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (report, sha256) DO NOTHING
           RETURNING id""",
        report, number, signed_on, copy.name, copy.sha256, len(copy.content), copy.content,
        rules.written(copy.found), at, actor.id,
    )  # fmt: skip
    if made is None:
        before = await queries.same_file(report, copy.sha256)
        raise Refused(_("This very file was uploaded before, as number %(number)s", number=before), "signed")
    changes = {"number": (None, number), "signed_on": (None, signed_on)}
    text = told(copy.name, len(copy.content), copy.sha256, "")
    await note(report, "keep_signed_report", actor, at, 0, text=text, changes=changes)
