"""The ledger's pages: the runs made and the next ones, and what the office does with those."""

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.clock import day_of
from tracker.database import transaction
from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict, NotThere, Refused
from tracker.reminders.ledger import view
from tracker.reminders.ledger.alarm import alarm
from tracker.reminders.ledger.coming import coming, other_holds
from tracker.reminders.ledger.holding import hold, release
from tracker.reminders.ledger.queries import PEOPLE_PER_PAGE, STATES, entries, run_by, runs
from tracker.reminders.ledger.reasons import reasons
from tracker.reminders.ledger.rules import KINDS, LONGEST_REASON, STANDINGS, is_run
from tracker.tasks.forms.fields import Sheet, whole
from tracker.web.form_keys import digest, new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _

PATH = "/letters"
FIELDS = ("key", "reason")

Asked = Request[Any, Any, Any]


@get(PATH, opt={"access": "ledger"})
async def ledger(request: Asked) -> Response[str]:
    return await _ledger(request)


@get(PATH + "/runs/{kind:str}/{period:str}", opt={"access": "ledger"})
async def run_page(request: Asked, kind: FromPath[str], period: FromPath[str]) -> Response[str]:
    run = await run_by(f"{kind}/{period}") if is_run(kind, period) else None
    if run is None:
        raise NotThere
    outcome = str(request.query_params.get("outcome", ""))
    if outcome and outcome not in STANDINGS:
        raise NotThere
    number = page_number(request)
    found = await entries(run, outcome, number)
    return page(
        request, "reminders/ledger_run.html", run=run, entries=found, number=number, size=PEOPLE_PER_PAGE,
        total=run.count(outcome) if outcome else sum(run.standings.values()), outcome=outcome, view=view,
        why=await reasons(run, [one["person"] for one in found]),
        tabs=[(text, request.url.path if not code else f"{request.url.path}?outcome={code}", n,
               code == outcome) for code, text, n in view.filters(run.standings, outcome)],
    )  # fmt: skip


@post(f"{PATH}/hold", opt={"access": "office"}, status_code=303)
async def hold_run(request: Asked) -> Response[str]:
    return await _act(request, needs_reason=True)


@post(f"{PATH}/release", opt={"access": "office"}, status_code=303)
async def release_run(request: Asked) -> Response[str]:
    return await _act(request, needs_reason=False)


async def _act(request: Asked, *, needs_reason: bool) -> Response[str]:
    """Hold or release a run; what a rule forbids is said beside the form, with the reason still typed."""
    sent = (await request.form()).multi_items()
    sheet = Sheet(sent, FIELDS)
    viewer, now, key = viewer_of(request), request.scope["state"]["now"], sheet.values["key"]
    sheet.text("reason", _("Enter why the run is held back") if needs_reason else "", LONGEST_REASON)
    if not is_run(*_parts(key)):
        sheet.problem("key", _("Only the next weekly run and the next daily run can be held."))
    said, purpose = digest((n, v) for n, v in sent if isinstance(v, str)), request.url.path
    if not sheet.problems:
        try:
            async with transaction():
                if not await once(sheet.hidden.get("form_key", ""), viewer.id, purpose, said, PATH, now):
                    if needs_reason:
                        await hold(viewer, key, sheet.values["reason"], now)
                    else:
                        await release(viewer, key, now)
            done = _("The run is held.") if needs_reason else _("The run is released.")
            return see_other(request, PATH, done)
        except Conflict:
            sheet.problem("", _("Somebody held or released this run meanwhile. It stands as shown below."))
        except Refused as refused:
            sheet.problem(refused.field, refused.sentence)
    return await _ledger(request, sheet.problems, sheet.values, 409 if "" in sheet.problems else 422)


async def _ledger(
    request: Asked, problems: dict[str, str] | None = None, typed: dict[str, str] | None = None,
    status: int = 200,
) -> Response[str]:  # fmt: skip
    asked, now = request.query_params, request.scope["state"]["now"]
    kind, state = str(asked.get("kind", "")), str(asked.get("state", ""))
    before = whole(str(asked.get("before", "")))
    if kind not in {"", *KINDS} or state not in {"", *STATES} or ("before" in asked and before is None):
        raise NotThere
    found, older = await runs(kind, state, before)
    next_ = await coming(now)
    return page(
        request, "reminders/ledger.html", status=status, runs=found, older=older, kind=kind, state=state,
        before=before, coming=next_, holds=await other_holds(next_), today=day_of(now), view=view,
        alarm=await alarm(now),
        problems=problems or {}, typed=typed or dict.fromkeys(FIELDS, ""), key=new_key(),
    )  # fmt: skip


def _parts(key: str) -> tuple[str, str]:
    kind, _slash, period = key.partition("/")
    return kind, period


def page_number(request: Asked) -> int:
    """The page asked for. Raises NotThere for what is no number."""
    found = whole(str(request.query_params.get("page", "1")))
    if not found:
        raise NotThere
    return found


HANDLERS = [ledger, run_page, hold_run, release_run]
