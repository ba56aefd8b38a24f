"""The description of the interface as its page shows it: operations, parameters, examples, a command."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from tracker.exchange.api import problems
from tracker.exchange.api.examples import example
from tracker.words import _


@dataclass(frozen=True)
class Parameter:
    """Something that a request may carry beside its body."""

    name: str
    place: str  # path, query, header
    needed: bool
    kind: str
    text: str
    usual: str


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked."""

    id: str
    method: str
    path: str
    title: str
    text: str
    scope: str
    parameters: list[Parameter]
    sent: str
    answered: str
    status: str
    command: str


def groups(document: Mapping[str, Any]) -> list[tuple[str, list[Operation]]]:
    """All operations, by what they are about."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            found.setdefault(said(one["tags"][0]), []).append(_operation(document, path, method, one))
    return list(found.items())


def kinds() -> list[tuple[int, str, str]]:
    """The problems that there are: status, name and title."""
    return [(status, name, _(title)) for status, (name, title) in problems.KINDS.items()]


def said(sentence: str) -> str:
    """A sentence of the description in the reader's language; an empty one has none."""
    return _(sentence) if sentence else ""


def _operation(document: Mapping[str, Any], path: str, method: str, one: Mapping[str, Any]) -> Operation:
    components = document["components"]["schemas"]
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {})
    status = next(iter(one["responses"]))
    content: Mapping[str, Any] = next(iter(one["responses"][status].get("content", {}).values()), {})
    return Operation(
        id=one["operationId"],
        method=method.upper(),
        path=path,
        title=said(one["summary"]),
        text=said(one.get("description", "")),
        scope=one["security"][0]["token"][0],
        parameters=[_parameter(found, components) for found in one["parameters"]],
        sent=_pretty(body),
        answered=_pretty(content),
        status=status,
        command=_command(document, path, method, one, body),
    )


def _parameter(one: Mapping[str, Any], components: Mapping[str, Any]) -> Parameter:
    schema = one["schema"]
    usual = schema.get("default")
    return Parameter(
        name=one["name"],
        place={"path": _("address"), "query": _("query"), "header": _("header")}[one["in"]],
        needed=one["required"],
        kind=_kind(schema, components),
        text=said(one.get("description", "")),
        usual="" if usual in (None, "", []) else str(usual),
    )


def _kind(schema: Mapping[str, Any], components: Mapping[str, Any]) -> str:
    """What a value may be, in the words of JSON Schema."""
    if "$ref" in schema:
        return _kind(components[schema["$ref"].rpartition("/")[2]], components)
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"] if one not in {"", None})
    if several := schema.get("anyOf"):
        kinds = [_kind(one, components) for one in several if one.get("type") != "null"]
        return " | ".join(kinds)
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}), components)}]"
    limits = [f"≥ {schema[name]}" for name in ("minimum",) if name in schema]
    limits += [f"≤ {schema[name]}" for name in ("maximum",) if name in schema]
    return " ".join([str(schema.get("format", schema.get("type", ""))), *limits])


def _pretty(content: Mapping[str, Any]) -> str:
    if "example" not in content:
        return ""
    return json.dumps(content["example"], ensure_ascii=False, indent=2)


def _command(
    document: Mapping[str, Any], path: str, method: str, one: Mapping[str, Any], body: Mapping[str, Any]
) -> str:
    """The request as a command for a shell."""
    components, query = document["components"]["schemas"], dict[str, str]()
    lines = [] if method == "get" else [f"-X {method.upper()}"]
    lines.append('-H "Authorization: Bearer $TOKEN"')
    for parameter in one["parameters"]:
        value = str(example(parameter["schema"], components))
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(value))
        elif parameter["in"] == "header":
            lines.append(f"-H {_quoted(parameter['name'] + ': ' + value)}")
        elif parameter["required"]:
            query[parameter["name"]] = value
    if "example" in body:
        lines.append("-H 'Content-Type: application/json'")
        lines.append(f"-d {_quoted(json.dumps(body['example'], ensure_ascii=False))}")
    address = document["servers"][0]["url"] + path + (f"?{urlencode(query)}" if query else "")
    return " \\\n  ".join(_led(lines, _quoted(address)))


def _led(lines: list[str], address: str) -> Iterator[str]:
    yield f"curl {address}"
    yield from lines


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
