"""What is asked of kept reports. Who may read one is part of every question."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from tracker.database import row, value
from tracker.refusal import NotThere
from tracker.reports.content import Content, Previous, Scope, read
from tracker.reports.kept.rules import scope_read, scope_text


class Reader(Protocol):
    """Whoever reads reports."""

    @property
    def role(self) -> str: ...
    @property
    def agency_code(self) -> str: ...
    @property
    def sees_all(self) -> bool: ...


@dataclass(frozen=True)
class Kept:
    """A report as it is kept. ``content`` is its canonical text once it is frozen."""

    id: int
    programme: int
    kind: str
    title: str
    scope: Scope
    regime: int | None
    period: str
    period_from: date | None
    as_of: date
    due_on: date | None
    window_from: date | None
    state: str
    number: int
    supersedes: int | None
    reason: str
    compares: int | None
    sections: Mapping[str, str]  # only those that were edited
    content: str
    content_hash: bytes
    created_at: datetime
    created_name: str
    frozen_at: datetime | None
    frozen_name: str
    changed_at: datetime
    version: int
    charts: bool  # whether it has an annex of charts
    outline: tuple[str, ...]  # of its regime; empty without one
    recipients: tuple[str, ...]
    programme_code: str

    @property
    def frozen(self) -> bool:
        """Whether it never changes again."""
        return self.state == "frozen"

    @property
    def what(self) -> Content:
        """What a frozen report prints."""
        return read(self.content)


_KEPT = """SELECT r.*, coalesce(c.full_name, '') AS created_name, coalesce(f.full_name, '') AS frozen_name,
        coalesce(g.outline, '{{}}') AS outline, coalesce(g.recipients, '') AS recipients,
        p.code AS programme_code
    FROM report AS r JOIN programme AS p ON p.id = r.programme
    LEFT JOIN person AS c ON c.id = r.created_by LEFT JOIN person AS f ON f.id = r.frozen_by
    LEFT JOIN report_regime AS g ON g.id = r.regime
    WHERE r.id = $1 AND {readable}"""
# The office works on drafts; who oversees the province reads what was frozen; an agency its own letters.
READABLE = """CASE WHEN $2 = 'office' THEN r.state <> 'cancelled'
    WHEN $2 IN ('member', 'auditor') THEN r.state = 'frozen'
    WHEN $2 IN ('lead', 'staff') THEN r.state = 'frozen' AND r.kind = 'letter'
        AND r.scope::jsonb ->> 'kind' = 'agency' AND r.scope::jsonb ->> 'code' = $3
    ELSE false END"""


def known(reader: Reader) -> tuple[str, str]:
    """What ``READABLE`` wants to know of a reader: the role and the agency's code."""
    return reader.role, reader.agency_code


async def kept(reader: Reader, report: int) -> Kept:
    """A report that somebody may read. Raises NotThere."""
    return _kept(await row(_KEPT.format(readable=READABLE), report, *known(reader)))


async def kept_whole(report: int) -> Kept:
    """A report, for what works without a reader: files, the worker. Raises NotThere."""
    return _kept(await row(_KEPT.format(readable="true"), report))


def _kept(found: dict[str, Any] | None) -> Kept:
    if found is None:
        raise NotThere
    del found["created_by"], found["frozen_by"]
    made = {
        "scope": scope_read(found["scope"]),
        "sections": json.loads(found["sections"]),
        "content": found["content"] or "",
        "content_hash": found["content_hash"] or b"",
        "outline": tuple(found["outline"]),
        "recipients": tuple(line for line in found["recipients"].splitlines() if line.strip()),
    }
    return Kept(**{**found, **made})


async def frozen_alike(found: Kept) -> dict[str, Any] | None:
    """A report in force of a draft's kind, scope and day, other than the one it takes the place of."""
    return await row(
        """SELECT r.id, r.title, r.number FROM report AS r
           WHERE r.state = 'frozen' AND r.kind = $1 AND r.as_of = $3 AND r.programme = $4
             AND r.scope::jsonb - 'name' = $2::text::jsonb - 'name' AND r.id IS DISTINCT FROM $5
             AND NOT EXISTS (SELECT FROM report AS n WHERE n.supersedes = r.id AND n.state = 'frozen')
           ORDER BY r.id DESC LIMIT 1""",
        found.kind, scope_text(found.scope), found.as_of, found.programme, found.supersedes,
    )  # fmt: skip


async def frozen_before(
    kind: str, scope: Scope, as_of: date, *, regime: int | None = None, programme: int | None = None
) -> Previous | None:
    """The report that one of a kind, a scope and a day is compared with: the last frozen one of an earlier
    day that no other replaced, of the same regime where there is one; None for the first."""
    found = await row(
        """SELECT r.id, r.title, r.as_of, r.number, r.content FROM report AS r
           WHERE r.state = 'frozen' AND r.kind = $1 AND r.as_of < $3
             AND r.scope::jsonb - 'name' = $2::text::jsonb - 'name'
             AND ($4::integer IS NULL OR r.regime = $4) AND ($5::integer IS NULL OR r.programme = $5)
             AND NOT EXISTS (SELECT FROM report AS n WHERE n.supersedes = r.id AND n.state = 'frozen')
           ORDER BY r.as_of DESC, r.id DESC LIMIT 1""",
        kind,
        scope_text(scope),
        as_of,
        regime,
        programme,
    )
    return _previous(found) if found else None


def _previous(found: Mapping[str, Any]) -> Previous:
    told = read(found["content"])
    return Previous(
        found["id"],
        found["title"],
        found["as_of"],
        found["number"],
        told.summary.total,
        {group.code: group.figures for group in told.summary.by_agency},
        {str(one["code"]): float(one["score"]) for one in told.scores if one.get("score") is not None},
    )


async def next_id() -> int:
    """The id of a report about to be begun."""
    return int(await value("SELECT nextval('report_id_seq')"))
