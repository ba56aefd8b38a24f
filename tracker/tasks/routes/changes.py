"""What changed between two days: one table that leads from total to total, one card a kind of change."""

from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.people.viewer import Viewer, viewer_of
from tracker.tasks.forms.changes import Asked, asked
from tracker.tasks.queries.changes import KINDS, Between, before, changes, tasks
from tracker.tasks.queries.choices import choices
from tracker.tasks.queries.work import todo
from tracker.tasks.routes.changes_view import PATH, Card, ChangesView
from tracker.tasks.routes.lists import any_programme
from tracker.web.asof import as_of
from tracker.web.pages import page

Asking = Request[Any, Any, Any]

SHOWN = 4  # tasks of a card; all are one link away
PER_PAGE = 25


@get(PATH, opt={"access": "tasks"})
async def compared(request: Asking) -> Response[str]:
    viewer, about = viewer_of(request), await any_programme()
    known = await choices(about.id, viewer)
    wanted = asked(request.query_params, as_of(request), viewer, known.agencies)
    found = {} if wanted.problems else await _found(viewer, about.id, wanted)
    return page(
        request,
        "tasks/changes.html",
        status=422 if wanted.problems else 200,
        as_of=wanted.last if not wanted.last.problem else as_of(request),
        asked=wanted,
        problems=wanted.problems,
        agencies=known.agencies,
        per_page=PER_PAGE,
        todo=await todo(viewer, about.id, wanted.last.today),
        **{"view": None, "cards": [], **found},
    )


async def _found(viewer: Viewer, programme_id: int, wanted: Asked) -> dict[str, Any]:
    of = Between(programme_id, viewer, wanted.first.day, wanted.last.day, wanted.lead)
    view = ChangesView(wanted, await before(of), await changes(of))
    kinds = [kind for kind in KINDS if view.found.count(kind)]
    if wanted.kind:
        return {"view": view, "cards": [await _whole(view, of)]}
    first = await tasks(of, kinds, SHOWN)
    return {"view": view, "cards": [view.card(kind, first[kind]) for kind in kinds]}


async def _whole(view: ChangesView, of: Between) -> Card:
    """One kind of change, page by page."""
    wanted, n = view.asked, view.found.count(view.asked.kind)
    wanted.page = min(wanted.page, max(1, -(-n // PER_PAGE)))
    found = await tasks(of, [wanted.kind], PER_PAGE, (wanted.page - 1) * PER_PAGE)
    return view.card(wanted.kind, found[wanted.kind])


HANDLERS = [compared]
