"""What a report asks: one snapshot of the database, so that its counts and its lists agree."""

from datetime import date

from tracker.database import execute, transaction
from tracker.history.queries import latest_anchor
from tracker.programmes.queries import ProgrammeFacts
from tracker.refusal import Refused
from tracker.reports.rules import ANNEX_ROWS
from tracker.reports.summary import ProgressSummary, Row, totals_agree
from tracker.tasks.queries import Filter, all_rows, figures, figures_by_agency, figures_by_area
from tracker.words import _


async def progress_summary(programme: ProgrammeFacts, as_of: date, today: date) -> ProgressSummary:
    """What is known of a programme as of a day.

    Raises Refused when the groups or the list do not add up to the total: such a report is not printed.
    """
    async with transaction():
        await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        total = await figures(programme.id, as_of)
        is_whole = total.total <= ANNEX_ROWS
        summary = ProgressSummary(
            as_of=as_of,
            programme=programme.name,
            total=total,
            by_agency=await figures_by_agency(programme.id, as_of),
            by_area=await figures_by_area(programme.id, as_of),
            rows=await _listed(programme.id, as_of, today, is_whole),
            is_whole=is_whole,
            silent_days=programme.silent_days,
            anchor=await latest_anchor(),
        )
    if not totals_agree(summary):
        raise Refused(_("The figures do not add up, so no report was made. Tell support."))
    return summary


async def _listed(programme_id: int, as_of: date, today: date, is_whole: bool) -> list[Row]:
    """All tasks, or of too many the overdue and the awaiting ones, the longest overdue first."""
    if is_whole:
        return await all_rows(programme_id, as_of, today, wanted=Filter(sort="code"), limit=ANNEX_ROWS)
    found: list[Row] = []
    for bucket in ("overdue", "awaiting"):
        wanted, left = Filter(buckets=(bucket,), sort="due"), ANNEX_ROWS - len(found)
        found += await all_rows(programme_id, as_of, today, wanted=wanted, limit=left)
    return found
