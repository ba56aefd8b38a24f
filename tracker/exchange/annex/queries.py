"""What an import asks of the records: the terms of a day, and everything its rows are compared with."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.database import row, rows, value
from tracker.exchange.annex.citing import Cited, cited
from tracker.exchange.annex.model import Body, Read, Terms
from tracker.tasks.queries.desk import Document

Row = Mapping[str, Any]

_BODIES = """SELECT a.code, a.name, a.short_name, a.kind,
        ARRAY(SELECT s.alias FROM agency_alias AS s WHERE s.agency = a.id ORDER BY s.id) AS aliases
    FROM agency AS a WHERE a.valid_from <= $1 AND (a.valid_to IS NULL OR a.valid_to >= $1)
    ORDER BY a.sort_order, a.id"""
_TASKS = """SELECT t.id, t.code, t.programme, t.title, r.code AS area, a.code AS lead, t.expected_output,
        t.deadline_text, t.due_on, t.original_due_on, t.due_precision, t.source_clause, t.starred, t.state,
        t.version, t.part, d.number, d.issued_on, o.item,
        EXISTS (SELECT 1 FROM recurrence AS u WHERE u.task = t.id) AS recurs,
        t.extension_count > 0 OR EXISTS (SELECT 1 FROM extension AS e
            WHERE e.task = t.id AND e.decision IN ('', 'granted')) AS extended,
        (SELECT max(m.due_on) FROM task AS m WHERE m.parent = t.id AND m.part = 'milestone'
            AND m.state NOT IN ('confirmed', 'withdrawn')) AS last_milestone,
        ARRAY(SELECT g.code FROM task_coordinator AS c JOIN agency AS g ON g.id = c.agency
            WHERE c.task = t.id AND c.until_on = 'infinity' ORDER BY g.sort_order, g.id) AS coordinators
    FROM task AS t JOIN area AS r ON r.id = t.area JOIN agency AS a ON a.id = t.lead_agency
    LEFT JOIN source_document AS d ON d.id = t.source_document
    LEFT JOIN task_origin AS o ON o.task = t.id AND o.source_document = $2
    WHERE t.id IN (SELECT id FROM task WHERE code = ANY ($1::varchar[])
                   UNION SELECT task FROM task_origin WHERE source_document = $2)
    ORDER BY t.id, o.item"""
_AGENCIES = """SELECT a.id, a.code, a.name, a.sort_order, a.valid_to,
        a.valid_from <= $1 AND (a.valid_to IS NULL OR a.valid_to >= $1) AS lives,
        ARRAY(SELECT g.code FROM agency_successor AS s JOIN agency AS g ON g.id = s.successor
              WHERE s.agency = a.id ORDER BY g.sort_order, g.id) AS successors
    FROM agency AS a ORDER BY a.sort_order, a.id"""


@dataclass(frozen=True)
class Around:
    """Everything that the rows of a file are compared with; agencies, areas and tasks by code."""

    programme: int
    document: Document
    day: date
    agencies: Mapping[str, Row]
    areas: Mapping[str, Row]
    by_code: Mapping[str, Row] = field(default_factory=dict)
    by_item: Mapping[str, Row] = field(default_factory=dict)  # of the document
    cited: Mapping[str, Cited] = field(default_factory=dict)  # text of a cell -> the document, day included
    alike: Mapping[tuple[str, str], str] = field(default_factory=dict)  # title and lead -> code of a task
    _heirs: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)  # told before

    def family(self, code: str) -> set[str]:
        """The agency, and whoever lives of those that took over from it."""
        found, waiting, seen = {code}, [code], set()
        while waiting:
            one = waiting.pop()
            if one in seen or one not in self.agencies:
                continue
            seen.add(one)
            if self.agencies[one]["lives"]:
                found.add(one)
            else:
                waiting += self.agencies[one]["successors"]
        return found

    def heirs(self, code: str) -> tuple[str, ...]:
        """Who may be given what is written for an agency: itself while it lives, else who took over.

        Of several the one that goes on under the same name stands for all. In official order.
        """
        if code not in self._heirs:
            self._heirs[code] = self._now(code)
        return self._heirs[code]

    def _now(self, code: str) -> tuple[str, ...]:
        found = [one for one in self.family(code) if one in self.agencies and self.agencies[one]["lives"]]
        namesakes = [one for one in found if self.name(one) == self.name(code)]
        return self.sorted(namesakes if len(namesakes) == 1 else found)

    def sorted(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Agencies in official order."""
        return tuple(sorted(codes, key=lambda one: (self.agencies[one]["sort_order"], one)))

    def name(self, code: str) -> str:
        """What an agency is called."""
        return str(self.agencies[code]["name"]) if code in self.agencies else code


