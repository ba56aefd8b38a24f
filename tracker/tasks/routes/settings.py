"""The rules of the programme: who confirms, which deadline is official, how many days for what."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.database import row, transaction
from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict, NotThere, Refused
from tracker.tasks.actions.judging import rule
from tracker.tasks.forms.settings import RulesForm, read, standing
from tracker.tasks.queries.either import figures_by
from tracker.tasks.rules import BUCKETS
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _, ngettext, number

Asked = Request[Any, Any, Any]

PATH = "/settings/programme"


@get(PATH, opt={"access": "office"})
async def programme_rules(request: Asked) -> Response[str]:
    found = await _programme()
    return await _page(request, found, standing(found))


@post(PATH, opt={"access": "office"}, status_code=303)
async def set_programme_rules(request: Asked) -> Response[str]:
    found = await _programme()
    form = read((await request.form()).multi_items())
    viewer, now, moved = viewer_of(request), request.scope["state"]["now"], 0
    if not form.problems:
        try:
            async with transaction():
                if not await once(form.key, viewer.id, PATH, form.digest, PATH, now):
                    moved = await rule(viewer, found["id"], form.version, form.rules, now)
        except Conflict:
            form.problems[""] = _(
                "Somebody changed these rules meanwhile. Check what stands below and save again."
            )
            form.version = (await _programme())["version"]
        except Refused as refused:
            form.problems[refused.field] = refused.sentence
    if form.problems:
        form.key = new_key()
        return await _page(request, await _programme(), form, 409 if "" in form.problems else 422)
    return see_other(request, PATH, _saved(moved))


def _saved(moved: int) -> str:
    if not moved:
        return _("The rules were saved.")
    return ngettext(
        "The rules were saved; the deadline of %(n)s task moved.",
        "The rules were saved; the deadlines of %(n)s tasks moved.",
        moved,
    ) % {"n": number(moved)}


async def _programme() -> dict[str, Any]:
    found = await row("SELECT * FROM programme ORDER BY id LIMIT 1")
    if found is None:
        raise NotThere
    return found


async def _page(request: Asked, found: dict[str, Any], form: RulesForm, status: int = 200) -> Response[str]:
    today = today_of(request)
    compared = {which: await figures_by(which, found["id"], today) for which in ("current", "original")}
    return page(
        request, "tasks/settings.html", status=status, programme=found, form=form, problems=form.problems,
        compared=compared, buckets=BUCKETS,
    )  # fmt: skip


HANDLERS = [programme_rules, set_programme_rules]
