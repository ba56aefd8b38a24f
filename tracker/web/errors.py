"""What is said when something cannot be answered: what happened, that data are safe, what to do."""

import secrets
import socket
from collections.abc import Mapping
from typing import Any

import asyncpg
from litestar.connection import ASGIConnection, Request
from litestar.exceptions import HTTPException
from litestar.response import Response
from litestar.response.base import ASGIResponse
from litestar.types import ExceptionHandlersMap

from tracker.refusal import Conflict, NotThere, Refused
from tracker.web.access import PasswordDue, SignInNeeded
from tracker.web.csrf import SAFE, Forged
from tracker.web.log import log
from tracker.web.nav import entries
from tracker.web.pages import page, see_other
from tracker.web.places import url
from tracker.words import _, mark

Asking = ASGIConnection[Any, Any, Any, Any]
Asked = Request[Any, Any, Any]

SIGN_IN = "/sign-in"
CHANGE = "/account/password"
RETRY_SECONDS = "10"

# The database did not answer: nobody's mistake, and over soon.
AWAY = (
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    asyncpg.InterfaceError,
    asyncpg.TransactionRollbackError,  # two moves in each other's way: trying again helps
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)

# status: what happened, what to do
WORDS: Mapping[int, tuple[str, str]] = {
    400: (
        mark("The request could not be read"),
        mark("Nothing was changed. Go back, open the page again and try once more."),
    ),
    403: (
        mark("The form was not accepted"),
        mark("Nothing was changed. Go back, open the page again and send the form once more."),
    ),
    404: (
        mark("Page not found"),
        mark("There is nothing here for this account. Check the address or begin at the first page."),
    ),
    405: (
        mark("This address does not do that"),
        mark("Nothing was changed. Go back and use the buttons of the page."),
    ),
    409: (
        mark("Somebody else saved a change first"),
        mark("Nothing was overwritten. Go back, open the page again and compare before saving."),
    ),
    413: (
        mark("Too much was sent at once"),
        mark("Nothing was changed. Go back, shorten the text or choose a smaller file, then send again."),
    ),
    422: (mark("That cannot be done"), mark("Nothing was changed.")),
    429: (mark("Too many requests"), mark("Nothing was changed. Wait a minute, then try again.")),
    500: (
        mark("The page could not be opened"),
        mark("The system met an error. What was saved before is safe. Try again in a few minutes."),
    ),
    503: (
        mark("The system is not available at the moment"),
        mark("What was saved before is safe. Try again in a few minutes."),
    ),
}


def handlers() -> ExceptionHandlersMap:
    """Which failure is answered how, for the whole application."""
    return {
        SignInNeeded: _sign_in_needed,
        PasswordDue: lambda request, _failure: see_other(request, CHANGE),
        Forged: lambda request, _failure: problem_page(request, 403),
        NotThere: lambda request, _failure: problem_page(request, 404),
        Conflict: lambda request, _failure: problem_page(request, 409),
        Refused: _refused,
        HTTPException: _http,
        **dict.fromkeys(AWAY, _away),
        500: _broken,
    }


def problem_page(
    request: Asking,
    status: int,
    *,
    sentence: str = "",
    code: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response[str]:
    """The page for a status; ``sentence`` says what a rule refused, ``code`` is read out to support."""
    known = status if status in WORDS else 500 if status >= 500 else 400
    title, what_to_do = WORDS[known]
    viewer = request.scope["state"].get("viewer")
    answer = page(
        request,
        "errors/error.html",
        status=status,
        title=_(title),
        sentence=sentence,
        what_to_do=_(what_to_do),
        code=code,
        may_search=known == 404,
        path="",  # the page for what is not there must not differ from that for what is not theirs
        here="/",
        nav=entries(viewer.role, "") if viewer else [],
        now=None,
    )
    answer.headers.update(headers or {})
    return answer


def last_resort(connection: Asking, failure: Exception) -> ASGIResponse:
    """The answer when even the routes could not be reached, or an error page failed."""
    away = isinstance(failure, AWAY)
    code = "" if away else told(connection, failure)
    try:
        found = problem_page(connection, 503 if away else 500, code=code, headers=_retry(away))
        body = found.content
    except Exception:
        log().exception("error page failed", code=code)
        body = f"{code}\n"
    return ASGIResponse(
        body=body.encode(), status_code=503 if away else 500, media_type="text/html", headers=_retry(away)
    )


def _retry(away: bool) -> dict[str, str]:
    return {"Retry-After": RETRY_SECONDS} if away else {}


def told(connection: Asking, failure: Exception) -> str:
    """Tell the log of a failure; the code by which support finds the line."""
    code = secrets.token_hex(4).upper()
    code = f"{code[:4]}-{code[4:]}"
    log().error("failed", code=code, path=connection.scope["path"], exc_info=failure)
    return code


def _broken(request: Asked, failure: Exception) -> Response[str]:
    return problem_page(request, 500, code=told(request, failure))


def _away(request: Asked, failure: Exception) -> Response[str]:
    log().warning("database away", path=request.scope["path"], reason=type(failure).__name__)
    return problem_page(request, 503, headers=_retry(True))


def _refused(request: Asked, failure: Refused) -> Response[str]:
    return problem_page(request, 422, sentence=failure.sentence)


def _http(request: Asked, failure: HTTPException) -> Response[str]:
    if failure.status_code >= 500:
        return _broken(request, failure)
    # 401 comes only from asking who a visitor of an open route is: the same as nothing there.
    status = 404 if failure.status_code == 401 else failure.status_code
    kept = {name: value for name, value in (failure.headers or {}).items() if name.lower() == "allow"}
    return problem_page(request, status, headers=kept)


def _sign_in_needed(request: Asked, failure: SignInNeeded) -> Response[str]:
    """To the sign-in page; what was typed into a form is shown first, so that it can be copied."""
    fragment = request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")
    if request.method in SAFE:
        here = url(request.scope["path"], request.query_params.dict())
        there = url(SIGN_IN, {"next": here} if here != "/" else {})
        if not fragment:
            return see_other(request, there)
        answer = problem_page(request, 401)
        answer.headers["HX-Redirect"] = there
        return answer
    answer = page(request, "errors/sign_in_again.html", status=401, typed=failure.typed, sign_in=SIGN_IN)
    answer.headers["HX-Retarget"] = "body"  # htmx shows it in place of the page, boosted or not
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer
