"""A file that was carried out before, as tasks of another document: the same bytes, whatever their name."""

from dataclasses import dataclass
from datetime import datetime

from tracker.clock import day_of
from tracker.database import row
from tracker.tasks.queries.desk import Document
from tracker.words import _, dmy


@dataclass(frozen=True)
class Before:
    """The last import of a file: its number, when it was, and the document whose tasks it wrote."""

    number: int
    at: datetime
    document: str  # its number, "" when there was none

    @property
    def sentence(self) -> str:
        """What stands in the way of writing it again."""
        return _(
            "This file was imported on %(day)s as import %(number)s, as tasks of document %(document)s. "
            "Writing it as tasks of another document has to be confirmed. Nothing was written.",
            day=dmy(day_of(self.at)), number=self.number, document=self.document,
        )  # fmt: skip


async def elsewhere(sha256: bytes, document: Document) -> Before | None:
    """The last import of these bytes, when it was as tasks of another document; None when never.

    A file that was confirmed for this document once need not be confirmed again.
    """
    found = await row(
        """SELECT r.id, r.at, coalesce(d.number, '') AS document
           FROM import_run AS r LEFT JOIN source_document AS d ON d.id = r.source_document
           WHERE r.file_sha256 = $1 AND NOT EXISTS (
               SELECT 1 FROM import_run AS s JOIN source_document AS e ON e.id = s.source_document
               WHERE s.file_sha256 = $1 AND e.number = $2 AND e.issued_on = $3)
           ORDER BY r.id DESC LIMIT 1""",
        sha256, document.number, document.issued_on,
    )  # fmt: skip
    return Before(found["id"], found["at"], found["document"]) if found else None
