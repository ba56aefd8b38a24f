"""What cannot be answered, said to programs: application/problem+json (RFC 9457) in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from litestar import Request
from litestar.exceptions import HTTPException, NotFoundException, ValidationException
from litestar.response import Response
from litestar.routes import HTTPRoute
from litestar.types import ExceptionHandlersMap

from tracker.exchange.api.wording import worded
from tracker.refusal import Conflict, NotThere, Refused
from tracker.web import errors as pages
from tracker.web.log import log
from tracker.web.visit import MACHINES
from tracker.words import _, language, mark

MEDIA_TYPE = "application/problem+json"
TYPES = "/api/v1#problem-"  # where each kind is explained: the page of the interface

# status: the kind's name in its address, what happened
KINDS: Mapping[int, tuple[str, str]] = {
    400: ("unreadable", mark("The request could not be read")),
    401: ("token", mark("A good token is needed")),
    403: ("scope", mark("The token may not do this")),
    404: ("not-there", mark("There is nothing here for this token")),
    405: ("method", mark("This address does not do that")),
    409: ("conflict", mark("Somebody else saved a change first")),
    412: ("changed", mark("The record has changed since it was read")),
    413: ("too-large", mark("Too much was sent at once")),
    414: ("too-long", mark("The address is too long")),
    415: ("not-json", mark("The body must be JSON: Content-Type: application/json")),
    422: ("refused", mark("That cannot be done")),
    428: ("no-version", mark("The version that the change was made for is missing")),
    429: ("too-many", mark("Too many requests")),
    500: ("error", mark("The system met an error")),
    503: ("away", mark("The system is not available at the moment")),
}

Asked = Request[Any, Any, Any]
Fault = Mapping[str, str]  # detail, and where: pointer (JSON pointer into the body), parameter or header


class Problem(Exception):
    """A request that is not answered: status, a sentence in the reader's language, what is wrong where."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        errors: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})

    @classmethod
    def of_field(cls, field: str, sentence: str) -> "Problem":
        """Something wrong with a field of the body, such as ``percent`` or ``result/number``: 422."""
        return cls(422, sentence, errors=[{"detail": sentence, "pointer": pointer(field)}])

    @classmethod
    def of_fields(cls, sentences: Mapping[str, str]) -> "Problem":
        """All that is wrong with the body, by field: what a form of the pages calls its problems."""
        found = [{"detail": said, **_place(field)} for field, said in sentences.items()]
        return cls(422, next(iter(sentences.values()), ""), errors=found)

    @classmethod
    def of_parameter(cls, name: str, sentence: str) -> "Problem":
        """Something wrong with a parameter of the address: 422."""
        return cls(422, sentence, errors=[{"detail": sentence, "parameter": name}])

    @classmethod
    def of_header(cls, name: str, sentence: str) -> "Problem":
        """Something wrong with a header: 422."""
        return cls(422, sentence, errors=[{"detail": sentence, "header": name}])


def pointer(field: str) -> str:
    """The JSON pointer to a field of the body (RFC 6901)."""
    return f"#/{field.replace('.', '/')}"


def beside(of_pages: ExceptionHandlersMap) -> ExceptionHandlersMap:
    """The application's answers to failures: pages to people, problems to programs."""

    def split(page: Callable[..., Response[Any]]) -> Callable[[Asked, Exception], Response[Any]]:
        def answer(request: Asked, failure: Exception) -> Response[Any]:
            return answered(request, failure) if _by_program(request) else page(request, failure)

        return answer

    return {**{kind: split(page) for kind, page in of_pages.items()}, Problem: answered}


def _by_program(request: Asked) -> bool:
    path = request.scope["path"]
    return path.startswith(MACHINES) or (f"{path}/" == MACHINES and request.method != "GET")


def answered(request: Asked, failure: Exception) -> Response[bytes]:
    """The answer to a failure; what nobody foresaw goes to the log, and here its code alone."""
    # The framework's own answers to OPTIONS name no access rule, and so nobody gets there: here is theirs.
    asked = request.method == "OPTIONS" and isinstance(failure, NotFoundException)
    if asked and (allowed := _allowed(request)):
        return Response(b"", status_code=204, headers={"Allow": allowed})
    found, more = _problem(request, failure), dict[str, object]()
    if found.status == 500:
        more["code"] = pages.told(request, failure)
    if found.status == 503:
        log().warning("database away", path=request.scope["path"], reason=type(failure).__name__)
    return _response(request, found, more)


def _problem(request: Asked, failure: Exception) -> Problem:
    match failure:
        case Problem():
            return failure
        case Refused():
            return Problem(422, failure.sentence, errors=_beside_field(failure))
        case NotThere():
            return Problem(404)
        case Conflict():
            return Problem(412 if "If-Match" in request.headers else 409)
        case ValidationException():
            return _not_as_described(failure)
        case HTTPException(status_code=405):
            return Problem(405, headers={"Allow": _allowed(request)})
        case HTTPException():
            return Problem(failure.status_code)
    if isinstance(failure, pages.AWAY):
        return Problem(503, headers={"Retry-After": pages.RETRY_SECONDS})
    return Problem(500)


def _allowed(request: Asked) -> str:
    """What may be done at an address (RFC 9110, 10.2.1); "" where there is none."""
    asked, found = request.scope["path"].strip("/").split("/"), set[str]()
    for route in request.app.routes:
        parts = route.path.strip("/").split("/")
        same = (part == said or part.startswith("{") for part, said in zip(parts, asked, strict=False))
        if isinstance(route, HTTPRoute) and len(parts) == len(asked) and all(same):
            found |= {str(method) for method in route.methods} | {"OPTIONS"}
    if "GET" in found:  # the house answers HEAD wherever it answers GET
        found.add("HEAD")
    return ", ".join(sorted(found))


def _beside_field(failure: Refused) -> list[Fault]:
    return [{"detail": failure.sentence, "pointer": pointer(failure.field)}] if failure.field else []


def _not_as_described(failure: ValidationException) -> Problem:
    """What the description does not allow, each with its place."""
    extra = failure.extra if isinstance(failure.extra, list) else []
    found = [
        {
            "detail": worded(str(one.get("message", ""))),
            **_place(str(one.get("key", "")), str(one.get("source", "body"))),
        }
        for one in extra
        if isinstance(one, dict)
    ]
    return Problem(422, found[0]["detail"] if found else "", errors=found)


def _place(key: str, source: str = "body") -> Fault:
    if source == "body":
        return {"pointer": "#" if key in {"", "data"} else pointer(key)}
    return {"header" if source == "header" else "parameter": key}


def _response(request: Asked, found: Problem, more: Mapping[str, object]) -> Response[bytes]:
    known = found.status if found.status in KINDS else 500 if found.status >= 500 else 400
    name, title = KINDS[known]
    said: dict[str, object] = {"type": f"{TYPES}{name}", "title": _(title), "status": found.status}
    if found.detail:
        said["detail"] = found.detail
    said["instance"] = request.scope["path"]
    if found.errors:
        said["errors"] = found.errors
    headers = {"Content-Language": language(), "Vary": "Accept-Language", **found.headers}
    body = msgspec.json.encode({**said, **more})
    return Response(body, status_code=found.status, media_type=MEDIA_TYPE, headers=headers)
