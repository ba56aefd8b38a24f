"""The list of tasks: every state of it is its address."""

from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.people.viewer import Viewer, viewer_of
from tracker.programmes.queries import ProgrammeFacts, programme
from tracker.refusal import NotThere
from tracker.tasks.forms import filters
from tracker.tasks.queries import Filter, Page, bucket_counts, count, page
from tracker.tasks.queries.choices import choices
from tracker.tasks.queries.drafts import open_drafts
from tracker.tasks.queries.lists import withdrawn
from tracker.tasks.queries.work import todo
from tracker.tasks.routes.list_view import PATH, WORKERS, Counts, ListView
from tracker.web import pages
from tracker.web.asof import AsOf, as_of
from tracker.web.places import url

Asked = Request[Any, Any, Any]


@get(PATH, opt={"access": "tasks"})
async def tasks(request: Asked) -> Response[str]:
    viewer, asked_for, facts = viewer_of(request), as_of(request), await any_programme()
    known = await choices(facts.id, viewer)
    asked = filters.read(request.query_params.multi_items(), known, viewer.role in WORKERS)
    view = ListView(viewer, asked, known, asked_for, facts.silent_days)
    found = None if asked.problems else await _page(view, facts)
    counts = await _counts(viewer, facts, asked_for)
    answer = pages.page(
        request, "tasks/list.html", block="results", status=422 if asked.problems else 200,
        view=view, asked=asked, found=found, as_of=asked_for, counts=counts, problems=asked.problems,
        drafts=await open_drafts(facts.id) if viewer.role == "office" else 0,
        alone=pages.wants_block(request, "results"), silent_days=facts.silent_days,
        todo=await todo(viewer, facts.id, asked_for.today, counts.figures if not asked_for.is_past else None),
    )  # fmt: skip
    if found and pages.wants_block(request, "results"):
        here = url(PATH, view.params, page=found.page if found.page > 1 else None)
        answer.headers["HX-Push-Url"] = here
    return answer


async def any_programme() -> ProgrammeFacts:
    """The programme; before there is one, one without tasks."""
    try:
        return await programme()
    except NotThere:
        return ProgrammeFacts(0, "", "", "", 30)


async def _page(view: ListView, facts: ProgrammeFacts) -> Page:
    day = view.as_of
    return await page(facts.id, view.viewer, view.asked.wanted, day.day, day.today, facts.silent_days)


async def _counts(viewer: Viewer, facts: ProgrammeFacts, day: AsOf) -> Counts:
    async def number(wanted: Filter) -> int:
        return await count(facts.id, viewer, wanted, day.day, day.today, facts.silent_days)

    return Counts(
        await bucket_counts(facts.id, viewer, day.day, day.today),
        await number(Filter(due="14")),
        {part: await number(Filter(part=part)) for part in filters.PARTS} if viewer.role in WORKERS else {},
        await withdrawn(facts.id, viewer, day.day, day.today),
    )


HANDLERS = [tasks]
