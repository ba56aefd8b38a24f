"""How an answer is made: a whole page or the block that htmx asked for, and where to go next."""

from collections.abc import Mapping
from typing import Any, Protocol, cast
from urllib.parse import parse_qs, quote, urlsplit

from litestar.connection import ASGIConnection
from litestar.response import Response

from tracker import settings, templating, words
from tracker.web import charts as charts  # lends its arithmetic to the templates
from tracker.web import notice as notices
from tracker.web.asof import AsOf, today_of
from tracker.web.csrf import SAFE, token_for
from tracker.web.nav import entries, home_of
from tracker.web.places import local_path, url, url_pairs
from tracker.web.static_files import asset, integrity

Asking = ASGIConnection[Any, Any, Any, Any]

AS_WRITTEN = "/?&=%#:;,+@!$'()*[]~"  # signs of an address that a header takes as they are


class Known(Protocol):
    """What a page needs of whoever reads it."""

    @property
    def role(self) -> str: ...
    @property
    def language(self) -> str: ...


def page(
    request: Asking, template: str, *, block: str | None = None, status: int = 200, **context: object
) -> Response[str]:
    """A template as the answer to a request.

    The whole page for a plain, boosted or history-restore request; the block alone when htmx
    asked for the element of that name. A problem with the day asked for turns 200 into 422.
    """
    alone = block is not None and wants_block(request, block)
    given = {**_surroundings(request), **context}
    asked = cast(AsOf, given["as_of"])
    given.update(today=asked.today, is_past=asked.is_past)
    if asked.problem and status == 200:
        status = 422
    if alone:
        body = templating.render_block(template, cast(str, block), **given)
    else:
        body = templating.render(template, **given)
    answer = Response(body, status_code=status, media_type="text/html", headers=_headers())
    if request.scope.get("method") not in SAFE:
        # A form's own address cannot be asked for: a reload must find the page the form stands on.
        answer.headers["HX-Push-Url"] = "false"
    if not alone and given["notice"]:
        answer.cookies.append(notices.gone())
    return answer


def wants_block(request: Asking, block: str) -> bool:
    """Whether htmx asked for this one element of a page."""
    headers = request.headers
    if headers.get("HX-Boosted") or headers.get("HX-History-Restore-Request"):
        return False
    return headers.get("HX-Request") == "true" and headers.get("HX-Target") == block


def see_other(request: Asking, location: str, notice: str = "") -> Response[str]:
    """Go and look there (303), with a sentence for the page that comes; this site's pages only.

    htmx follows a 303 by itself and sends its headers along, so that ``page`` answers in kind.
    """
    answer = Response(
        "",
        status_code=303,
        media_type="text/html",
        headers={**_headers(), "Location": quote(local_path(location), safe=AS_WRITTEN)},
    )
    if notice:
        answer.cookies.append(notices.keep(notice))
    return answer


def error_of(problems: Mapping[str, str], field: str) -> dict[str, str] | None:
    """A field's problem as the form macros want it."""
    found = problems.get(field)
    return {"text": found, "visuallyHiddenText": words._("Error")} if found else None


def error_list(problems: Mapping[str, str], ids: Mapping[str, str]) -> list[dict[str, str]]:
    """All problems as the error summary wants them, each leading to its field."""
    return [
        {"text": sentence, "href": f"#{ids.get(field, field)}"} if field else {"text": sentence}
        for field, sentence in problems.items()
    ]


def _headers() -> dict[str, str]:
    return {"Vary": "HX-Request", "Cache-Control": "no-store"}


def _surroundings(request: Asking) -> dict[str, object]:
    state = request.scope["state"]
    viewer = cast("Known | None", state.get("viewer"))
    set_up = settings.current()
    path = request.scope["path"]
    role = viewer.role if viewer else ""
    return {
        "viewer": viewer,
        "language": words.language(),
        "csrf_token": token_for(request),
        "organisation": set_up.organisation,
        "support": set_up.support,
        "demo": set_up.demo,
        "nav": entries(role, path) if viewer else [],
        "home": home_of(role) if viewer else "/",
        "as_of": AsOf(today_of(request), today_of(request)),
        "now": state["now"],
        "path": path,
        "here": _here(request),
        "projector": request.query_params.get("mode") == "projector",
        "notice": notices.read(request),
    }


def _here(request: Asking) -> str:
    """The page the reader is on, for coming back to it; a form's own address cannot be asked for."""
    if request.scope.get("method") == "GET":
        return url(request.scope["path"], request.query_params.dict())
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    return url(referrer.path or "/", parse_qs(referrer.query))


templating.provide(
    asset=asset, integrity=integrity, url=url, url_pairs=url_pairs, error_of=error_of, error_list=error_list
)
