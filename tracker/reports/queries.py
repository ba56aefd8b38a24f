"""What a report asks: figures, groups and rows of one day. Whoever asks holds one snapshot around them."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from tracker.database import execute, row, rows, transaction
from tracker.history.queries import latest_anchor
from tracker.programmes.queries import ProgrammeFacts
from tracker.refusal import NotThere, Refused
from tracker.reports.content import Group
from tracker.reports.rules import ANNEX_ROWS
from tracker.reports.summary import ProgressSummary, Row, totals_agree
from tracker.tasks.queries import Filter, GroupFigures, figures, figures_by_agency, figures_by_area
from tracker.tasks.queries.arms import Asked
from tracker.tasks.queries.lists import EVERYBODY
from tracker.tasks.queries.narrowing import Where, narrow, source
from tracker.tasks.queries.selecting import select_arms
from tracker.tasks.rules import Figures
from tracker.words import _

Counts = tuple[Figures, list[Group], list[Group]]
PRESSING = ("overdue", "awaiting")
# An agency that no longer was, or not yet, is named all the same: codes are never used twice.
_NAMED = {
    "agency": "SELECT id, code, name FROM agency WHERE code = $1 AND $2 > 0",
    "area": "SELECT id, code, name FROM area WHERE code = $1 AND programme = $2",
}


@asynccontextmanager
async def snapshot() -> AsyncIterator[None]:
    """Let everything asked within the block be of one moment; nothing can be written in it."""
    async with transaction():
        await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


async def progress_summary(programme: ProgrammeFacts, as_of: date, today: date) -> ProgressSummary:
    """What is known of a whole programme as of a day. Raises as ``summarised`` does."""
    async with snapshot():
        return await summarised(programme, as_of, today)


async def summarised(
    programme: ProgrammeFacts, as_of: date, today: date, wanted: Filter | None = None
) -> ProgressSummary:
    """What is known as of a day of a programme, or of the tasks that a filter lets through.

    Raises Refused when the groups or the list do not add up to the total: such a report is not printed.
    """
    asked = Asked(programme.id, EVERYBODY, wanted or Filter(), as_of, today, programme.silent_days)
    total, by_agency, by_area = await (_whole(programme.id, as_of) if wanted is None else _part(asked))
    is_whole = total.total <= ANNEX_ROWS
    summary = ProgressSummary(
        as_of=as_of,
        programme=programme.name,
        total=total,
        by_agency=by_agency,
        by_area=by_area,
        rows=await _listed(asked, is_whole),
        is_whole=is_whole,
        silent_days=programme.silent_days,
        anchor=await latest_anchor(),
    )
    if not totals_agree(summary):
        raise Refused(_("The figures do not add up, so no report was made. Tell support."))
    return summary


async def _whole(programme_id: int, as_of: date) -> Counts:
    by_agency = await figures_by_agency(programme_id, as_of)
    by_area = await figures_by_area(programme_id, as_of)
    return await figures(programme_id, as_of), list(map(_group, by_agency)), list(map(_group, by_area))


async def _part(asked: Asked) -> Counts:
    """The figures of what a filter lets through, counted; groups in their order, by the names of the day."""
    where = Where()
    origin = source(where, asked.as_of, asked.today)
    narrow(where, asked.programme_id, asked.asker, asked.wanted, asked.as_of, asked.silent_days)
    day = where.arg(asked.as_of)
    found = await rows(
        f"""SELECT f.lead_agency AS agency, f.area, count(*) AS n,
                   bucket_on(f.state, f.due_on, f.submitted_on, {day}) AS bucket
            FROM {origin} WHERE {where} GROUP BY 1, 2, 4""",
        *where.args,
    )
    total: dict[str, int] = defaultdict(int)
    groups: dict[str, dict[int, dict[str, int]]] = {"agency": {}, "area": {}}
    for line in found:
        total[line["bucket"]] += line["n"]
        for kind, counts in groups.items():
            counts.setdefault(line[kind], defaultdict(int))[line["bucket"]] += line["n"]
    agencies = await figures_by_agency(asked.programme_id, asked.as_of)
    areas = await figures_by_area(asked.programme_id, asked.as_of)
    return Figures.of(total), _counted(agencies, groups["agency"]), _counted(areas, groups["area"])


def _counted(named: Sequence[GroupFigures], counts: dict[int, dict[str, int]]) -> list[Group]:
    return [_group(replace(one, figures=Figures.of(counts[one.id]))) for one in named if one.id in counts]


def _group(one: GroupFigures) -> Group:
    return Group(one.code, one.name, one.short_name, one.figures)


async def _listed(asked: Asked, is_whole: bool) -> list[Row]:
    """All tasks, or of too many the overdue and the awaiting ones, the longest overdue first."""
    if is_whole:
        by_code = replace(asked, wanted=replace(asked.wanted, sort="code"))
        return await select_arms(by_code, ANNEX_ROWS, 0, detailed=True)
    found: list[Row] = []
    for bucket in (name for name in PRESSING if name in asked.buckets):
        some = replace(asked, wanted=replace(asked.wanted, buckets=(bucket,), sort="due"))
        found += await select_arms(some, ANNEX_ROWS - len(found), 0, detailed=True)
    return found


async def named(kind: str, code: str, programme_id: int) -> dict[str, Any]:
    """An agency or an area by its code: id, code, name. Raises NotThere."""
    found = await row(_NAMED[kind], code, programme_id)
    if found is None:
        raise NotThere
    return found


async def cited(source_id: int) -> tuple[str, date | None]:
    """The number and the day of a source document."""
    found = await row("SELECT number, issued_on FROM source_document WHERE id = $1", source_id)
    if found is None:
        raise NotThere
    return found["number"], found["issued_on"]


async def unwritten_since() -> str:
    """A word that stays the same as long as nothing is written to the database; empty while something is.

    Each transaction that writes has a number. When all that began before the next number are over, and the
    next number is still the same, whatever is read is what was read before.
    """
    found = await row(
        """SELECT pg_snapshot_xmin(s)::text AS first, pg_snapshot_xmax(s)::text AS following
           FROM pg_current_snapshot() AS s"""
    )
    return found["first"] if found and found["first"] == found["following"] else ""
