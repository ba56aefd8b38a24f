"""The door of the machine interface: who asks by which token, for what, how often; no cookie counts."""

import re
from dataclasses import dataclass
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from tracker.exchange.api import queries, scopes
from tracker.exchange.api.problems import Problem
from tracker.people.sessions import digest
from tracker.people.viewer import Viewer, viewer_of
from tracker.refusal import NotThere
from tracker.web.access import RULES
from tracker.web.address import client_address
from tracker.web.csrf import SAFE
from tracker.words import _

SCOPE = "scope"  # the option in which a handler names the scope it wants
ROLE = "role"  # … and the rule of ``web.access`` for the role, where it is not that of tasks
KEPT = "api_key"  # where the request keeps its token

_BEARER = re.compile(r"bearer +([\w.~+/=-]{1,200}) *", re.IGNORECASE | re.ASCII)

Asking = ASGIConnection[Any, Any, Any, Any]


@dataclass(frozen=True)
class Token:
    """The token of a request that was let in."""

    id: int
    name: str
    system: str
    scopes: frozenset[str]


def asker(request: Asking) -> Viewer:
    """The person whose rights of this moment the token has: an actor for moves and queries."""
    return viewer_of(request)


def token_of(request: Asking) -> Token:
    """The token itself, behind a handler whose access is ``api``."""
    return cast(Token, request.scope["state"][KEPT])


async def enter(connection: Asking, handler: BaseRouteHandler) -> None:
    """Let a request through to its handler, or raise: in the order token, pace, scope, role, kind of body.

    The handler says ``opt={"access": "api", "scope": …}``; a scope that does not exist lets nobody in.
    """
    state = connection.scope["state"]
    state["viewer"] = None  # whatever a cookie says
    found = await _recognised(connection)
    asked = found.pop("asked")
    token = Token(
        found.pop("token"), found.pop("token_name"), found.pop("system"), frozenset(found.pop("scopes"))
    )
    state[KEPT] = token
    state["viewer"] = Viewer(**found, session_id=0, must_change_password=False)
    if asked > scopes.PER_MINUTE:
        wait = str(scopes.next_minute(state["now"]))
        raise Problem(429, headers={"Retry-After": wait})
    if asked == 1:
        await queries.note_use(token.id, state["now"], client_address(connection)[:45])
    _check_scope(token, str(handler.opt.get(SCOPE, "")))
    if not RULES[str(handler.opt.get(ROLE, "tasks"))](found["role"]):
        raise NotThere
    _check_body(connection)


async def _recognised(connection: Asking) -> dict[str, Any]:
    """The token's row. Its digest alone is looked up, so that the time taken tells nothing of any token."""
    said = connection.headers.get("Authorization", "")
    if not said:
        raise Problem(401, headers={"WWW-Authenticate": "Bearer"})
    bearer = _BEARER.fullmatch(said)
    found = None
    if bearer is not None and bearer[1].startswith(scopes.PREFIX):
        found = await queries.recognise(digest(bearer[1]), connection.scope["state"]["now"])
    if found is None:
        raise Problem(
            401,
            _("The token is unknown, has ended or was revoked, or its account is closed."),
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
        )
    return found


def _check_scope(token: Token, wanted: str) -> None:
    if wanted not in scopes.SCOPES:
        raise NotThere
    if wanted not in token.scopes:
        raise Problem(
            403,
            _("The token lacks the scope %(scope)s.", scope=wanted),
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{wanted}"'},
        )


def _check_body(connection: Asking) -> None:
    """Bodies are JSON. A body is announced by its length or comes in pieces; without one no kind is asked."""
    headers = connection.headers
    if connection.scope.get("method") in SAFE:
        return
    if headers.get("Content-Length", "0") == "0" and "Transfer-Encoding" not in headers:
        return
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, headers={"Accept-Post": "application/json"})
