"""What the archive of reports asks: drafts, frozen ones, their versions and files."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.database import row, rows, value
from tracker.refusal import NotThere
from tracker.reports.kept.queries import READABLE, Reader, known
from tracker.reports.regimes.queries import calendar_around, regimes
from tracker.reports.regimes.rules import Due

PER_PAGE = 20


@dataclass(frozen=True)
class Cutoff:
    """The next cut-off: of which regime, in how many days, and the draft of it where one was begun."""

    regime: str
    due: Due
    days: int
    draft: int


async def next_cutoff(programme: int, today: date) -> Cutoff | None:
    """The nearest cut-off from today on; None where no regime is in force."""
    calendar = await calendar_around(today)
    found = [
        (due.cutoff, one.id, one.name, due)
        for one in await regimes(programme)
        for due in (one.coming(today, calendar, 1) if one.active else ())
    ]
    if not found:
        return None
    cutoff, regime, name, due = min(found, key=lambda one: one[:2])
    draft = await value(
        "SELECT id FROM report WHERE regime = $1 AND as_of = $2 AND state = 'draft'", regime, cutoff
    )
    return Cutoff(name, due, (cutoff - today).days, draft or 0)


async def drafts(reader: Reader) -> list[dict[str, Any]]:
    """The drafts in progress, last changed first; only the office has any."""
    if reader.role != "office":
        return []
    return await rows(
        """SELECT r.id, r.title, r.kind, r.as_of, r.number, r.changed_at, r.period, r.due_on, r.supersedes,
               coalesce(p.full_name, '') AS name
           FROM report AS r LEFT JOIN person AS p ON p.id = r.created_by
           WHERE r.state = 'draft' ORDER BY r.changed_at DESC, r.id DESC LIMIT 100"""
    )


_READABLE = READABLE.replace("$2", "$1").replace("$3", "$2")
_FROZEN = f"""FROM report AS r WHERE r.state = 'frozen' AND ({_READABLE})
    AND ($3 = '' OR r.kind = $3)
    AND NOT EXISTS (SELECT FROM report AS n WHERE n.supersedes = r.id AND n.state = 'frozen')"""


async def count_frozen(reader: Reader, kind: str) -> int:
    """How many frozen reports somebody may read, of one kind or of all."""
    return int(await value(f"SELECT count(*) {_FROZEN}", *known(reader), kind))


async def frozen(reader: Reader, kind: str, page: int) -> list[dict[str, Any]]:
    """A page of frozen reports, the last day first, with figures and files; of versions the newest alone."""
    return await rows(
        f"""WITH shown AS MATERIALIZED (SELECT r.* {_FROZEN}
                ORDER BY r.as_of DESC, r.frozen_at DESC, r.id DESC LIMIT {PER_PAGE} OFFSET $4)
            SELECT r.id, r.title, r.kind, r.as_of, r.number, r.period, r.frozen_at, r.reason, r.scope,
                r.content::json #> '{{summary,total}}' AS figures,
                ARRAY(SELECT f.format FROM report_file AS f WHERE f.report = r.id) AS formats
            FROM shown AS r ORDER BY r.as_of DESC, r.frozen_at DESC, r.id DESC""",
        *known(reader),
        kind,
        (page - 1) * PER_PAGE,
    )


async def versions(report: int) -> list[dict[str, Any]]:
    """Every frozen version of a report and the draft of the next one, the newest first."""
    return await rows(
        """WITH RECURSIVE older AS (
               SELECT id, supersedes FROM report WHERE id = $1
               UNION ALL SELECT r.id, r.supersedes FROM report AS r JOIN older AS o ON r.id = o.supersedes),
           line AS (
               SELECT id FROM older WHERE supersedes IS NULL
               UNION ALL SELECT r.id FROM report AS r JOIN line AS l ON r.supersedes = l.id
                   WHERE r.state <> 'cancelled')
           SELECT r.id, r.number, r.state, r.as_of, r.reason, r.frozen_at, r.content_hash,
               coalesce(p.full_name, '') AS frozen_name
           FROM report AS r JOIN line AS l ON l.id = r.id LEFT JOIN person AS p ON p.id = r.frozen_by
           ORDER BY r.number DESC""",
        report,
    )


async def files(report: int) -> dict[str, dict[str, Any]]:
    """The files of a frozen report by format, without what is in them."""
    found = await rows("SELECT format, sha256, size, made_at FROM report_file WHERE report = $1", report)
    return {one["format"]: one for one in found}


async def file_facts(reader: Reader, report: int, file_format: str) -> dict[str, Any]:
    """What a file of a report is handed out under: hash, size, and what its name is made of.

    Raises NotThere for who may not read the report, and while the file is not made.
    """
    found = await row(
        f"""SELECT f.sha256, f.size, r.kind, r.scope, r.as_of, r.number
            FROM report AS r JOIN report_file AS f ON f.report = r.id
            WHERE r.id = $1 AND f.format = $4 AND {READABLE}""",
        report,
        *known(reader),
        file_format,
    )
    if found is None:
        raise NotThere
    return found


async def file_content(report: int, file_format: str) -> bytes:
    """A file. Raises NotThere while it is not made."""
    found: bytes | None = await value(
        "SELECT content FROM report_file WHERE report = $1 AND format = $2", report, file_format
    )
    if found is None:
        raise NotThere
    return found


async def bearers(report_ids: list[int], sha256: bytes) -> list[dict[str, Any]]:
    """What of these versions carries a SHA-256: a file, the content itself, a signed copy."""
    return await rows(
        """SELECT r.id, r.number, found.what FROM report AS r JOIN (
               SELECT report, format::text AS what FROM report_file WHERE sha256 = $2
               UNION ALL SELECT report, 'signed' FROM report_signed WHERE sha256 = $2
               UNION ALL SELECT id, 'content' FROM report WHERE content_hash = $2
           ) AS found ON found.report = r.id WHERE r.id = ANY ($1) ORDER BY r.number DESC, found.what""",
        report_ids,
        sha256,
    )