async def terms(day: date, programme: int | None = None) -> Terms:
    """The agencies of a day, the areas of a programme (of all when left out), the names confirmed before."""
    bodies = [
        Body(
            one["code"], tuple(dict.fromkeys([one["name"], one["short_name"], *one["aliases"]])), one["kind"]
        )
        for one in await rows(_BODIES, day)
    ]
    areas = await _areas(programme)
    living = {one.code for one in bodies}
    names = await rows("SELECT n.name, a.code FROM agency_name AS n JOIN agency AS a ON a.id = n.agency")
    remembered = {one["name"]: one["code"] for one in names if one["code"] in living}
    return Terms(day, tuple(bodies), {code: one["name"] for code, one in areas.items()}, remembered)


async def _areas(programme: int | None) -> dict[str, Row]:
    asked = """SELECT id, code, name FROM area WHERE $1::integer IS NULL OR programme = $1
               ORDER BY sort_order, id"""
    return {one["code"]: one for one in await rows(asked, programme)}


async def around(reads: Sequence[Read], programme: int, document: Document, day: date) -> Around:
    """Ask for everything at once, however many rows there are; ``day`` is the one of the comparison."""
    tasks = [one for one in reads if not one.skipped]
    codes = sorted({one.code for one in tasks if one.code})
    found = await rows(_TASKS, codes, await document_id(document) or 0)
    return Around(
        programme,
        document,
        day,
        {one["code"]: one for one in await rows(_AGENCIES, day)},
        await _areas(programme),
        {one["code"]: one for one in found},
        {one["item"]: one for one in found if one["item"]},
        await _cited({one.source for one in tasks if one.source}, document),
        await _alike(programme, [one for one in tasks if not one.code]),
    )


async def document_id(document: Document) -> int | None:
    """The id of a document, when it is known."""
    asked = "SELECT id FROM source_document WHERE number = $1 AND issued_on = $2"
    found = await value(asked, document.number, document.issued_on)
    return None if found is None else int(found)


async def known_as(number: str) -> Document | None:
    """The document of a number, when there is exactly one."""
    found = await rows(
        "SELECT number, kind, issuer, issued_on, title, signer FROM source_document WHERE number = $1", number
    )
    return Document(**found[0]) if len(found) == 1 else None


async def _cited(texts: Iterable[str], document: Document) -> dict[str, Cited]:
    """Which documents texts cite. One without its day is looked for by its number; not found, it is none."""
    read = {text: one for text in texts if (one := cited(text))}
    dayless = sorted({one.number for one in read.values() if one.issued_on is None})
    known = await rows(
        """SELECT number, min(issued_on) AS issued_on FROM source_document WHERE number = ANY ($1::varchar[])
           GROUP BY number HAVING count(*) = 1""",
        dayless,
    )
    days = {one["number"]: one["issued_on"] for one in known} | {document.number: document.issued_on}
    return {
        text: Cited(one.number, one.kind, day, one.issuer, one.several)
        for text, one in read.items()
        if (day := one.issued_on or days.get(one.number))
    }


async def _alike(programme: int, reads: Sequence[Read]) -> dict[tuple[str, str], str]:
    found = await rows(
        """SELECT t.code, t.title, a.code AS lead FROM task AS t JOIN agency AS a ON a.id = t.lead_agency
           WHERE t.programme = $1 AND t.part = '' AND t.title = ANY ($2::text[]) ORDER BY t.id""",
        programme,
        sorted({one.title for one in reads}),
    ) if reads else []  # fmt: skip
    return {(one["title"], one["lead"]): one["code"] for one in found}


async def remembered_mapping(signature: str) -> dict[str, str] | None:
    """What somebody last said that the columns under such a head mean: letter -> meaning."""
    found = await value("SELECT mapping FROM import_mapping WHERE signature = $1", signature)
    return dict(json.loads(found)) if found else None


async def last_run(document: int, sha256: bytes) -> Row | None:
    """The last time a file was carried out for a document."""
    return await row(
        """SELECT id, at FROM import_run WHERE source_document = $1 AND file_sha256 = $2
           ORDER BY id DESC LIMIT 1""",
        document,
        sha256,
    )
