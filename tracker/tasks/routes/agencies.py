"""The list of agencies: who keeps to the deadlines, judged fairly."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.people.viewer import Viewer, viewer_of
from tracker.programmes.queries import programme
from tracker.refusal import NotThere
from tracker.tasks.queries import GroupFigures, figures_by_agency
from tracker.tasks.queries.work import todo
from tracker.tasks.rules import BUCKETS, Figures, share
from tracker.web.asof import AsOf, as_of
from tracker.web.pages import page
from tracker.words import fold

Asked = Request[Any, Any, Any]

RANKED_FROM = 5  # tasks finished or overdue: one of one is not 100 per cent
SORTS = ("rank", "overdue", "total", "name")


@dataclass(frozen=True)
class Score:
    """An agency, how many of its tasks can be judged, and its place among those with enough."""

    group: GroupFigures
    rank: int = 0

    @property
    def judged(self) -> int:
        """Tasks finished or overdue: what waits for confirmation is not charged to the agency."""
        return judged(self.group.figures)

    @property
    def rate(self) -> Decimal | None:
        """Completed on time over finished or overdue, in per cent."""
        return share(self.group.figures.done_on_time, self.judged)


def judged(figures: Figures) -> int:
    """How many tasks of these figures can be judged on time or not."""
    return figures.done + figures.overdue


def ranked(groups: list[GroupFigures]) -> tuple[list[Score], list[Score]]:
    """Those with enough tasks to judge, best rate first (of equals the one with more), and the others."""
    enough = [Score(group) for group in groups if judged(group.figures) >= RANKED_FROM]
    enough.sort(key=lambda score: (-(score.rate or 0), -score.judged))
    others = [Score(group) for group in groups if judged(group.figures) < RANKED_FROM]
    return [Score(score.group, n) for n, score in enumerate(enough, 1)], others


def in_order(scores: list[Score], sort: str) -> list[Score]:
    """The scores as the reader wants them; what is equal stays as it was."""
    if sort == "overdue":
        return sorted(scores, key=lambda score: -score.group.figures.overdue)
    if sort == "total":
        return sorted(scores, key=lambda score: -score.group.figures.total)
    if sort == "name":
        return sorted(scores, key=lambda score: fold(score.group.name))
    return scores


def summed(groups: list[GroupFigures]) -> Figures:
    """The province's figures: each task has one lead agency."""
    return Figures.of({name: sum(group.figures.count(name) for group in groups) for name in BUCKETS})


@get("/agencies", opt={"access": "tasks"})
async def agencies(request: Asked) -> Response[str]:
    viewer, asked = viewer_of(request), as_of(request)
    groups, waiting = await _known(viewer, asked)
    wanted = str(request.query_params.get("sort", ""))
    sort = wanted if wanted in SORTS else "rank"
    return page(
        request,
        "tasks/agencies.html",
        block="agencies",
        as_of=asked,
        sort=sort,
        ranked_from=RANKED_FROM,
        todo=waiting,
        **_shown(viewer, groups, sort),
    )


async def _known(viewer: Viewer, asked: AsOf) -> tuple[list[GroupFigures], int]:
    """The figures of every agency on the day, and the number beside "My work"."""
    try:
        about = await programme()
    except NotThere:
        return [], 0
    return await figures_by_agency(about.id, asked.day), await todo(viewer, about.id, asked.today)


def _shown(viewer: Viewer, groups: list[GroupFigures], sort: str) -> dict[str, Any]:
    """One agency never sees another's figures: of the others only the sum of all leaves here."""
    total = summed(groups)
    all_of_them = {"total": total, "judged": judged(total), "rate": share(total.done_on_time, judged(total))}
    if not viewer.sees_all:
        own = next((Score(group) for group in groups if group.id == viewer.agency_id), None)
        return {**all_of_them, "own": own, "worst": None}
    first, others = ranked(groups)
    return {
        **all_of_them,
        "ranked": in_order(first, sort),
        "others": in_order(others, sort),
        "worst": max(groups, key=lambda group: group.figures.overdue, default=None),
    }


HANDLERS = [agencies]
