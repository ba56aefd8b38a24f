"""Extensions decided many at once: one page, one form, one transaction a task, an account of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from litestar import Request, get, post
from litestar.response import Response

from tracker.database import transaction
from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict, Refused
from tracker.tasks.actions import Actor
from tracker.tasks.actions import deadlines as actions
from tracker.tasks.forms import extensions as forms
from tracker.tasks.forms.deadlines import REFUSE
from tracker.tasks.forms.extensions import Batch, Decision
from tracker.tasks.queries import extensions as queries
from tracker.tasks.queries.work import Scope, todo
from tracker.tasks.routes.lists import any_programme
from tracker.web.asof import today_of
from tracker.web.form_keys import once
from tracker.web.pages import page
from tracker.words import _, dmy

Asked = Request[Any, Any, Any]

PATH = "/extensions"
STATUS = {"done": 200, "refused": 422, "conflict": 409}


@dataclass(frozen=True)
class Outcome:
    """What became of one decision: "done", "conflict" or "refused"."""

    decision: Decision
    kind: str
    sentence: str


@get(PATH, opt={"access": "office"})
async def extensions(request: Asked) -> Response[str]:
    return await _page(request, None, [])


@post(PATH, opt={"access": "office"}, status_code=200)
async def decide_extensions(request: Asked) -> Response[str]:
    sent = list((await request.form()).multi_items())
    tasks = await queries.tasks_of(forms.rows_in(sent))
    batch = forms.read(sent, tasks, today_of(request))
    outcomes: list[Outcome] = []
    if not batch.problems:
        now = request.scope["state"]["now"]
        outcomes = [await _outcome(viewer_of(request), batch, one, now) for one in batch.decisions]
    return await _page(request, batch, outcomes)


async def _outcome(viewer: Actor, batch: Batch, one: Decision, now: datetime) -> Outcome:
    code = one.task["code"]
    # A key of its own for each task: a batch sent twice, or broken off, goes on where it stopped.
    key = str(uuid5(UUID(batch.key), code))
    try:
        async with transaction():
            if not await once(key, viewer.id, f"extensions {code}", one.digest, f"/tasks/{code}", now):
                await _decide(viewer, one, max(now, one.task["changed_at"]))
    except Conflict:
        return Outcome(
            one, "conflict", _("Somebody changed this task meanwhile: look at it, then decide again.")
        )
    except Refused as refused:
        return Outcome(one, "refused", refused.sentence)
    if one.choice == REFUSE:
        return Outcome(one, "done", _("The extension was refused."))
    return Outcome(one, "done", _("The deadline was extended to %(day)s.", day=dmy(one.due_on)))


async def _decide(viewer: Actor, one: Decision, at: datetime) -> None:
    code = one.task["code"]
    if one.choice == REFUSE or one.due_on is None or one.day is None:
        await actions.refuse_extension(viewer, code, one.version, one.text, at)
    else:
        document = actions.Document(one.number, one.day)
        await actions.grant_extension(viewer, code, one.version, one.due_on, one.text, at, document)


async def _page(request: Asked, sent: Batch | None, outcomes: list[Outcome]) -> Response[str]:
    viewer, today, facts = viewer_of(request), today_of(request), await any_programme()
    rows, more = await queries.to_decide(Scope(viewer, facts.id, today, today))
    batch = forms.again(rows, sent, _done(outcomes)) if sent else forms.blank(rows)
    found = {kind: [one for one in outcomes if one.kind == kind] for kind in STATUS}
    worst = max((STATUS[kind] for kind in found if found[kind]), default=200)
    return page(
        request, "tasks/extensions.html", status=422 if batch.problems else worst,
        rows=rows, more=more, batch=batch, problems=batch.problems, outcomes=found,
        todo=await todo(viewer, facts.id, today),
    )  # fmt: skip


def _done(outcomes: Iterable[Outcome]) -> set[int]:
    return {one.decision.task["id"] for one in outcomes if one.kind == "done"}


HANDLERS = [extensions, decide_extensions]
