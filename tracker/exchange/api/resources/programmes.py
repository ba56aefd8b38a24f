"""Programmes, their areas, and the agencies of a day: the codes that everything else is asked by."""

from datetime import date
from typing import Annotated, Literal

from litestar import get
from msgspec import Meta

from tracker.database import rows
from tracker.exchange.api.resources.asking import (
    ROOT,
    Asked,
    Day,
    Nothing,
    Programme,
    Query,
    day_of,
    programme_of,
    query,
)
from tracker.exchange.api.resources.shapes import Agency, Answer, Area, Named
from tracker.exchange.api.scopes import READ
from tracker.programmes.queries import areas
from tracker.words import mark


class ProgrammeFacts(Named, frozen=True, kw_only=True):
    """A programme of work and what it rules of its tasks."""

    short_name: str
    starts_on: date
    ends_on: date | None
    confirmation_levels: Annotated[
        Literal[1, 2], Meta(description="1: the office confirms; 2: then the superior, too.")
    ]
    silent_days: Annotated[int, Meta(description="An open task not updated for longer is silent.")]


class Programmes(Answer, frozen=True, kw_only=True):
    """Every programme; the first one is meant where none is named."""

    items: list[ProgrammeFacts]


class Areas(Answer, frozen=True, kw_only=True):
    """The areas of a programme in their order."""

    programme: Named
    items: list[Area]


class AgencyFacts(Agency, frozen=True, kw_only=True):
    """An agency and the days on which it bears its name."""

    kind: Literal["province_office", "department", "vertical", "board", "district", "commune"]
    valid_from: date
    valid_to: Annotated[date | None, Meta(description="Its last day; null while it lives.")]
    successors: Annotated[list[str], Meta(description="Codes of the agencies that took over from it.")]


class Agencies(Answer, frozen=True, kw_only=True):
    """The agencies of a day in their official order."""

    as_of: date
    items: list[AgencyFacts]


_PROGRAMMES = """SELECT code, name, short_name, starts_on, ends_on, confirmation_levels, silent_days
    FROM programme ORDER BY id"""
_AGENCIES = """SELECT a.code, a.name, a.short_name, a.kind, a.valid_from, a.valid_to,
        ARRAY(SELECT g.code::text FROM agency_successor AS s JOIN agency AS g ON g.id = s.successor
              WHERE s.agency = a.id ORDER BY g.sort_order, g.id) AS successors
    FROM agency AS a WHERE a.valid_from <= $1 AND (a.valid_to IS NULL OR a.valid_to >= $1)
    ORDER BY a.sort_order, a.id"""
_OPEN = {"access": "api", "scope": READ, "role": "signed_in"}


class OfProgramme(Query, frozen=True, kw_only=True):
    """Of which programme."""

    programme: Programme = ""


class OfDay(Query, frozen=True, kw_only=True):
    """Of which day."""

    as_of: Day = None


@get(
    f"{ROOT}/programmes",
    opt={**_OPEN, "asks": Nothing, "answers": Programmes},
    summary=mark("Programmes"),
    description=mark("Every programme with the rules of its tasks."),
)
async def api_programmes(request: Asked) -> Programmes:
    query(request, Nothing)
    return Programmes(items=[ProgrammeFacts(**one) for one in await rows(_PROGRAMMES)])


@get(
    f"{ROOT}/areas",
    opt={**_OPEN, "asks": OfProgramme, "answers": Areas},
    summary=mark("Areas of a programme"),
    description=mark("The fields of work of a programme, in their order."),
)
async def api_areas(request: Asked) -> Areas:
    about = await programme_of(query(request, OfProgramme).programme)
    found = [Area(**one) for one in await areas(about.id)]
    return Areas(programme=Named(code=about.code, name=about.name), items=found)


@get(
    f"{ROOT}/agencies",
    opt={**_OPEN, "asks": OfDay, "answers": Agencies},
    summary=mark("Agencies of a day"),
    description=mark("The agencies that lived on a day, under the names of that day."),
)
async def api_agencies(request: Asked) -> Agencies:
    day = day_of(request, query(request, OfDay).as_of).day
    return Agencies(as_of=day, items=[AgencyFacts(**one) for one in await rows(_AGENCIES, day)])


HANDLERS = [api_programmes, api_areas, api_agencies]
