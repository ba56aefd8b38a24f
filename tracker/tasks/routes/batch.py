"""Submissions decided many at once, the document beside: one form, one transaction a task."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from litestar import Request, get, post
from litestar.response import Response

from tracker.database import transaction
from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict, Refused
from tracker.tasks import actions
from tracker.tasks.actions import Actor
from tracker.tasks.forms import batch as forms
from tracker.tasks.forms.batch import Batch, Decision
from tracker.tasks.forms.deciding import for_office, for_superior
from tracker.tasks.forms.fields import whole
from tracker.tasks.queries import batch as queries
from tracker.tasks.queries.batch import AT_ONCE, BANDS, Narrowed, Waiters
from tracker.tasks.queries.work import Scope, todo
from tracker.tasks.routes.lists import any_programme
from tracker.tasks.routes.pictures import Beside, beside
from tracker.tasks.routes.task_view import after_return, verdict
from tracker.web.asof import today_of
from tracker.web.form_keys import once
from tracker.web.pages import page
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/confirm"
STATUS = {"done": 200, "refused": 422, "conflict": 409}


@dataclass(frozen=True)
class Outcome:
    """What became of one decision: "done", "conflict" or "refused"."""

    decision: Decision
    kind: str
    sentence: str


@get(PATH, opt={"access": "office"})
async def batch(request: Asked) -> Response[str]:
    return await _page(request, None, [])


@post(PATH, opt={"access": "office"}, status_code=200)
async def decide_batch(request: Asked) -> Response[str]:
    sent = list((await request.form()).multi_items())
    tasks = await queries.tasks_of(forms.rows_in(sent))
    form = forms.read(sent, tasks, today_of(request))
    outcomes: list[Outcome] = []
    if not form.problems:
        now = request.scope["state"]["now"]
        outcomes = [await _outcome(viewer_of(request), form, one, now) for one in form.decisions]
    return await _page(request, form, outcomes)


async def _outcome(viewer: Actor, form: Batch, one: Decision, now: datetime) -> Outcome:
    code = one.task["code"]
    # A key of its own for each task: a batch sent twice, or broken off, goes on where it stopped.
    key = str(uuid5(UUID(form.key), code))
    try:
        async with transaction():
            if not await once(key, viewer.id, f"batch {code}", one.digest, f"/tasks/{code}", now):
                await _decide(viewer, one, max(now, one.task["changed_at"]))
    except Conflict:
        return Outcome(
            one, "conflict", _("Somebody changed this task meanwhile: look at it, then decide again.")
        )
    except Refused as refused:
        return Outcome(one, "refused", refused.sentence)
    return Outcome(one, "done", _done_in_words(one.verb))


async def _decide(viewer: Actor, one: Decision, at: datetime) -> None:
    code = one.task["code"]
    if one.verb == "return":
        await actions.return_(viewer, code, one.version, one.reason, at)
    elif one.verb == "endorse":
        await actions.endorse(viewer, code, one.version, at)
    else:
        await actions.confirm(viewer, code, one.version, at, document=one.document)


def _done_in_words(verb: str) -> str:
    if verb == "return":
        return _("returned to be completed")
    if verb == "endorse":
        return _("confirmed by the office; the superior's confirmation is awaited")
    return _("confirmed as completed")


async def _page(request: Asked, sent: Batch | None, outcomes: list[Outcome]) -> Response[str]:
    viewer, today, facts = viewer_of(request), today_of(request), await any_programme()
    scope = Scope(viewer, facts.id, today, today)
    agencies = await queries.waiters(scope)
    wanted, lead = _narrowed(request, agencies)
    total = sum(one.over(wanted.waiting) for one in agencies if lead in {0, one.id})
    rows = await queries.queue(scope, lead, wanted)
    form = _form(rows, sent, outcomes)
    found = {kind: [one for one in outcomes if one.kind == kind] for kind in STATUS}
    worst = max((STATUS[kind] for kind in found if found[kind]), default=200)
    return page(
        request, "tasks/batch.html", block="batch", status=422 if form.problems else worst,
        rows=rows, batch=form, problems=form.problems, outcomes=found, total=total,
        agencies=agencies, wanted=wanted, bands=_bands(agencies, lead, wanted), at_once=AT_ONCE,
        beside=await _beside(request, rows, form), reader=viewer.id, views=_views(rows, today),
        todo=await todo(viewer, facts.id, today),
    )  # fmt: skip


def _narrowed(request: Asked, agencies: list[Waiters]) -> tuple[Narrowed, int]:
    """What the address asks for, as far as there is such a thing, and the agency's id."""
    said = request.query_params
    one = next((one for one in agencies if one.code == said.get("agency")), None)
    days = next((days for days in BANDS if str(days) == said.get("waiting")), 0)
    total = sum(each.over(days) for each in agencies if one in (None, each))
    last = max(-(-total // AT_ONCE), 1)
    page = min(max(whole(str(said.get("page", ""))) or 1, 1), last)
    return Narrowed(one.code if one else "", days, page), one.id if one else 0


def _bands(agencies: list[Waiters], lead: int, wanted: Narrowed) -> list[tuple[int, int]]:
    """How many wait for over so many days, longest first; 0 days are all."""
    shown = [one for one in agencies if lead in {0, one.id}]
    return [(days, sum(one.over(days) for one in shown)) for days in (*reversed(BANDS), 0)]


def _form(rows: list[dict[str, Any]], sent: Batch | None, outcomes: Iterable[Outcome]) -> Batch:
    if sent is None:
        return forms.blank(rows)
    by_kind = {kind: {one.decision.task["id"] for one in outcomes if one.kind == kind} for kind in STATUS}
    return forms.again(rows, sent, by_kind["done"], by_kind["conflict"] | by_kind["refused"])


async def _beside(request: Asked, rows: list[dict[str, Any]], form: Batch) -> Beside | None:
    """The opened document: the one asked for, or the first of the queue."""
    task, file = form.opened or (0, 0)
    opened = next((row for row in rows if row["id"] == task), rows[0] if rows else None)
    return await beside(request, opened, file if opened and opened["id"] == task else 0) if opened else None


def _views(rows: Iterable[dict[str, Any]], today: date) -> dict[int, dict[str, Any]]:
    """What each decision would mean, in words."""
    return {
        row["id"]: {
            "superior": for_superior(row),
            "bucket": "awaiting" if for_office(row) else verdict(row, today)[0],
            "confirmed": _("The task goes on awaiting the superior's confirmation.")
            if for_office(row)
            else verdict(row, today)[1],
            "returned": after_return(row, today),
        }
        for row in rows
    }


HANDLERS = [batch, decide_batch]
