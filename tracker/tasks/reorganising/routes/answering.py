"""How the office's forms are answered: one effect however often one is sent, nobody overwritten."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request
from litestar.response import Response

from tracker.database import transaction
from tracker.people.viewer import viewer_of
from tracker.refusal import Conflict, Refused
from tracker.tasks.reorganising.forms.paper import Paper
from tracker.tasks.reorganising.queries import Reorganised, reorganisation
from tracker.tasks.reorganising.routes.reading import PATH, asked_for
from tracker.web.form_keys import once
from tracker.web.pages import see_other
from tracker.words import _

Asked = Request[Any, Any, Any]
Sent = list[tuple[str, object]]


def no_draft(request: Asked, one: Reorganised) -> Response[str]:
    return see_other(request, f"{PATH}/{one.id}", _("This reorganisation is no draft any more."))


async def draft_of(request: Asked) -> Reorganised:
    """The draft of the address. Raises Refused when it is no draft any more."""
    one = await asked_for(request)
    if one.state != "draft":
        raise Refused(_("This reorganisation is no draft any more."))
    return one


async def sent_by(request: Asked) -> Sent:
    """Every field of the form as sent."""
    return list((await request.form()).multi_items())


async def done_once(
    request: Asked, paper: Paper, purpose: str, place: str, act: Callable[[], Awaitable[None]]
) -> str:
    """Do what a form asks, however often it is sent; where to go next."""
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    async with transaction():
        kept = await once(paper.key, viewer.id, purpose, paper.digest, place, now)
        if not kept:
            await act()
    return kept or place


async def saved(
    request: Asked,
    one: Reorganised,
    paper: Paper,
    what: str,
    act: Callable[[], Awaitable[None]],
    done: str = "",
) -> Response[str] | None:
    """Save a form of a draft and go back to it; None when it is to be shown again, and why stands in it."""
    place = f"{PATH}/{one.id}"
    try:
        await done_once(request, paper, f"reorganisation {one.id} {what}", place, act)
    except Refused as refused:
        paper.problems[refused.field] = refused.sentence
        return None
    except Conflict:
        paper.version = (await reorganisation(one.id)).version
        paper.overtaken = True
        paper.problems[""] = _(
            "Somebody else changed this draft meanwhile. Nothing was overwritten; look at the draft, then"
            " save what was typed once more."
        )
        return None
    return see_other(request, place, done or _("The draft was saved."))


def status(paper: Paper) -> int:
    return 409 if paper.overtaken else 422 if paper.problems else 200
