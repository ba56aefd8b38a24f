"""What is asked of documents that came in as edXML."""

from typing import Any

from tracker.database import row, rows

PER_PAGE = 25
LAST_ID = 2**31 - 1
# A document and the tasks it assigned are one by number and day, as source documents are.
_TASKS = """SELECT t.code, t.title, t.state
    FROM task AS t JOIN source_document AS s ON s.id = t.source_document
    WHERE s.number = $1 AND s.issued_on = $2 AND t.part = '' ORDER BY t.id"""


# Drafts keep what was typed as it was typed; the day in three boxes, with or without a leading nought.
_DRAFTS = """SELECT d.id, d.typed ->> 'title' AS title, d.made_at, p.full_name AS made_name
    FROM task_draft AS d JOIN person AS p ON p.id = d.made_by
    WHERE d.issued_at IS NULL AND btrim(d.typed ->> 'source_number') = $1
      AND ltrim(d.typed ->> 'source_issued_on_day', '0') = $2
      AND ltrim(d.typed ->> 'source_issued_on_month', '0') = $3
      AND d.typed ->> 'source_issued_on_year' = $4
    ORDER BY d.id"""


async def documents(page: int) -> tuple[list[dict[str, Any]], bool]:
    """A page of the documents, the one taken last first, and whether there are more."""
    found = await rows(
        """SELECT d.id, d.number, d.issued_on, d.subject, d.sender_name, d.business, d.taken_at, d.due_on,
                  (SELECT count(*) FROM task AS t JOIN source_document AS s ON s.id = t.source_document
                   WHERE s.number = d.number AND s.issued_on = d.issued_on AND t.part = '') AS tasks,
                  (SELECT code FROM edxml_status AS e WHERE e.document = d.id
                   ORDER BY id DESC LIMIT 1) AS told
           FROM edxml_document AS d ORDER BY d.id DESC LIMIT $1 OFFSET $2""",
        PER_PAGE + 1, (page - 1) * PER_PAGE,
    )  # fmt: skip
    return found[:PER_PAGE], len(found) > PER_PAGE


async def document(number: int) -> dict[str, Any] | None:
    """One document, who took it in, and what hangs on it: files, tasks, status files, others of its id."""
    found = (
        None
        if number > LAST_ID
        else await row(
            """SELECT d.*, p.full_name AS taken_name
           FROM edxml_document AS d JOIN person AS p ON p.id = d.taken_by
           WHERE d.id = $1""",
            number,
        )
    )
    if found is None:
        return None
    files = "SELECT id, name, size, trouble FROM edxml_file WHERE document = $1 ORDER BY id"
    told = """SELECT e.id, e.code, e.description, e.written_at, p.full_name AS written_name
              FROM edxml_status AS e JOIN person AS p ON p.id = e.written_by
              WHERE e.document = $1 ORDER BY e.id DESC"""
    day = found["issued_on"]
    drafts = await rows(_DRAFTS, found["number"], str(day.day), str(day.month), str(day.year))
    others = """SELECT id, business, taken_at FROM edxml_document
                WHERE document_id = $1 AND id <> $2 ORDER BY id"""
    return {
        **found,
        "files": await rows(files, number),
        "tasks": await rows(_TASKS, found["number"], found["issued_on"]),
        "drafts": drafts,
        "statuses": await rows(told, number),
        "others": await rows(others, found["document_id"], number),
    }


async def file_of(document_id: int, number: int) -> dict[str, Any] | None:
    """A file that was kept: its name and content."""
    if max(document_id, number) > LAST_ID:
        return None
    return await row(
        "SELECT name, content FROM edxml_file WHERE id = $2 AND document = $1 AND content IS NOT NULL",
        document_id, number,
    )  # fmt: skip


async def status_of_document(document_id: int, number: int) -> dict[str, Any] | None:
    """A status file: its code and content."""
    if max(document_id, number) > LAST_ID:
        return None
    return await row(
        "SELECT code, content FROM edxml_status WHERE id = $2 AND document = $1", document_id, number
    )
