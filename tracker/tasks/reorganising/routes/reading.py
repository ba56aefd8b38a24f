"""The reorganisations there are, and one of them: what was decided and what it does."""

import json
from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.database import rows
from tracker.people.viewer import viewer_of
from tracker.refusal import NotThere
from tracker.tasks.reorganising.forms.paper import Paper
from tracker.tasks.reorganising.grounds import ground
from tracker.tasks.reorganising.plans import KINDS, last_day
from tracker.tasks.reorganising.queries import Reorganised, listed, register, reorganisation
from tracker.tasks.reorganising.routes import view
from tracker.tasks.reorganising.routes.choosing import Selects
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key
from tracker.web.pages import page

Asked = Request[Any, Any, Any]

PATH = "/agencies/changes"
ONE = PATH + "/{reorganisation:int}"
CODES_SHOWN = 60


@get(PATH, opt={"access": "province"})
async def changes(request: Asked) -> Response[str]:
    office = viewer_of(request).role == "office"
    found = [one for one in await listed() if office or one.state not in {"draft", "cancelled"}]
    groups = [
        (state, [one for one in found if one.state == state])
        for state in ("draft", "planned", "done", "cancelled")
    ]
    return page(
        request, "tasks/reorganising/list.html", groups=groups, office=office, total=len(found),
        kind_names=view.KIND_NAMES, state_names=view.STATE_NAMES,
    )  # fmt: skip


@get(ONE, opt={"access": "province"})
async def change(request: Asked) -> Response[str]:
    return await show(request, await readable(request))


async def asked_for(request: Asked) -> Reorganised:
    """The reorganisation of the address. Raises NotThere."""
    return await reorganisation(int(request.path_params["reorganisation"]))


async def readable(request: Asked) -> Reorganised:
    """The reorganisation of the address; drafts and what was cancelled are the office's alone."""
    one = await asked_for(request)
    if viewer_of(request).role != "office" and one.state in {"draft", "cancelled"}:
        raise NotThere
    return one


async def show(
    request: Asked, one: Reorganised, form: Paper | None = None, *, status: int = 200, overtaken: bool = False
) -> Response[str]:
    """The page of one: a preview until it is carried out, then what it did.

    ``form`` are choices with problems, as typed; ``overtaken`` says that something changed meanwhile.
    """
    viewer = viewer_of(request)
    standing = await ground(one)
    preview = view.Preview(one, standing, viewer.id)
    known = await register(one.on_day) if one.state == "draft" else {}
    return page(
        request, "tasks/reorganising/one.html", status=status, one=one, preview=preview,
        selects=Selects(preview, form.values if form else {}), changes=_said(one, preview),
        office=viewer.role == "office", at_once=one.on_day <= today_of(request), overtaken=overtaken,
        problems=form.problems if form else {}, form_key=new_key(), kinds=KINDS,
        registered=len([code for code in known if code not in one.plan.old]),
        kind_names=view.KIND_NAMES, state_names=view.STATE_NAMES,
        done=await _done(one) if one.state == "done" else None, address=f"{PATH}/{one.id}",
        eve=last_day(one.on_day),
    )  # fmt: skip


def _said(one: Reorganised, preview: view.Preview) -> list[tuple[int, str, str]]:
    return [(n, change.kind, view.said(change, preview)) for n, change in enumerate(one.plan.changes)]


async def _done(one: Reorganised) -> dict[str, Any]:
    """What it did: tasks from agency to agency with the first of their codes, people, coordinators."""
    told = json.loads(one.outcome)
    people = {who: (old, new) for who, old, new in told["people"]}
    found = await rows(
        "SELECT username, full_name, title FROM person WHERE username = ANY ($1) ORDER BY id", list(people)
    )
    return {
        "tasks": [(old, new, len(codes), codes[:CODES_SHOWN]) for old, new, codes in told["tasks"]],
        "total": sum(len(codes) for _old, _new, codes in told["tasks"]),
        "coordinating": told["coordinating"],
        "people": [(who, *people[who["username"]]) for who in found],
    }


HANDLERS = [changes, change]
