"""What is asked of reorganisations as they are kept, and of the register of agencies."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.database import row, rows
from tracker.refusal import NotThere
from tracker.tasks.reorganising.plans import Plan, last_day, read

LARGEST_ID = 2**31 - 1

_ALL = """SELECT r.id, r.kind, r.number, r.issued_on, r.issuer, r.title, r.on_day, r.state, r.plan, r.outcome,
        r.trouble, r.made_by, r.made_at, r.changed_at, r.done_at, r.version, p.full_name AS made_name,
        p.role AS made_role, p.agency AS made_agency, g.name AS made_agency_name
    FROM reorganisation AS r JOIN person AS p ON p.id = r.made_by JOIN agency AS g ON g.id = p.agency"""
_REGISTER = """SELECT a.code, ARRAY(
        SELECT s.code FROM agency_successor AS l JOIN agency AS s ON s.id = l.successor
        WHERE l.agency = a.id ORDER BY l.id) AS successors
    FROM agency AS a WHERE a.valid_to = $1 ORDER BY a.sort_order, a.id"""


@dataclass(frozen=True)
class Reorganised:
    """One reorganisation as it is kept."""

    id: int
    kind: str
    number: str
    issued_on: date
    issuer: str
    title: str
    on_day: date
    state: str
    plan: Plan
    outcome: str
    trouble: str
    made_by: int
    made_at: datetime
    changed_at: datetime
    done_at: datetime | None
    version: int
    made_name: str
    made_role: str
    made_agency: int
    made_agency_name: str


async def listed() -> list[Reorganised]:
    """Every reorganisation, the latest day first."""
    return [_one(found) for found in await rows(f"{_ALL} ORDER BY r.on_day DESC, r.id DESC")]


async def reorganisation(number: int) -> Reorganised:
    """One of them. Raises NotThere."""
    found = await row(f"{_ALL} WHERE r.id = $1", number) if 0 < number <= LARGEST_ID else None
    if found is None:
        raise NotThere
    return _one(found)


async def due(today: date) -> list[Reorganised]:
    """Planned ones whose day has come, in their order; those in trouble wait for the office."""
    found = await rows(
        f"{_ALL} WHERE r.state = 'planned' AND r.trouble = '' AND r.on_day <= $1 ORDER BY r.on_day, r.id",
        today,
    )
    return [_one(one) for one in found]


async def others(one: Reorganised) -> list[Reorganised]:
    """Every other one that was planned for the same day or before it, or carried out, in their order."""
    found = await rows(
        f"""{_ALL} WHERE r.id <> $2 AND (r.state = 'done' OR (r.state = 'planned' AND r.on_day <= $1))
            ORDER BY r.on_day, r.id""",
        one.on_day,
        one.id,
    )
    return [_one(each) for each in found]


def before(one: Reorganised, found: list[Reorganised]) -> list[Reorganised]:
    """Of the others those planned to be carried out before this one."""
    return [e for e in found if e.state == "planned" and (e.on_day, e.id) < (one.on_day, one.id)]


def _one(found: dict[str, Any]) -> Reorganised:
    return Reorganised(**{**found, "plan": read(found["plan"])})


async def register(on_day: date) -> dict[str, list[str]]:
    """Who, by the register, ends on the eve of a day, with the successors recorded there."""
    found = await rows(_REGISTER, last_day(on_day))
    return {one["code"]: list(one["successors"]) for one in found}
