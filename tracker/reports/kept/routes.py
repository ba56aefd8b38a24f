"""Who answers for kept reports: the archive, a new report, and the page of each."""

import json
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.database import transaction
from tracker.people.viewer import Viewer, viewer_of
from tracker.programmes.queries import ProgrammeFacts
from tracker.refusal import NotThere, Refused
from tracker.reports.content import KINDS
from tracker.reports.gathering import scope_of
from tracker.reports.kept import archive, draft_routes, forms, frozen_routes, rules
from tracker.reports.kept.actions import NewReport, create_draft
from tracker.reports.kept.freezing import default_title
from tracker.reports.kept.queries import kept, next_id
from tracker.tasks.forms import filters
from tracker.tasks.forms.fields import whole
from tracker.tasks.queries.choices import Choices, choices
from tracker.tasks.routes.lists import any_programme
from tracker.tasks.rules import Figures
from tracker.web.asof import as_of, today_of
from tracker.web.form_keys import once
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/reports"


@get(PATH, opt={"access": "tasks"})
async def reports(request: Asked) -> Response[str]:
    viewer = viewer_of(request)
    kind = str(request.query_params.get("kind", ""))
    kind = kind if kind in KINDS else ""
    number = min(max(whole(str(request.query_params.get("page", ""))) or 1, 1), 10_000)
    found = await archive.frozen(viewer, kind, number)
    return page(
        request, "reports/archive.html", found=[_with_figures(one) for one in found], kind=kind,
        cutoff=await archive.next_cutoff((await any_programme()).id, today_of(request)),
        number=number, drafts=await archive.drafts(viewer), total=await archive.count_frozen(viewer, kind),
        any=await archive.count_frozen(viewer, ""), size=archive.PER_PAGE, kinds=KINDS,
        kind_names=rules.KIND_NAMES, formats=rules.FORMATS, short_names=rules.SHORT_NAMES,
    )  # fmt: skip


def _with_figures(one: dict[str, Any]) -> dict[str, Any]:
    scope = rules.scope_read(one["scope"])
    return {**one, "figures": Figures.of(json.loads(one["figures"])), "scope": scope}


@get(f"{PATH}/new", opt={"access": "office"})
async def new(request: Asked) -> Response[str]:
    day, facts = as_of(request), await any_programme()
    known = await choices(facts.id, viewer_of(request))
    asked: dict[str, Any] = {"day": day.day, **_wanted(request)}
    if "list" in request.query_params:
        listed = filters.read(request.query_params.multi_items(), known, agency_worker=False)
        if not listed.problems:
            asked["query"] = forms.list_query(listed.params)
    return _new(request, forms.beginning(day.today, asked), known)


def _wanted(request: Asked) -> dict[str, str]:
    asked = request.query_params
    return {name: str(asked[name]) for name in ("kind", "agency") if name in asked}


@post(f"{PATH}/new", opt={"access": "office"}, status_code=303)
async def create(request: Asked) -> Response[str]:
    viewer, facts, now = viewer_of(request), await any_programme(), request.scope["state"]["now"]
    known = await choices(facts.id, viewer)
    form = forms.new((await request.form()).multi_items(), _named(known), today_of(request))
    if not form.problems:
        try:
            return await _created(request, viewer, facts, form, now)
        except Refused as refused:
            form.problems["scope" if form.scope.kind == "list" else refused.field] = refused.sentence
        except NotThere:
            form.problems["scope"] = _("There was no such agency, area or document on that day")
    return _new(request, form, known, 422)


async def _created(
    request: Asked, viewer: Viewer, facts: ProgrammeFacts, form: forms.NewForm, now: Any
) -> Response[str]:
    day = min(form.as_of, today_of(request))
    scope = await scope_of(form.scope.kind, form.scope.code, form.scope.query, day)
    kind = form.values["kind"]
    title = form.values["title"] or default_title(kind, scope)
    wanted = NewReport(facts.id, kind, title, scope, form.as_of)
    async with transaction():
        number = await next_id()
        there = f"{PATH}/{number}"
        if kept_at := await once(form.key, viewer.id, f"{PATH}/new", form.digest, there, now):
            return see_other(request, kept_at)
        await create_draft(viewer, wanted, now, number)
    return see_other(request, there, _("The draft was begun. Its figures are fixed only when it is frozen."))


def _named(known: Choices) -> dict[str, dict[str, str]]:
    return {
        name: {code: one.name for code, one in found.items()}
        for name, found in (("agency", known.agencies), ("area", known.areas), ("source", known.sources))
    }


def _new(request: Asked, form: forms.NewForm, known: Choices, status: int = 200) -> Response[str]:
    return page(
        request, "reports/new.html", status=status, form=form, problems=form.problems, known=known,
        kind_names=rules.KIND_NAMES,
        scope_names=rules.SCOPE_NAMES,
    )  # fmt: skip


@get(f"{PATH}/{{report:int}}", opt={"access": "tasks"})
async def report(request: Asked, report: FromPath[int]) -> Response[str]:
    found = await kept(viewer_of(request), report)
    if found.frozen:
        return await frozen_routes.shown(request, found)
    return await draft_routes.shown(request, found)


HANDLERS = [reports, new, create, report, *draft_routes.HANDLERS, *frozen_routes.HANDLERS]
