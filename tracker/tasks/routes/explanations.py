"""Requests to explain across the province: who still owes an answer, and what was answered lately."""

from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.people.viewer import viewer_of
from tracker.tasks.queries import explanations as queries
from tracker.tasks.queries.work import MOST, Scope, todo
from tracker.tasks.routes.lists import any_programme
from tracker.web.asof import as_of
from tracker.web.pages import page
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/explanations"


@get(PATH, opt={"access": "province"})
async def explanations(request: Asked) -> Response[str]:
    viewer, asked, facts = viewer_of(request), as_of(request), await any_programme()
    scope = Scope(viewer, facts.id, asked.day, asked.today)
    agencies = {one["code"]: one for one in await queries.agencies(facts.id)}
    code = str(request.query_params.get("agency", ""))
    wrong = {"agency": _("There is no agency with the code “%(value)s”", value=code)}
    problems = wrong if code and code not in agencies else {}
    lead = 0 if problems or not code else agencies[code]["id"]
    return page(
        request, "tasks/explanations.html", status=422 if problems else 200, as_of=asked, problems=problems,
        agencies=list(agencies.values()), agency=code, most=MOST, days=queries.LATELY_DAYS,
        unanswered=await queries.unanswered(scope, lead),
        answered=await queries.answered(scope, queries.LATELY_DAYS, lead),
        todo=await todo(viewer, facts.id, asked.today),
    )  # fmt: skip


HANDLERS = [explanations]
