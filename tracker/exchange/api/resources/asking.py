"""What questions have in common: how they are read, the day, the programme, whose tasks, from where on."""

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request
from msgspec import Meta, Struct

from tracker.exchange.api import cursors
from tracker.exchange.api.problems import Problem
from tracker.exchange.api.wording import worded
from tracker.people.viewer import Viewer
from tracker.programmes.queries import ProgrammeFacts, programme
from tracker.refusal import NotThere
from tracker.tasks.queries.choices import choices
from tracker.tasks.routes.task import CODE
from tracker.web.asof import AsOf, today_of
from tracker.web.asof import read as read_day
from tracker.words import _, mark

ROOT = "/api/v1"
MOST, USUAL = 200, 50

Asked = Request[Any, Any, Any]
Kind = TypeVar("Kind", bound=Struct)

# Lengths stand in the description and are checked by the forms, which count a text as it is kept.
Day = Annotated[
    date | None,
    Meta(description=mark("What was true at the end of this day, 2021-01-01 or later; by default today.")),
]
Programme = Annotated[
    str,
    Meta(
        description=mark("The programme's code; by default the first."), extra_json_schema={"maxLength": 30}
    ),
]
AgencyCode = Annotated[
    str,
    Meta(
        description=mark("The lead agency's code; by default all that the asker may see."),
        extra_json_schema={"maxLength": 40},
    ),
]
PathCode = Annotated[str, Meta(pattern=f"^{CODE.pattern}$", max_length=40, examples=["TC-01"])]
Limit = Annotated[int, Meta(description=mark("How many at most."), ge=1, le=MOST)]
Cursor = Annotated[
    str,
    Meta(
        description=mark("`next_cursor` of the page before; the rest of the query stays the same."),
        extra_json_schema={"maxLength": cursors.LONGEST},
    ),
]

_SAID = re.compile(r"(?P<what>.*?)( - at `\$\.?(?P<place>[^`]*)`)?", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)


class Query(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an address may ask: a misspelt name is refused, since it would leave a filter out."""


class Nothing(Query, frozen=True, kw_only=True):
    """Nothing more is asked."""


def query(request: Asked, kind: type[Kind]) -> Kind:
    """The query of an address. Raises a Problem that names the parameter."""
    found: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name in _lists(kind):
            found.setdefault(name, []).append(value)
        elif name in found:
            raise Problem.of_parameter(name, _("Choose only one"))
        else:
            found[name] = value
    try:
        return msgspec.convert(found, kind, strict=False)
    except msgspec.ValidationError as wrong:
        name, sentence = _explained(wrong)
        raise Problem.of_parameter(re.split(r"[\[.]", name)[0], sentence) from None


async def body(request: Asked, kind: type[Kind]) -> Kind:
    """The body of a write. Raises a Problem: 400 when it is no JSON, 422 with the field otherwise."""
    sent = await request.body()
    try:
        said = msgspec.json.decode(sent, type=kind)
    except msgspec.ValidationError as wrong:
        raise Problem.of_fields(dict([_explained(wrong)])) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Problem(400) from None
    json.loads(sent, object_pairs_hook=_each_once)
    return said


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a body. One that names a field twice says nothing certain (RFC 8259, 4)."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Problem.of_field(twice, _("Say this once"))
    return found


@cache
def _lists(kind: type[Struct]) -> frozenset[str]:
    return frozenset(
        one.encode_name
        for one in msgspec.structs.fields(kind)
        if one.default_factory is not msgspec.NODEFAULT
    )


def _explained(wrong: msgspec.ValidationError) -> tuple[str, str]:
    """The field that is wrong, and why."""
    said = _SAID.fullmatch(str(wrong))
    what, place = (said["what"], said["place"] or "") if said else (str(wrong), "")
    if unknown := _UNKNOWN.fullmatch(what):
        return unknown[1], _("There is no such field or parameter")
    return place, worded(what)


def day_of(request: Asked, wanted: date | None) -> AsOf:
    """The day asked for. Raises a Problem for one that the pages do not have either."""
    found = read_day(wanted.isoformat() if wanted else "", today_of(request))
    if found.problem:
        raise Problem.of_parameter("as_of", found.problem)
    return found


async def programme_of(code: str) -> ProgrammeFacts:
    """The programme asked for. Raises a Problem when there is none with this code."""
    if not code:
        return await programme()
    try:
        if CODE.fullmatch(code):
            return await programme(code)
    except NotThere:
        pass
    sentence = _("There is no programme with the code “%(value)s”", value=code)
    raise Problem.of_parameter("programme", sentence)


async def lead_of(programme_id: int, viewer: Viewer, code: str) -> tuple[int, str]:
    """Number and code of the agency whose tasks are meant; 0 for all. Of an agency's people: their own.

    Raises a Problem for a code that is not known, or not theirs: the two look the same.
    """
    if not viewer.sees_all and code in {"", viewer.agency_code}:
        return viewer.agency_id, viewer.agency_code
    if not code:
        return 0, ""
    known = (await choices(programme_id, viewer)).agencies if viewer.sees_all else {}
    if code not in known:
        said = _("The agency “%(value)s” is not among those that the token may ask for", value=code)
        raise Problem.of_parameter("agency", said)
    return known[code].id, code


def of_parameters(sentences: Mapping[str, str]) -> Problem:
    """All that is wrong with the address, by parameter."""
    faults = [{"detail": sentence, "parameter": name} for name, sentence in sentences.items()]
    return Problem(422, next(iter(sentences.values()), ""), errors=faults)
