"""Everything else there is, for those who look for it."""

from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.people.viewer import viewer_of
from tracker.web.nav import groups
from tracker.web.pages import page


@get("/more", opt={"access": "signed_in"})
async def more(request: Request[Any, Any, Any]) -> Response[str]:
    return page(request, "tasks/more.html", groups=groups(viewer_of(request).role))


HANDLERS = [more]
