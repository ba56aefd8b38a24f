"""What the archive lends the interface for programs: frozen reports with hash, versions and files."""

import json
from datetime import date, datetime
from typing import Any

from tracker.database import row, rows, value
from tracker.refusal import NotThere
from tracker.reports.kept.queries import READABLE, Reader, known
from tracker.reports.kept.rules import MEDIA_TYPES, scope_read
from tracker.tasks.rules import Figures

Place = tuple[date, datetime, int]  # day, moment of freezing and id of the last report shown

LARGEST_ID = 2**31 - 1

_READABLE = READABLE.replace("$2", "$1").replace("$3", "$2")
_NEWEST = f"""report AS r WHERE r.state = 'frozen' AND ({_READABLE}) AND ($3 = '' OR r.kind = $3)
    AND NOT EXISTS (SELECT FROM report AS n WHERE n.supersedes = r.id AND n.state = 'frozen')"""
_FACTS = """r.id, r.kind, r.title, r.period, r.as_of, r.number, r.reason, r.scope, r.frozen_at,
    encode(r.content_hash, 'hex') AS sha256, r.supersedes, p.code AS programme,
    (SELECT n.id FROM report AS n WHERE n.supersedes = r.id AND n.state = 'frozen') AS superseded_by,
    r.content::json #> '{summary,total}' AS figures,
    (SELECT json_agg(json_build_object('format', f.format, 'size', f.size, 'sha256', encode(f.sha256, 'hex'))
         ORDER BY f.id) FROM report_file AS f WHERE f.report = r.id) AS files,
    (SELECT json_agg(json_build_object('number', s.number, 'signed_on', s.signed_on,
         'sha256', encode(s.sha256, 'hex')) ORDER BY s.id) FROM report_signed AS s WHERE s.report = r.id)
         AS signed"""


async def count(reader: Reader, kind: str) -> int:
    """How many frozen reports somebody may read, of one kind or of all; of versions the newest alone."""
    return int(await value(f"SELECT count(*) FROM {_NEWEST}", *known(reader), kind))


async def listed(reader: Reader, kind: str, limit: int, after: Place | None) -> list[dict[str, Any]]:
    """Frozen reports that follow a place, the last day first; of versions the newest alone."""
    # Only those shown are opened for their figures: a content is long.
    found = await rows(
        f"""WITH shown AS MATERIALIZED (SELECT r.* FROM {_NEWEST}
                AND ($4::date IS NULL OR (r.as_of, r.frozen_at, r.id) < ($4, $5::timestamptz, $6::integer))
                ORDER BY r.as_of DESC, r.frozen_at DESC, r.id DESC LIMIT $7)
            SELECT {_FACTS} FROM shown AS r JOIN programme AS p ON p.id = r.programme
            ORDER BY r.as_of DESC, r.frozen_at DESC, r.id DESC""",
        *known(reader),
        kind,
        *(after or (None, None, None)),
        limit,
    )
    return [_told(one) for one in found]


async def one(reader: Reader, report: int) -> dict[str, Any]:
    """A frozen report, an older version too. Raises NotThere for who may not read it."""
    found = await row(
        f"""SELECT {_FACTS} FROM report AS r JOIN programme AS p ON p.id = r.programme
            WHERE r.id = $1 AND r.state = 'frozen' AND {READABLE}""",
        _there(report),
        *known(reader),
    )
    if found is None:
        raise NotThere
    return _told(found)


async def content(reader: Reader, report: int) -> bytes:
    """What a report was made from, as its hash was taken. Raises NotThere as ``one``."""
    found: str | None = await value(
        f"SELECT r.content FROM report AS r WHERE r.id = $1 AND r.state = 'frozen' AND {READABLE}",
        _there(report),
        *known(reader),
    )
    if found is None:
        raise NotThere
    return found.encode()


def _there(report: int) -> int:
    if not 0 < report <= LARGEST_ID:
        raise NotThere
    return report


def _told(found: dict[str, Any]) -> dict[str, Any]:
    files = json.loads(found["files"] or "[]")
    return {
        **found,
        "scope": scope_read(found["scope"]),
        "figures": Figures.of(json.loads(found["figures"])),
        "files": [{**one, "media_type": MEDIA_TYPES[one["format"]]} for one in files],
        "signed": json.loads(found["signed"] or "[]"),
    }
