"""What is asked of tasks. Every question starts from who asks and of which day."""

from tracker.tasks.queries.figures import (
    GroupFigures,
    TrendPoint,
    figures,
    figures_by_agency,
    figures_by_area,
    trend,
)
from tracker.tasks.queries.lists import Filter, Page, all_rows, bucket_counts, count, page

__all__ = [
    "Filter",
    "GroupFigures",
    "Page",
    "TrendPoint",
    "all_rows",
    "bucket_counts",
    "count",
    "figures",
    "figures_by_agency",
    "figures_by_area",
    "page",
    "trend",
]
