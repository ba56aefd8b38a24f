"""The head's page of the agency's officers: who of them may submit for confirmation."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.database import transaction
from tracker.people.permits import officers, permit
from tracker.people.viewer import Viewer, viewer_of
from tracker.refusal import NotThere, Refused
from tracker.web.form_keys import digest, new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/agency/people"
LONGEST = 9  # digits of a person's number


@get(PATH, opt={"access": "worker_roles"})
async def staff(request: Asked) -> Response[str]:
    head = _head(request)
    found = [{**one, "key": new_key()} for one in await officers(head.agency_id)]
    return page(request, "people/staff.html", officers=found, problems={})


@post(PATH, opt={"access": "worker_roles"}, status_code=303)
async def staff_send(request: Asked) -> Response[str]:
    head, now = _head(request), request.scope["state"]["now"]
    said = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    officer, allowed = said.get("person", ""), said.get("may_submit", "")
    if not (officer.isascii() and officer.isdigit() and len(officer) <= LONGEST) or allowed not in {"0", "1"}:
        raise Refused(_("The form did not arrive whole. Open the page again and send it anew."))
    async with transaction():
        key, purpose = said.get("form_key", ""), f"{PATH} {officer}"
        if await once(key, head.id, purpose, digest(said.items()), PATH, now):
            return see_other(request, PATH)
        name = await permit(head, int(officer), allowed == "1", now)
    if allowed == "1":
        return see_other(request, PATH, _("%(name)s may now submit for confirmation.", name=name))
    return see_other(request, PATH, _("%(name)s no longer submits.", name=name))


def _head(request: Asked) -> Viewer:
    """The head who asks. Raises NotThere for an officer."""
    viewer = viewer_of(request)
    if viewer.role != "lead":
        raise NotThere
    return viewer


HANDLERS = [staff, staff_send]
