"""Who answers for lists as files: any list of tasks as its page shows it, and the figures by agency."""

from typing import Any, BinaryIO

from litestar import Request, get
from litestar.response import Stream

from tracker.evidence.serving import headers_for
from tracker.exchange.exports.columns import agency_row, of_agencies, of_day
from tracker.exchange.exports.making import Wanted, pieces, table_file, tasks_file
from tracker.exchange.sheets.model import Plan
from tracker.exchange.sheets.turns import ANSWERS
from tracker.people.viewer import Viewer, viewer_of
from tracker.refusal import Refused
from tracker.tasks.forms import filters
from tracker.tasks.queries import figures_by_agency
from tracker.tasks.queries.arms import Asked as AskedList
from tracker.tasks.queries.choices import choices
from tracker.tasks.routes.list_view import PATH, WORKERS, ListView
from tracker.tasks.routes.lists import any_programme
from tracker.web.asof import AsOf, as_of, as_of_from
from tracker.words import _, dmy, moment

Asked = Request[Any, Any, Any]

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@get([f"{PATH}.xlsx", f"{PATH}.csv"], opt={"access": "tasks"}, exception_handlers=ANSWERS)
async def tasks_as_file(request: Asked) -> Stream:
    viewer, facts, kind = viewer_of(request), await any_programme(), _kind(request)
    day = as_of_from(request)
    known = await choices(facts.id, viewer)
    asked = filters.read(request.query_params.multi_items(), known, viewer.role in WORKERS)
    if asked.problems:
        raise Refused(". ".join(asked.problems.values()))
    view = ListView(viewer, asked, known, as_of(request), facts.silent_days)
    listed = AskedList(facts.id, viewer, asked.wanted, day, view.as_of.today, facts.silent_days)
    title = _("Tasks of the programme: %(name)s", name=facts.name)
    file = await tasks_file(Wanted(viewer.id, kind, title, _notes(request, view), listed))
    return await _handed(file, kind, f"nhiem-vu-{day.isoformat()}.{kind}")


@get(["/agencies.xlsx", "/agencies.csv"], opt={"access": "province"}, exception_handlers=ANSWERS)
async def agencies_as_file(request: Asked) -> Stream:
    viewer, facts, kind = viewer_of(request), await any_programme(), _kind(request)
    day, asked = as_of_from(request), as_of(request)
    notes = (_figures_of(request, asked), _made_by(viewer, request))
    title = _("Figures by agency: %(name)s", name=facts.name)
    of = {of_day(): day.isoformat()} if kind == "csv" else {}
    plan = Plan(_("Agencies"), title, notes, (*of_agencies(), *of), 2, _("Page &P of &N"))
    found = await figures_by_agency(facts.id, day)
    file = await table_file(kind, plan, [[*agency_row(one), *of.values()] for one in found])
    return await _handed(file, kind, f"co-quan-{day.isoformat()}.{kind}")


def _kind(request: Asked) -> str:
    return str(request.scope["path"]).rpartition(".")[2]


def _notes(request: Asked, view: ListView) -> tuple[str, ...]:
    """What the sheet says of itself: of which day, narrowed and ordered how, whose."""
    narrowed = _("Filtered by: %(filters)s", filters=view.said) if view.said else _("No filter")
    order = dict(view.orders())[view.asked.wanted.sort]
    seen = (
        []
        if view.viewer.sees_all
        else [_("Led or coordinated by %(agency)s", agency=view.viewer.agency_name)]
    )
    in_order = _("%(narrowed)s. In order: %(order)s", narrowed=narrowed, order=order)
    return (_figures_of(request, view.as_of), *seen, in_order, _made_by(view.viewer, request))


def _figures_of(request: Asked, asked: AsOf) -> str:
    if asked.is_past:
        return _("Figures up to the end of %(day)s", day=dmy(asked.day))
    return _("Figures as of %(moment)s", moment=moment(request.scope["state"]["now"]))


def _made_by(viewer: Viewer, request: Asked) -> str:
    made = {
        "name": viewer.name,
        "agency": viewer.agency_name,
        "moment": moment(request.scope["state"]["now"]),
    }
    return _("Taken out by %(name)s, %(agency)s, %(moment)s", **made)


async def _handed(file: BinaryIO, kind: str, name: str) -> Stream:
    size = file.seek(0, 2)
    file.seek(0)
    return Stream(pieces(file), media_type=TYPES[kind], headers=headers_for(name, size))


HANDLERS = [tasks_as_file, agencies_as_file]
