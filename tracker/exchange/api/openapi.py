"""The interface described in OpenAPI 3.1, out of what its handlers say of themselves.

A handler says, beside ``summary``, ``description``, ``tags`` and ``status_code``, in its ``opt``:

- ``access``: "api", ``scope``: one of ``scopes.SCOPES``, ``role``: a rule of ``web.access`` (left out: tasks)
- ``path``: a mapping from the names in its address to their types (left out: text)
- ``asks``: the struct of its query, ``takes``: the struct of its body
- ``answers``: the type of what it answers
- ``etag``: True when the answer carries an ETag, ``if_match``: True when the request must carry If-Match
- ``media_type``: of the answer, where it is not JSON; a tuple where it is one of several

Summaries and descriptions are English sentences in ``mark(…)``: the page of the interface translates them.
"""

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from tracker.exchange.api import problems
from tracker.exchange.api.examples import example
from tracker.exchange.api.parts import GROUPS, IDEMPOTENCY, IF_MATCH, INTRODUCTION, PROBLEM
from tracker.exchange.api.scopes import PREFIX
from tracker.web.access import API

REFERENCE = "#/components/schemas/{name}"
SECURITY = "token"
ALWAYS = (400, 401, 403, 404, 414, 422, 429, 500, 503)
OF_BODY = (413, 415)
OF_WRITES = (409,)
OF_VERSIONS = (412, 428)


def document(app: Litestar, server: str) -> dict[str, Any]:
    """The description of what programs can ask of this application, at the address of this server."""
    found = sorted(_operations(app), key=_order)
    types = [t for _path, _method, handler in found for t in _types(handler)]
    _schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for path, method, handler in found:
        paths.setdefault(path, {})[method.lower()] = _operation(path, method, handler, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Reform task tracker", "version": "1", "description": INTRODUCTION},
        "servers": [{"url": server}],
        "security": [{SECURITY: []}],
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": dict(PROBLEM)},
            "responses": {_name(status): _problem_answer(status) for status in problems.KINDS},
            "securitySchemes": {
                SECURITY: {"type": "http", "scheme": "bearer", "bearerFormat": f"{PREFIX}…"},
            },
        },
    }


def _order(one: tuple[str, str, HTTPRouteHandler]) -> tuple[int, str, str]:
    path, method, _handler = one
    place = list(GROUPS).index(_about(path)) if _about(path) in GROUPS else len(GROUPS)
    return place, path, method


def _about(path: str) -> str:
    return path.split("/")[3]


def _operations(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _signature) in route.route_handler_map.items():
                if handler.opt.get("access") == API and method != "OPTIONS":
                    yield route.path_format, method, handler


def _types(handler: HTTPRouteHandler) -> Iterator[Any]:
    opt = handler.opt
    yield from opt.get("path", {}).values()
    yield from (opt[name] for name in ("asks", "takes", "answers") if opt.get(name) is not None)


def _operation(
    path: str, method: str, handler: HTTPRouteHandler, components: Mapping[str, Any]
) -> dict[str, Any]:
    opt = handler.opt
    said: dict[str, Any] = {
        "operationId": "_".join([method.lower(), *(part.strip("{}") for part in path.split("/")[3:])]),
        "summary": handler.summary or handler.fn.__name__.replace("_", " ").capitalize(),
        "tags": sorted(handler.resolve_tags()) or [GROUPS.get(_about(path), _about(path))],
        "security": [{SECURITY: [str(opt.get("scope", ""))]}],
        "parameters": [*_in_path(path, opt), *_in_query(opt, components), *_in_headers(method, opt)],
        "responses": {
            str(handler.status_code): _answer(handler, components),
            **({"304": {"description": "Not Modified"}} if method == "GET" and opt.get("etag") else {}),
            **_problem_answers(method, opt),
        },
    }
    if handler.description:
        said["description"] = handler.description
    if opt.get("takes") is not None:
        schema = _schema(opt["takes"])
        shown = {"schema": schema, "example": example(schema, components)}
        said["requestBody"] = {"required": True, "content": {"application/json": shown}}
    return said


def _schema(kind: Any) -> dict[str, Any]:
    return dict(msgspec.json.schema_components([kind], ref_template=REFERENCE)[0][0])


def _in_path(path: str, opt: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    for name in names:
        schema = _schema(opt.get("path", {}).get(name, str))
        yield _described({"name": name, "in": "path", "required": True, "schema": schema})


def _in_query(opt: Mapping[str, Any], components: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if opt.get("asks") is None:
        return
    asked = components[_schema(opt["asks"])["$ref"].rpartition("/")[2]]
    for name, schema in asked.get("properties", {}).items():
        needed = name in asked.get("required", ())
        yield _described({"name": name, "in": "query", "required": needed, "schema": dict(schema)})


def _described(parameter: dict[str, Any]) -> dict[str, Any]:
    if text := parameter["schema"].get("description"):
        parameter["description"] = text
    return parameter


def _in_headers(method: str, opt: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [IF_MATCH] if opt.get("if_match") else []
    return [dict(one) for one in (found + ([IDEMPOTENCY] if method != "GET" else []))]


def _answer(handler: HTTPRouteHandler, components: Mapping[str, Any]) -> dict[str, Any]:
    opt = handler.opt
    said: dict[str, Any] = {"description": HTTPStatus(handler.status_code).phrase}
    if opt.get("etag"):
        said["headers"] = {"ETag": {"schema": {"type": "string", "examples": ['"7-9a0364b9e99bb480"']}}}
    if opt.get("answers") is not None:
        schema = _schema(opt["answers"])
        shown = {"schema": schema, "example": example(schema, components)}
        said["content"] = {opt.get("media_type", "application/json"): shown}
    elif "media_type" in opt:
        kinds = opt["media_type"] if isinstance(opt["media_type"], tuple) else (opt["media_type"],)
        said["content"] = {kind: {"schema": {"type": "string"}} for kind in kinds}
    return said


def _problem_answers(method: str, opt: Mapping[str, Any]) -> dict[str, Any]:
    groups: list[Iterable[int]] = [ALWAYS]
    if method != "GET":
        groups += [OF_BODY, OF_WRITES]
    if opt.get("if_match"):
        groups.append(OF_VERSIONS)
    return {
        str(status): {"$ref": f"#/components/responses/{_name(status)}"}
        for status in sorted(status for group in groups for status in group)
    }


def _name(status: int) -> str:
    return f"Problem{status}"


def _problem_answer(status: int) -> dict[str, Any]:
    name, title = problems.KINDS[status]
    shown = {"type": problems.TYPES + name, "title": title, "status": status, "instance": "/api/v1/tasks"}
    content = {"schema": {"$ref": REFERENCE.format(name="Problem")}, "example": shown}
    return {"description": title, "content": {problems.MEDIA_TYPE: content}}
