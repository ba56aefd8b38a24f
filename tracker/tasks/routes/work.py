"""My work: what to do now, for those who carry tasks out and for the office that decides."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.people.viewer import Viewer, viewer_of
from tracker.programmes.queries import ProgrammeFacts
from tracker.refusal import NotThere
from tracker.tasks.queries import explanations, figures, work
from tracker.tasks.queries.contributions import owed_to
from tracker.tasks.queries.parts import open_parts, waiting_parts
from tracker.tasks.queries.refusals import refused
from tracker.tasks.routes import work_view
from tracker.tasks.routes.lists import any_programme
from tracker.tasks.routes.task_view import verdict
from tracker.web.asof import AsOf, as_of
from tracker.web.pages import page
from tracker.words import _

Asked = Request[Any, Any, Any]
# What rooms above this one have to say to people at work: a sentence, then others with where they lead.
Warned = tuple[str, list[tuple[str, str]]]
Warn = Callable[[Asked, Viewer], Awaitable[Warned | None]]

PATH = "/my-work"
LENT = "work_warnings"  # where the application keeps what was lent


@get(PATH, opt={"access": "tasks"})
async def my_work(request: Asked) -> Response[str]:
    viewer, asked, facts = viewer_of(request), as_of(request), await any_programme()
    if viewer.role not in {"office", "lead", "staff"}:
        raise NotThere
    scope = work.Scope(viewer, facts.id, asked.day, asked.today)
    if viewer.role == "office":
        return await _office(request, scope, asked, facts)
    return await _agency(request, scope, viewer, asked)


async def _agency(request: Asked, scope: work.Scope, viewer: Viewer, asked: AsOf) -> Response[str]:
    found = work_view.items(await work.of_agency(scope), viewer.role, viewer.id)
    reason = str(request.query_params.get("reason", ""))
    wrong = reason and reason not in work_view.REASONS
    shown = [item for item in found if not reason or wrong or reason in item.reasons]
    tabs = [
        (text, asked.link(PATH, reason=code), n, code == ("" if wrong else reason))
        for code, text, n in work_view.tabs(found)
    ]
    return page(
        request, "tasks/work.html", status=422 if wrong else 200, as_of=asked, tabs=tabs,
        sections=work_view.sections(shown), more=len(found) > work.MOST, total=len(found),
        waiting=await work.with_others(scope), reason=reason, owed=await _owed(scope),
        parts=[] if asked.is_past else await open_parts(viewer.agency_id, asked.day),
        own=await figures(scope.programme_id, asked.day, viewer.agency_id),
        problems={"": _("There is no such reason; all are shown.")} if wrong else {},
        todo=await work.todo(viewer, scope.programme_id, asked.today), warnings=await _warnings(request),
    )  # fmt: skip


async def _owed(scope: work.Scope) -> list[dict[str, Any]]:
    """What coordinating agencies owe the tasks that the agency leads."""
    past = scope.as_of < scope.today
    return await owed_to(scope.worker.agency_id, scope.programme_id, scope.as_of, past, work.MOST)


async def _warnings(request: Asked) -> list[Warned]:
    lent: Sequence[Warn] = request.app.state.get(LENT, ())
    return [found for warn in lent if (found := await warn(request, viewer_of(request)))]


async def _office(request: Asked, scope: work.Scope, asked: AsOf, facts: ProgrammeFacts) -> Response[str]:
    rows = [{**one, "verdict": verdict(one, asked.day)[0]} for one in await work.to_confirm(scope)]
    waiting = await work.waiting(scope)
    return page(
        request, "tasks/work_office.html", as_of=asked, warnings=await _warnings(request), rows=rows,
        waiting=waiting,
        bands=[(days, getattr(waiting, f"over_{days}")) for days in (60, 30, 7)],
        parts=await waiting_parts(facts.id, asked.day) if not asked.is_past else [],
        superior=await work.with_superior(scope) if facts.confirmation_levels > 1 else [],
        extensions=await work.extensions_to_decide(scope), unexplained=await work.unexplained(scope),
        answered=await explanations.answered(scope, explanations.NEW_DAYS, limit=work.FIRST),
        new_days=explanations.NEW_DAYS,
        not_accepted=await work.not_accepted(scope), refused=await refused(scope),
        todo=await work.todo(scope.worker, facts.id, asked.today),
    )  # fmt: skip


HANDLERS = [my_work]
