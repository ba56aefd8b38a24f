"""The description of the interface: OpenAPI for programs, and a page of it that needs nobody else."""

from typing import Any

import msgspec
from litestar import Request, get
from litestar.response import Redirect, Response

from tracker import settings
from tracker.exchange.api import scopes, view
from tracker.exchange.api.openapi import document
from tracker.exchange.api.parts import INTRODUCTION
from tracker.web.pages import page

Asked = Request[Any, Any, Any]

PATH = "/api/v1"
KEPT = "api_document"  # where the application keeps what does not change while it runs


@get(PATH, opt={"access": "public"})
async def described(request: Asked) -> Response[Any]:
    # With a slash at its end it would be an address for programs; the router has taken it off the path.
    if request.scope.get("raw_path", b"").partition(b"?")[0].endswith(b"/"):
        return Redirect(PATH, status_code=308)
    found = _document(request)
    return page(
        request, "exchange/api.html", groups=view.groups(found), kinds=view.kinds(),
        introduction=view.said(INTRODUCTION), scopes=scopes.SCOPES, name_of=scopes.name_of,
    )  # fmt: skip


@get(f"{PATH}/openapi.json", opt={"access": "public"})
async def openapi(request: Asked) -> Response[bytes]:
    content = msgspec.json.encode(_document(request))
    return Response(content, media_type="application/json", headers={"Cache-Control": "public, max-age=300"})


def _document(request: Asked) -> dict[str, Any]:
    state = request.app.state
    if KEPT not in state:
        state[KEPT] = document(request.app, settings.current().base_url.rstrip("/"))
    found: dict[str, Any] = state[KEPT]
    return found


HANDLERS = [described, openapi]
