"""Whether a form that changes something was sent from one of our own pages."""

from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection, Request

from tracker import settings
from tracker.web import cookies
from tracker.web.signing import genuine, mac

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HERE = frozenset({"same-origin", "none"})

Asking = ASGIConnection[Any, Any, Any, Any]


class Forged(Exception):
    """The request came from another site, or without the token of this session."""


def token_for(request: Asking) -> str:
    """The token that forms on the page being made must bring back; empty where there is none to bind to."""
    bound = _bound_to(request)
    return mac("csrf", bound) if bound else ""


def check_origin(request: Asking) -> None:
    """Raise Forged for a request that another site started; looks at no more than headers."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in HERE:
            raise Forged
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin not in _own_origins(request):
        raise Forged


async def check_token(request: Request[Any, Any, Any]) -> None:
    """Raise Forged unless the header or the form carries this session's token.

    Either will do: after a boosted sign-in the body's header may still be the visitor's.
    """
    bound = _bound_to(request)
    if not bound:
        raise Forged
    if genuine("csrf", bound, request.headers.get(HEADER, "")):
        return
    sent = (await request.form()).get(FIELD, "")
    if not isinstance(sent, str) or not genuine("csrf", bound, sent):
        raise Forged


def _bound_to(request: Asking) -> str:
    state = request.scope["state"]
    session = str(state.get("session_token", ""))
    return session or str(state.get("visitor") or request.cookies.get(cookies.VISITOR, ""))


def _own_origins(request: Asking) -> set[str]:
    base = urlsplit(settings.current().base_url)
    host = request.headers.get("Host", "")
    return {f"{base.scheme}://{base.netloc}", f"{request.scope['scheme']}://{host}"}
