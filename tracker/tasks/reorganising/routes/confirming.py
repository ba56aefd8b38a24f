"""Choices are kept, a preview is confirmed, a plan is given up."""

from typing import Any

from litestar import Request, post
from litestar.response import Response

from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict, Refused
from tracker.tasks.reorganising import actions
from tracker.tasks.reorganising.forms import choices, part
from tracker.tasks.reorganising.forms.paper import Paper
from tracker.tasks.reorganising.grounds import Ground, ground
from tracker.tasks.reorganising.plans import Choices
from tracker.tasks.reorganising.queries import Reorganised, reorganisation
from tracker.tasks.reorganising.routes.answering import done_once, sent_by
from tracker.tasks.reorganising.routes.reading import ONE, PATH, asked_for, show
from tracker.tasks.reorganising.rules import seal
from tracker.web.pages import see_other
from tracker.words import _, dmy, ngettext, number

Asked = Request[Any, Any, Any]


@post(ONE + "/choices", opt={"access": "office"}, status_code=303)
async def choose(request: Asked) -> Response[str]:
    one = await asked_for(request)
    standing = await ground(one)
    paper = choices.read(await sent_by(request), one.plan, standing)
    if paper.problems:
        return await show(request, one, paper, status=422)
    confirms = paper.values["do"] == "confirm" and _same(one, standing, paper.made)
    try:
        sentence = await (_confirm if confirms else _keep)(request, one, paper)
    except Conflict:
        return await show(request, await reorganisation(one.id), paper, status=409, overtaken=True)
    except Refused as refused:
        paper.problems[refused.field] = refused.sentence
        return await show(request, await reorganisation(one.id), paper, status=422)
    return see_other(request, f"{PATH}/{one.id}", sentence)


def _same(one: Reorganised, standing: Ground, chosen: Choices) -> bool:
    """Whether the choices sent lead where the page said, so that what is confirmed is what was seen."""
    plan = choices.chosen(one.plan, chosen)
    return seal(plan, standing.outcome(plan)) == seal(one.plan, standing.outcome(one.plan))


async def _keep(request: Asked, one: Reorganised, paper: Paper) -> str:
    async def act() -> None:
        at = request.scope["state"]["now"]
        await actions.choose(viewer_of(request), one.id, paper.version, paper.made, at)

    await done_once(request, paper, f"reorganisation {one.id} choices", f"{PATH}/{one.id}", act)
    if paper.values["do"] == "confirm":
        return _("The choices were saved and changed the preview. Look at it once more, then confirm.")
    return _("The choices were saved. The preview shows them.")


async def _confirm(request: Asked, one: Reorganised, paper: Paper) -> str:
    done: list[actions.Confirmed] = []

    async def act() -> None:
        at = request.scope["state"]["now"]
        sealed = paper.values["seal"] or "?"
        done.append(await actions.confirm(viewer_of(request), one.id, paper.version, sealed, at))

    await done_once(request, paper, f"reorganisation {one.id} confirm", f"{PATH}/{one.id}", act)
    if done and done[0].state == "planned":
        return _("Planned. It will be carried out by itself at 00:05 on %(day)s.", day=dmy(one.on_day))
    if not done:
        return ""
    n = done[0].tasks
    return ngettext(
        "Carried out: %(n)s task has a new lead agency.",
        "Carried out: %(n)s tasks have a new lead agency.",
        n,
    ) % {"n": number(n)}


@post(ONE + "/state", opt={"access": "office"}, status_code=303)
async def give_up(request: Asked) -> Response[str]:
    one = await asked_for(request)
    paper = part.plain(await sent_by(request), "to")
    to = paper.values["to"]
    if to not in {"draft", "cancelled"}:
        raise Refused(_("The form did not arrive whole. Open the page again and send it anew."))

    async def act() -> None:
        at = request.scope["state"]["now"]
        await actions.give_up(viewer_of(request), one.id, paper.version, to, at)

    try:
        await done_once(request, paper, f"reorganisation {one.id} state", f"{PATH}/{one.id}", act)
    except Conflict:
        return await show(request, await reorganisation(one.id), status=409, overtaken=True)
    if to == "draft":
        return see_other(
            request, f"{PATH}/{one.id}", _("The plan is a draft again; nothing was carried out.")
        )
    return see_other(request, PATH, _("The reorganisation was cancelled; nothing was carried out."))


HANDLERS = [choose, give_up]
