"""Whether a form that changes something was sent from one of our own pages."""

import secrets
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

# RFC 8058: all that a mail program says when its reader stops letters, and what no browser would leave out.
ONE_CLICK = [("List-Unsubscribe", "One-Click")]
BROWSERS = ("Cookie", "Origin", "Referer", "Sec-Fetch-Site")

Asking = ASGIConnection[Any, Any, Any, Any]


class Forged(Exception):
    """The request came from another site, or without the token of this session."""


def token_for(request: Asking) -> str:
    """The token that forms on the page being made must bring back; empty where there is none to bind to."""
    bound = _bound_to(request)
    return _masked(mac("csrf", bound)) if bound else ""


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
    if genuine("csrf", bound, _unmasked(request.headers.get(HEADER, ""))):
        return
    sent = (await request.form()).get(FIELD, "")
    if not isinstance(sent, str) or not genuine("csrf", bound, _unmasked(sent)):
        raise Forged


async def is_one_click(request: Request[Any, Any, Any]) -> bool:
    """Whether a mail program, and no browser, asks that letters stop.

    It has no page of ours, hence no token. The signed address says whose letters; nobody's rights are used.
    """
    if any(name in request.headers for name in BROWSERS):
        return False
    return list((await request.form()).multi_items()) == ONE_CLICK


def _masked(token: str) -> str:
    """The token under a pad of its own for each answer.

    Answers are compressed: a token that stood in them as it is could be guessed letter by letter from
    their lengths (BREACH).
    """
    plain = bytes.fromhex(token)
    pad = secrets.token_bytes(len(plain))
    return (pad + _xor(pad, plain)).hex()


def _unmasked(sent: str) -> str:
    """The token in what a form brought back, whatever that is."""
    try:
        both = bytes.fromhex(sent)
    except ValueError:
        return ""
    half = len(both) // 2
    return _xor(both[:half], both[half:]).hex()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


def _bound_to(request: Asking) -> str:
    state = request.scope["state"]
    session = str(state.get("session_token", ""))
    return session or str(state.get("visitor") or request.cookies.get(cookies.VISITOR, ""))


def _own_origins(request: Asking) -> set[str]:
    base = urlsplit(settings.current().base_url)
    host = request.headers.get("Host", "")
    return {f"{base.scheme}://{base.netloc}", f"{request.scope['scheme']}://{host}"}
