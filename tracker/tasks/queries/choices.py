"""What a list can be narrowed to: agencies, areas and source documents, by the codes of addresses."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.database import rows
from tracker.tasks.queries.narrowing import Asker
from tracker.words import _, dmy

MOST_SOURCES = 200

_ALL = """SELECT 'agency' AS kind, a.id, a.code, a.short_name AS name, a.sort_order::bigint AS place,
        {agencies} AS offered, a.valid_to FROM agency AS a
    UNION ALL SELECT 'area', r.id, r.code, r.name, r.sort_order, true, NULL FROM area AS r
        WHERE r.programme = $1
    UNION ALL SELECT 'source', d.id, d.number, to_char(d.issued_on, 'DD/MM/YYYY'),
        row_number() OVER (ORDER BY d.issued_on DESC, d.id), {sources}, NULL FROM source_document AS d
    ORDER BY kind, place, id"""
_ANYBODYS = {
    "agencies": "EXISTS (SELECT 1 FROM task AS t WHERE t.lead_agency = a.id AND t.programme = $1)",
    "sources": "EXISTS (SELECT 1 FROM task AS t WHERE t.source_document = d.id AND t.programme = $1)",
}
_ONES_OWN = {
    "agencies": """a.id = $2 OR EXISTS
        (SELECT 1 FROM task_coordinator AS c WHERE c.agency = $2 AND c.lead_agency = a.id)""",
    "sources": """EXISTS (SELECT 1 FROM task AS t WHERE t.lead_agency = $2 AND t.source_document = d.id)
        OR EXISTS (SELECT 1 FROM task_coordinator AS c WHERE c.agency = $2 AND c.source_document = d.id)""",
}


@dataclass(frozen=True)
class Choice:
    """One value of a filter: its id in queries, its words on the page."""

    id: int
    name: str
    offered: bool  # whether the select lists it; any may be asked for


@dataclass(frozen=True)
class Choices:
    """The values by the code that stands in addresses, in the order of the page."""

    agencies: Mapping[str, Choice]
    areas: Mapping[str, Choice]
    sources: Mapping[str, Choice]
    citations: Mapping[str, str]  # number and day of issue → the code above, whether or not the day is needed


async def choices(programme_id: int, asker: Asker) -> Choices:
    """Everything a list can be narrowed to; offered is what some task of the asker's has."""
    args = (programme_id,) if asker.sees_all else (programme_id, asker.agency_id)
    found = await rows(_ALL.format(**(_ANYBODYS if asker.sees_all else _ONES_OWN)), *args)
    kinds: dict[str, list[dict[str, Any]]] = {"agency": [], "area": [], "source": []}
    for one in found:
        kinds[one["kind"]].append(one)
    sources, citations = _by_number(kinds["source"])
    return Choices(_by_code(_apart(kinds["agency"])), _by_code(kinds["area"]), sources, citations)


def _apart(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of agencies offered under one name, those that ended say until when."""
    names = Counter(one["name"] for one in found if one["offered"])
    return [
        {**one, "name": _("%(agency)s (until %(day)s)", agency=one["name"], day=dmy(one["valid_to"]))}
        if names[one["name"]] > 1 and one["valid_to"]
        else one
        for one in found
    ]


def _by_code(found: list[dict[str, Any]]) -> dict[str, Choice]:
    return {one["code"]: Choice(one["id"], one["name"], one["offered"]) for one in found}


def _by_number(found: list[dict[str, Any]]) -> tuple[dict[str, Choice], dict[str, str]]:
    """By number; two documents of one number by number and day of issue, as they are cited."""
    numbers = Counter(one["code"] for one in found)
    made: dict[str, Choice] = {}
    citations: dict[str, str] = {}
    offered = 0
    for one in found:
        cited = f"{one['code']} ({one['name']})"
        code = citations[cited] = one["code"] if numbers[one["code"]] == 1 else cited
        offered += one["offered"]
        made[code] = Choice(one["id"], code, one["offered"] and offered <= MOST_SOURCES)
    return made, citations
