"""What the office chooses from when it writes a task: areas, agencies, people, documents, free codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.database import row, rows, value
from tracker.programmes.calendar import working_days
from tracker.programmes.working_days import WorkingDays

MOST_SOURCES = 300
Row = Mapping[str, Any]

_AREAS = """SELECT id, code, name FROM area WHERE programme = $1 ORDER BY sort_order, id"""
_AGENCIES = """SELECT id, code, name, short_name,
        valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1) AS lives
    FROM agency ORDER BY sort_order, id"""
_PEOPLE = """SELECT p.id, p.full_name, p.title, p.role, p.agency, a.name AS agency_name
    FROM person AS p JOIN agency AS a ON a.id = p.agency
    WHERE p.disabled_at IS NULL AND p.role IN ('lead', 'staff', 'office', 'member')
    ORDER BY a.sort_order, a.id, p.role, p.full_name, p.id"""
_SOURCES = """SELECT id, number, kind, issuer, issued_on, title FROM source_document
    WHERE id IN (SELECT id FROM source_document ORDER BY issued_on DESC, id DESC LIMIT $1) OR id = $2
    ORDER BY issued_on DESC, id DESC"""
# The last number of each area's codes, as CQS-30 has it; parts of tasks do not count.
_LAST = """SELECT t.area, max(substring(t.code FROM '-([0-9]{1,6})$')::integer) AS last
    FROM task AS t JOIN area AS r ON r.id = t.area
    WHERE t.programme = $1 AND t.part = '' AND t.code ~ ('^' || r.code || '-[0-9]{1,6}$')
      AND ($2::integer IS NULL OR t.area = $2) GROUP BY t.area"""


@dataclass(frozen=True)
class Document:
    """A document that assigns tasks; one of the same number and day is the same document."""

    number: str
    kind: str
    issuer: str
    issued_on: date
    title: str
    signer: str


@dataclass(frozen=True)
class Desk:
    """Everything a task can be written with on a day."""

    programme: int
    areas: Sequence[Row] = ()
    agencies: Sequence[Row] = ()  # all there ever were, each with whether it ``lives``
    people: Sequence[Row] = ()
    sources: Sequence[Row] = ()
    next_codes: Mapping[int, str] = field(default_factory=dict)
    calendar: WorkingDays = field(default_factory=WorkingDays)

    @property
    def carriers(self) -> list[Row]:
        """Who may be responsible for a task: heads and staff of agencies."""
        return [one for one in self.people if one["role"] in {"lead", "staff"}]

    @property
    def monitors(self) -> list[Row]:
        """Who may follow a task for the office."""
        return [one for one in self.people if one["role"] == "office"]

    @property
    def leaders(self) -> list[Row]:
        """Who may be the leader in charge."""
        return [one for one in self.people if one["role"] in {"member", "office"}]


async def desk(programme: int, today: date, source: int | None = None) -> Desk:
    """What there is to choose from today; of the documents the newest, and the one that a task has."""
    areas = await rows(_AREAS, programme)
    last = {one["area"]: one["last"] for one in await rows(_LAST, programme, None)}
    return Desk(
        programme,
        areas,
        await rows(_AGENCIES, today),
        await rows(_PEOPLE),
        await rows(_SOURCES, MOST_SOURCES, source),
        {one["id"]: _code(one["code"], last.get(one["id"], 0)) for one in areas},
        await working_days(),
    )


async def free_code(programme: int, area: int) -> str:
    """The next code of an area. Inside a transaction nobody else gets the same one."""
    code = await value("SELECT code FROM area WHERE id = $1 FOR UPDATE", area)
    found = await row(_LAST, programme, area)
    return _code(str(code), found["last"] if found else 0)


async def is_taken(code: str) -> bool:
    """Whether there is a task with this code."""
    return bool(await value("SELECT 1 FROM task WHERE code = $1", code))


def _code(area: str, last: int) -> str:
    return f"{area}-{last + 1:02d}"
