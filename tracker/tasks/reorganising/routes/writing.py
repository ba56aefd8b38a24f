"""What the office does about a reorganisation: each form once, and nothing typed is lost."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.people.viewer import viewer_of
from tracker.refusal import NotThere, Refused
from tracker.tasks.reorganising import actions
from tracker.tasks.reorganising.forms import decision, part
from tracker.tasks.reorganising.forms.paper import Paper
from tracker.tasks.reorganising.grounds import Ground, ground
from tracker.tasks.reorganising.plans import KINDS, last_day
from tracker.tasks.reorganising.queries import Reorganised
from tracker.tasks.reorganising.routes import view
from tracker.tasks.reorganising.routes.answering import done_once, draft_of, no_draft, saved, sent_by, status
from tracker.tasks.reorganising.routes.reading import ONE, PATH, asked_for
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]


@get(PATH + "/new", opt={"access": "office"})
async def new(request: Asked) -> Response[str]:
    return _decision_page(request, decision.blank(), None)


@post(PATH + "/new", opt={"access": "office"}, status_code=303, name="reorganisation begin")
async def begin(request: Asked) -> Response[str]:
    paper = decision.read(await sent_by(request), today_of(request))
    if paper.problems:
        return _decision_page(request, paper, None)
    number = await actions.next_number()

    async def act() -> None:
        await actions.start(viewer_of(request), number, paper.made, request.scope["state"]["now"])

    try:
        place = await done_once(request, paper, "reorganisation", f"{PATH}/{number}", act)
    except Refused as refused:
        paper.problems[refused.field] = refused.sentence
        return _decision_page(request, paper, None)
    return see_other(request, place, _("The draft was saved. Now name the agencies that change."))


@get(ONE + "/decision", opt={"access": "office"})
async def decision_form(request: Asked) -> Response[str]:
    one = await asked_for(request)
    if one.state != "draft":
        return no_draft(request, one)
    return _decision_page(request, decision.blank(one), one)


@post(ONE + "/decision", opt={"access": "office"}, status_code=303)
async def decision_send(request: Asked) -> Response[str]:
    one = await draft_of(request)
    paper = decision.read(await sent_by(request), today_of(request))

    async def act() -> None:
        at = request.scope["state"]["now"]
        await actions.decide(viewer_of(request), one.id, paper.version, paper.made, at)

    if not paper.problems and (answer := await saved(request, one, paper, "decision", act)):
        return answer
    return _decision_page(request, paper, one)


def _decision_page(request: Asked, paper: Paper, one: Reorganised | None) -> Response[str]:
    paper.key = new_key()
    return page(
        request, "tasks/reorganising/decision.html", status=status(paper), form=paper, one=one,
        problems=paper.problems,
    )  # fmt: skip


@get(ONE + "/part", opt={"access": "office"})
async def part_form(request: Asked) -> Response[str]:
    one = await asked_for(request)
    if one.state != "draft":
        return no_draft(request, one)
    standing = await ground(one)
    asked = str(request.query_params.get("place", ""))
    place = int(asked) if asked.isdecimal() and len(asked) < 5 else len(one.plan.changes)
    kind = str(request.query_params.get("kind", KINDS[0]))
    if place < len(one.plan.changes):
        kind = one.plan.changes[place].kind
    elif kind not in KINDS:
        raise NotThere
    return _part_page(request, one, standing, part.blank(kind, place, one.plan, standing, one.version))


@post(ONE + "/part", opt={"access": "office"}, status_code=303)
async def part_send(request: Asked) -> Response[str]:
    one = await draft_of(request)
    standing = await ground(one)
    sent = await sent_by(request)
    paper = part.read(sent, one.plan, standing)

    async def act() -> None:
        made, at = paper.made, request.scope["state"]["now"]
        place = part.place_of(paper.values, one.plan)
        await actions.put_part(
            viewer_of(request), one.id, paper.version, place, made.change, made.newcomers, at
        )

    if not paper.problems and (answer := await saved(request, one, paper, "part", act)):
        return answer
    return _part_page(request, one, standing, paper)


def _part_page(request: Asked, one: Reorganised, standing: Ground, paper: Paper) -> Response[str]:
    paper.key = new_key()
    kind = paper.values["kind"] if paper.values["kind"] in KINDS else KINDS[0]
    place = part.place_of(paper.values, one.plan)
    mine = one.plan.changes[place] if place < len(one.plan.changes) else None
    elsewhere = {code for change in one.plan.changes if change is not mine for code in change.old}
    offered = [
        body
        for code, body in standing.bodies.items()
        if paper.values[f"old_{code}"]
        or code == paper.values["old"]
        or (standing.may_end(code) and code not in elsewhere)
    ]
    return page(
        request, "tasks/reorganising/part.html", status=status(paper), form=paper, one=one, kind=kind,
        single=kind in part.SINGLE,
        place=place, there=mine is not None, offered=offered, numbers=part.receivers_of(kind),
        receivers=part.receivers(one.plan, standing, mine), kind_names=view.KIND_NAMES, new=part.NEW,
        agency_items=[{"value": k, "text": _(view.AGENCY_KIND_NAMES[k])} for k in part.AGENCY_KINDS],
        eve=last_day(one.on_day), problems=paper.problems,
    )  # fmt: skip


@post(ONE + "/register", opt={"access": "office"}, status_code=303)
async def take_register(request: Asked) -> Response[str]:
    one = await draft_of(request)
    paper = part.plain(await sent_by(request))
    taken = 0

    async def act() -> None:
        nonlocal taken
        at = request.scope["state"]["now"]
        taken = await actions.take_register(viewer_of(request), one.id, paper.version, at)

    done = _("The changes that the register names were added.")
    answer = await saved(request, one, paper, "register", act, done)
    if answer is None:
        raise Refused(next(iter(paper.problems.values())))
    return answer


HANDLERS = [new, begin, decision_form, decision_send, part_form, part_send, take_register]
