"""The application with a few routes that misbehave on purpose."""

import asyncio
from typing import Any

import pytest
from litestar import Litestar, Request, get, post
from litestar.response import Response

from tests.web.site import made
from tracker.database.engine import Engine
from tracker.refusal import Conflict, NotThere, Refused
from tracker.web.asof import as_of
from tracker.web.pages import page, see_other

Asked = Request[Any, Any, Any]
FAILURES: dict[str, Exception] = {
    "broken": ZeroDivisionError("secret detail"),
    "away": ConnectionRefusedError("no server"),
    "late": TimeoutError(),
    "refused": Refused("Không trình được nhiệm vụ đã rút"),
    "not-there": NotThere(),
    "conflict": Conflict(),
}


@get("/probe/fail/{kind:str}", opt={"access": "public"})
async def failing(request: Asked) -> Response[str]:
    raise FAILURES[request.path_params["kind"]]


@get("/probe/page", opt={"access": "signed_in"})
async def paged(request: Asked) -> Response[str]:
    return page(
        request, "people/account.html", block="main", as_of=as_of(request), sessions=[], role_name="–"
    )


@post("/probe/save", opt={"access": "signed_in"}, status_code=303)
async def saved(request: Asked) -> Response[str]:
    return see_other(request, "/account", "Đã lưu <b>nhiệm vụ</b>")


@get("/probe/slow", opt={"access": "signed_in"})
async def slow(request: Asked) -> Response[str]:
    await asyncio.sleep(0.2)
    return page(request, "people/account.html", sessions=[], role_name="–")


@get("/probe/policy", opt={"access": "public"})
async def own_policy() -> Response[str]:
    return Response("<p>x</p>", media_type="text/html", headers={"Content-Security-Policy": "sandbox"})


def for_role(rule: str) -> Any:
    """A route that only a rule stands before."""

    @get(f"/probe/only/{rule}", opt={"access": rule})
    async def only() -> str:
        return "in"

    return only


RULES = (
    "province", "tasks", "worker_roles", "parties", "office", "office_or_admin", "history", "auditor",
    "admin", "demo", "public", "signed_in", "told", "ledger", "letters",
)  # fmt: skip
PROBES = (failing, paged, saved, slow, own_policy, *map(for_role, RULES))


@pytest.fixture
def served(database: Engine) -> Litestar:
    """The application and the probes, on a database of the test's own."""
    return made(*PROBES)
