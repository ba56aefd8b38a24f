"""Open data: five figures and the table by agency, for everybody, while the office says so."""

import json
from datetime import date
from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.exchange.aggregate.queries import aggregate, is_open
from tracker.exchange.aggregate.rules import MEANINGS, NAMES, Aggregate, as_csv, as_json, rates
from tracker.programmes.queries import programme
from tracker.refusal import NotThere
from tracker.tasks.rules import BUCKETS
from tracker.web.asof import as_of, as_of_from
from tracker.web.pages import page

Asked = Request[Any, Any, Any]

PATH = "/open-data"
MINUTES = {"Cache-Control": "public, max-age=300"}


@get(PATH, opt={"access": "public"})
async def shown(request: Asked) -> Response[str]:
    asked = as_of(request)
    return page(
        request, "exchange/open_data.html", as_of=asked, found=await _found(request, asked.day), path=PATH,
        buckets=BUCKETS, names=NAMES, meanings=MEANINGS, rates=rates,
    )  # fmt: skip


@get(f"{PATH}/figures.json", opt={"access": "public"})
async def in_json(request: Asked) -> Response[bytes]:
    found = await _found(request, as_of_from(request))
    content = json.dumps(as_json(found), ensure_ascii=False).encode()
    return Response(content, media_type="application/json", headers=MINUTES)


@get(f"{PATH}/figures.csv", opt={"access": "public"})
async def in_csv(request: Asked) -> Response[bytes]:
    found = await _found(request, as_of_from(request))
    name = f'attachment; filename="figures-{found.as_of.isoformat()}.csv"'
    headers = {**MINUTES, "Content-Disposition": name}
    return Response(as_csv(found), media_type="text/csv", headers=headers)


async def _found(request: Asked, day: date) -> Aggregate:
    about = await programme()
    if not await is_open(about.id):
        raise NotThere
    return await aggregate(about, day, request.scope["state"]["now"])


HANDLERS = [shown, in_json, in_csv]
