"""Lists of tasks, of today or of any past day, page by page."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.database import row, value
from tracker.tasks.queries.arms import Asked, arms
from tracker.tasks.queries.figures import figures
from tracker.tasks.queries.narrowing import PER_PAGE, WITHDRAWN, Asker, Filter, Where, in_bucket, mine
from tracker.tasks.queries.selecting import select_arms
from tracker.tasks.queries.withdrawals import with_withdrawal
from tracker.tasks.rules import BUCKETS, Figures

__all__ = [
    "EVERYBODY",
    "PER_PAGE",
    "Filter",
    "Page",
    "all_rows",
    "bucket_counts",
    "count",
    "page",
    "withdrawn",
]

COUNT_LIMIT = 10_000  # beyond it a list says "more than" and cannot be paged further


@dataclass(frozen=True)
class Page:
    """One page of a list. ``total`` is exact unless ``more``, when there are more than that."""

    rows: list[dict[str, Any]]
    total: int
    more: bool
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages can be opened."""
        return max(1, -(-min(self.total, COUNT_LIMIT) // self.per_page))

    @property
    def first(self) -> int:
        """The number of the first row shown, from 1; 0 on an empty page."""
        return (self.page - 1) * self.per_page + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return (self.page - 1) * self.per_page + len(self.rows)


async def page(
    programme_id: int, asker: Asker, wanted: Filter, as_of: date, today: date, silent_days: int
) -> Page:
    """One page of the tasks that the asker may see and the filter lets through, on a day."""
    total = await count(programme_id, asker, wanted, as_of, today, silent_days)
    last = max(1, -(-min(total, COUNT_LIMIT) // wanted.per_page))
    number = min(max(1, wanted.page), last)
    asked = Asked(programme_id, asker, wanted, as_of, today, silent_days)
    skipped = (number - 1) * wanted.per_page
    found = await select_arms(asked, wanted.per_page, skipped, detailed=False) if total else []
    found = await with_withdrawal(found, as_of)
    return Page(found, total, total > COUNT_LIMIT, number, wanted.per_page)


async def count(
    programme_id: int, asker: Asker, wanted: Filter, as_of: date, today: date, silent_days: int
) -> int:
    """How many tasks a filter lets through: exact from the tally where it can, else up to 10.001."""
    asked = Asked(programme_id, asker, wanted, as_of, today, silent_days)
    leads = 0
    if wanted.plain and not wanted.lead and asked.parts == ("lead", "coordinating"):
        leads = await _tallied(asked, asker.agency_id)
        asked = replace(asked, wanted=replace(wanted, part="coordinating"))
    lead = _counted_lead(asked)
    if lead is not None:
        return await _tallied(asked, lead)
    args: list[Any] = []
    counts = [
        f"(SELECT count(*) FROM (SELECT 1 FROM {arm.origin} WHERE {arm.where} LIMIT {COUNT_LIMIT + 1}) AS n)"
        for arm in arms(asked, args)
    ]
    return leads + (int(await value(f"SELECT {' + '.join(counts)}", *args)) if counts else 0)


def _counted_lead(asked: Asked) -> int | None:
    """The agency whose tally counts a list, 0 for the whole programme; None when no tally does."""
    wanted, own = asked.wanted, asked.asker.agency_id
    if not wanted.plain or "coordinating" in asked.parts:
        return None
    if asked.parts == ("",):
        return wanted.lead
    return own if own and wanted.lead in (0, own) else None


async def _tallied(asked: Asked, lead: int) -> int:
    found = await figures(asked.programme_id, asked.as_of, lead, asked.wanted.area)
    buckets = asked.wanted.buckets
    return sum(found.count(name) for name in buckets) if buckets else found.total


async def withdrawn(programme_id: int, asker: Asker, as_of: date, today: date, lead: int = 0) -> int:
    """How many tasks are withdrawn on a day, outside the total: the asker's, or of what one agency leads."""
    return await count(programme_id, asker, Filter(buckets=(WITHDRAWN,), lead=lead), as_of, today, 1)


async def bucket_counts(programme_id: int, asker: Asker, as_of: date, today: date, lead: int = 0) -> Figures:
    """The five figures of everything the asker may see, or of what one agency leads."""
    if asker.sees_all or lead:
        return await figures(programme_id, as_of, lead)
    leads = await figures(programme_id, as_of, asker.agency_id)
    coordinates = await _coordinated(programme_id, asker, as_of, as_of < today)
    return Figures.of({name: leads.count(name) + coordinates.count(name) for name in BUCKETS})


async def _coordinated(programme_id: int, asker: Asker, as_of: date, past: bool) -> Figures:
    where = Where()
    o = "f" if past else "c"
    day = f"{where.arg(as_of)}::date"
    where.add(mine(where, asker.agency_id, "coordinating", as_of, "then" if past else "today"))
    where.add(f"{o}.programme = {where.arg(programme_id)}")
    if past:
        where.add(f"f.from_on <= {day} AND f.until_on > {day}")
    counts = ", ".join(f"count(*) FILTER (WHERE {in_bucket(name, day, o)}) AS {name}" for name in BUCKETS)
    origin = "task_coordinator AS c" + (" JOIN standing AS f ON f.task = c.task" if past else "")
    found = await row(f"SELECT {counts} FROM {origin} WHERE {where}", *where.args)
    return Figures.of(found or {})


class _Everybody:
    """The province's own view, for reports and letters, which are guarded where they are asked for."""

    agency_id = 0
    sees_all = True


EVERYBODY = _Everybody()


async def all_rows(
    programme_id: int,
    as_of: date,
    today: date,
    *,
    wanted: Filter | None = None,
    asker: Asker = EVERYBODY,
    detailed: bool = True,
    limit: int = 2_001,
) -> list[dict[str, Any]]:
    """The tasks of a report with all their words, most urgent first, at most ``limit``."""
    asked = Asked(programme_id, asker, wanted or Filter(), as_of, today, 30)
    return await select_arms(asked, limit, 0, detailed=detailed)
