"""Calendar feeds: read by calendars under a secret address, made and taken back on the account page."""

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker import settings
from tracker.clock import at as moment_at
from tracker.database import transaction
from tracker.exchange.feeds import actions
from tracker.exchange.feeds.queries import Feed, deadlines, feed_of, feeds_of
from tracker.exchange.feeds.rules import event, name_of, scopes
from tracker.exchange.feeds.writing import calendar
from tracker.people.cards import account_page
from tracker.people.viewer import Viewer, viewer_of
from tracker.refusal import NotThere, Refused
from tracker.web.form_keys import digest, new_key, once
from tracker.web.pages import see_other
from tracker.words import _, speaking

Asked = Request[Any, Any, Any]

PATH = "/account/feeds"
CARD = "/account#feeds"
ENDING = ".ics"


@get("/feeds/{name:str}", opt={"access": "public"})
async def feed(request: Asked, name: FromPath[str]) -> Response[Any]:
    state = request.scope["state"]
    found = await feed_of(name.removesuffix(ENDING), state["now"]) if name.endswith(ENDING) else None
    if found is None:
        raise NotThere
    with speaking(found.language):
        if not found.alive or found.scope not in scopes(found.role):
            return Response(_("This calendar was taken back."), status_code=410, media_type="text/plain")
        content = await _written(found, state["today"])
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=900"}
    if tag in request.headers.get("If-None-Match", ""):
        return Response(None, status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    return Response(content, media_type="text/calendar", headers=headers)


async def _written(found: Feed, today: date) -> bytes:
    events = [
        event(one, moment_at(one["due_on"] + timedelta(days=1), 0)) for one in await deadlines(found, today)
    ]
    name = name_of(found.scope, found.sees_all)
    return await asyncio.to_thread(calendar, name, events, settings.current().base_url)


async def card(request: Asked, viewer: Viewer) -> Mapping[str, object]:
    """What the account page shows of a person's feeds: each that their role has, with or without address."""
    made, none = await feeds_of(viewer.id), {"made_at": None, "read_at": None}
    feeds = [
        {"scope": scope, "name": name_of(scope, viewer.sees_all), "key": new_key(), **made.get(scope, none)}
        for scope in scopes(viewer.role)
    ]
    return {"feeds": feeds, "feed_address": ""}


@post(PATH, opt={"access": "tasks"}, status_code=200)
async def feeds_send(request: Asked) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    said = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    scope, wanted = said.get("scope", ""), said.get("do", "")
    if wanted not in {"make", "revoke"}:
        raise Refused(_("The form did not arrive whole. Open the page again and send it anew."))
    async with transaction():
        if await once(said.get("form_key", ""), viewer.id, PATH, digest(said.items()), CARD, now):
            return see_other(
                request, CARD, _("This was done already. An address that was not copied is renewed.")
            )
        if wanted == "revoke":
            await actions.revoke(viewer, scope, now)
            return see_other(request, CARD, _("The address was taken back: calendars get nothing from it."))
        token = await actions.make(viewer, scope, now)
    address = f"{settings.current().base_url.rstrip('/')}/feeds/{token}{ENDING}"
    return await account_page(request, feed_address=address, feed_name=name_of(scope, viewer.sees_all))


HANDLERS = [feed, feeds_send]
