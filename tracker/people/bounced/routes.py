"""The page of addresses from which letters come back; the administrator settles, the office reads."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.clock import day_of
from tracker.database import transaction
from tracker.mail.bounces.rules import FLAGGED_FROM, HARD, SOFT
from tracker.people.bounced.actions import settle
from tracker.people.bounced.queries import FADES, bounced
from tracker.people.viewer import Viewer, viewer_of
from tracker.refusal import Refused
from tracker.web.form_keys import digest, new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _, language

Asked = Request[Any, Any, Any]

PATH = "/bounces"
LONGEST = 9  # digits of a person's number


@get(PATH, opt={"access": "office_or_admin"})
async def bounced_page(request: Asked) -> Response[str]:
    found = await bounced(_today(request))
    return page(
        request, "people/bounced.html", found=[(one, new_key()) for one in found],
        flagged=sum(one.flagged for one in found), limit=FLAGGED_FROM, hard=HARD, soft=SOFT, days=FADES.days,
        points=_points,
    )  # fmt: skip


@post(PATH, opt={"access": "admin"}, status_code=303)
async def bounced_send(request: Asked) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    said = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    person = said.get("person", "")
    if not (person.isascii() and person.isdigit() and len(person) <= LONGEST):
        raise Refused(_("The form did not arrive whole. Open the page again and send it anew."))
    async with transaction():
        key, purpose = said.get("form_key", ""), f"{PATH} {person}"
        if await once(key, viewer.id, purpose, digest(said.items()), PATH, now):
            return see_other(request, PATH)
        name = await settle(viewer, int(person), said.get("seen", ""), now)
    return see_other(request, PATH, _("The address of %(name)s is counted from nothing again.", name=name))


async def card(request: Asked, viewer: Viewer) -> Mapping[str, object]:
    """For the administrator's account page: how many addresses want a look."""
    flagged = sum(one.flagged for one in await bounced(_today(request))) if viewer.role == "admin" else 0
    return {"bounced_flagged": flagged}


def _today(request: Asked) -> date:
    return day_of(request.scope["state"]["now"])


def _points(score: float) -> str:
    """A score with the reader's decimal mark: 0,5."""
    text = f"{score:g}"
    return text.replace(".", ",") if language() == "vi" else text


HANDLERS = [bounced_page, bounced_send]
