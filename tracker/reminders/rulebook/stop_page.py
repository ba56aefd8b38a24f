"""The page behind the link that stops courtesy letters: no sign-in, and nothing stops by looking."""

import secrets
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.database import row
from tracker.refusal import NotThere
from tracker.reminders.rulebook.actions import stop_all
from tracker.reminders.rulebook.queries import choices_of
from tracker.reminders.rulebook.rules import COURTESIES, duties, offered, wants
from tracker.reminders.rulebook.stopping import person_of
from tracker.web import cookies
from tracker.web.access import ONE_CLICK
from tracker.web.csrf import is_one_click
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/letters/stop/{token:str}"


@get(PATH, opt={"access": "public"})
async def stop_page(request: Asked, token: FromPath[str]) -> Response[str]:
    person = await _person(token)
    state, known = request.scope["state"], request.cookies.get(cookies.VISITOR, "")
    if state["viewer"] is None:
        state["visitor"] = known or secrets.token_urlsafe(32)
    answer = await _page(request, person)
    if state["viewer"] is None and not known:
        answer.cookies.append(cookies.visitor(state["visitor"]))
    return answer


@post(PATH, opt={"access": "public", ONE_CLICK: True}, status_code=200)
async def stop_send(request: Asked, token: FromPath[str]) -> Response[str]:
    person = await _person(token)
    await stop_all(person["id"], request.scope["state"]["now"])
    if await is_one_click(request):
        return await _page(request, person)  # a mail program is not sent elsewhere: RFC 8058, 3.1
    return see_other(request, request.scope["path"])


async def _person(token: str) -> dict[str, Any]:
    """Whose letters a link stops. Raises NotThere for a link that is not ours, and for a closed account."""
    number = person_of(token)
    found = await row("SELECT id, full_name, role FROM person WHERE id = $1 AND disabled_at IS NULL", number)
    if found is None:
        raise NotThere
    return found


async def _page(request: Asked, person: dict[str, Any]) -> Response[str]:
    chosen, role = await choices_of(person["id"]), person["role"]
    kinds: dict[bool, list[str]] = {True: [], False: []}
    for kind in offered(role):
        kinds[wants(chosen, person["id"], kind)].append(_(COURTESIES[kind][0]))
    return page(
        request, "reminders/stop.html", name=person["full_name"], coming=kinds[True], stopped=kinds[False],
        duties=[_(sentence) for sentence in duties(role)],
    )  # fmt: skip


HANDLERS = [stop_page, stop_send]
