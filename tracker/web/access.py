"""Who may ask what: every route names a rule, and without one nobody may."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, cast

from litestar import Litestar
from litestar.connection import ASGIConnection, Request
from litestar.exceptions import HTTPException, ImproperlyConfiguredException, NotFoundException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from tracker import settings
from tracker.web.csrf import FIELD, SAFE, check_origin, check_token, is_one_click
from tracker.web.nav import EVERY_TASK_ROLE, TOLD, WORKERS

Asking = ASGIConnection[Any, Any, Any, Any]

RULES: Mapping[str, Callable[[str], bool]] = {
    "signed_in": lambda role: True,
    "province": lambda role: role in {"member", "office", "auditor"},
    "tasks": lambda role: role in EVERY_TASK_ROLE,
    "worker_roles": lambda role: role in {"lead", "staff"},
    "parties": lambda role: role in WORKERS,
    "told": lambda role: role in TOLD,
    "history": lambda role: role in {"auditor", "office"},
    "ledger": lambda role: role in {"auditor", "office", "admin"},
    "letters": lambda role: role in {"auditor", "office"},  # what they say: of tasks, so not administrators
    "auditor": lambda role: role == "auditor",
    "office": lambda role: role == "office",
    "office_or_admin": lambda role: role in {"office", "admin"},
    "admin": lambda role: role == "admin",
}
LARGEST_NUMBER = 2**31 - 1  # of the rows that addresses name
LONGEST_QUERY = 4_096  # bytes; our longest list of filters has a few hundred
MOST_TYPED = 200  # texts handed back; our largest form, of 25 decisions, has fewer
UNTYPED = ("version_", "decision_", "choice_", "t_")  # boxes of ours, not texts of theirs
API = "api"  # asked by programs with a token: what the application lends under this name decides
OPEN = frozenset({"public", "demo"})  # asked of nobody in particular
ONE_CLICK = "one_click"  # the option of the one route that a mail program may ask, at a signed address
BEFORE_CHANGE = "before_change"  # the option of routes that work before a due change of password


class SignInNeeded(Exception):
    """Nobody is signed in; ``typed`` is what their form said, so that it is not lost."""

    def __init__(self, typed: list[tuple[str, str]]) -> None:
        super().__init__()
        self.typed = typed


class PasswordDue(Exception):
    """The person must choose a password of their own before anything else."""


async def guard(connection: Asking, handler: BaseRouteHandler) -> None:
    """Let a request through to its route, or raise: in the order origin, person, rule, token."""
    if len(connection.scope.get("query_string", b"")) > LONGEST_QUERY:
        raise HTTPException(status_code=414)
    rule = str(handler.opt.get("access", ""))
    if rule == API:
        await connection.app.state[API](connection, handler)
        return
    unsafe = connection.scope.get("method") not in SAFE
    if unsafe:
        check_origin(connection)
    if rule not in OPEN:
        await _check_person(connection, rule, handler)
    elif rule == "demo" and not settings.current().demo:
        raise NotFoundException
    if any(isinstance(n, int) and not 0 <= n <= LARGEST_NUMBER for n in connection.path_params.values()):
        raise NotFoundException  # no row has such a number, and the database would not even look
    if unsafe:
        request = cast(Request[Any, Any, Any], connection)
        if not (handler.opt.get(ONE_CLICK) and await is_one_click(request)):
            await check_token(request)


async def _check_person(connection: Asking, rule: str, handler: BaseRouteHandler) -> None:
    permits = RULES.get(rule)
    if permits is None:
        raise NotFoundException
    viewer = connection.scope["state"].get("viewer")
    if viewer is None:
        raise SignInNeeded(await _typed(connection))
    if not permits(viewer.role):
        raise NotFoundException
    if viewer.must_change_password and not handler.opt.get(BEFORE_CHANGE):
        raise PasswordDue


async def _typed(connection: Asking) -> list[tuple[str, str]]:
    if connection.scope.get("method") in SAFE:
        return []
    form = await cast(Request[Any, Any, Any], connection).form()
    hidden = {FIELD, "form_key", "version"}
    said = (
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str)
        and value.strip()
        and name not in hidden
        and "password" not in name
        and not name.startswith(UNTYPED)
    )
    return list(islice(said, MOST_TYPED))


def undeclared(app: Litestar) -> list[str]:
    """The routes that name no rule, or one that does not exist."""
    return [
        f"{sorted(handler.http_methods)} {route.path}"
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler)
        and handler.http_methods != {"OPTIONS"}  # made by the framework; the guard lets nobody in
        and handler.opt.get("access") not in {*RULES, *OPEN, API}
    ]


def require_declared(app: Litestar) -> None:
    """Refuse to start with a route whose rule was forgotten."""
    if forgotten := undeclared(app):
        raise ImproperlyConfiguredException("No access rule: " + ", ".join(forgotten))
