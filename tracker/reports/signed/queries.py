"""What is asked of signed copies. Who may read one is who may read its report."""

from typing import Any

from tracker.database import row, rows, value
from tracker.refusal import NotThere
from tracker.reports.kept.queries import READABLE, Reader, known


async def copies(report: int) -> list[dict[str, Any]]:
    """The signed copies of a report without their content, the last uploaded first."""
    return await rows(
        """SELECT s.id, s.number, s.signed_on, s.file_name, s.sha256, s.size, s.found, s.uploaded_at,
               p.full_name AS uploaded_name
           FROM report_signed AS s JOIN person AS p ON p.id = s.uploaded_by
           WHERE s.report = $1 ORDER BY s.uploaded_at DESC, s.id DESC""",
        report,
    )


async def copy(reader: Reader, report: int, copy_id: int) -> dict[str, Any]:
    """A signed copy with its content. Raises NotThere for who may not read the report."""
    found = await row(
        f"""SELECT s.file_name, s.size, s.sha256, s.content
            FROM report AS r JOIN report_signed AS s ON s.report = r.id
            WHERE r.id = $1 AND s.id = $4 AND {READABLE}""",
        report,
        *known(reader),
        copy_id,
    )
    if found is None:
        raise NotThere
    return found


async def frozen_pdfs(report: int) -> dict[str, bytes]:
    """The frozen PDFs of a report by format: what signed copies are made from; none while not made."""
    found = await rows(
        "SELECT format, content FROM report_file WHERE report = $1 AND format IN ('pdf', 'archive')", report
    )
    return {one["format"]: one["content"] for one in found}


async def same_file(report: int, sha256: bytes) -> str:
    """The number under which this very file was uploaded before; empty when it was not."""
    found = await value("SELECT number FROM report_signed WHERE report = $1 AND sha256 = $2", report, sha256)
    return str(found or "")
