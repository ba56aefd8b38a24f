"""Where an import begins and what it leaves: the file that comes in, the records of what was written."""

import asyncio

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.database import transaction
from tracker.evidence.receiving import TooLarge
from tracker.evidence.upload import LARGEST_SEND, Upload
from tracker.exchange.annex import drafts, pages, record_page
from tracker.exchange.annex.arriving import Arrived, arrived
from tracker.exchange.annex.opening import open_book, tables_to_choose
from tracker.exchange.annex.pages import PATH, Asked
from tracker.people.viewer import viewer_of
from tracker.refusal import Refused
from tracker.web.form_keys import digest, once
from tracker.web.pages import page, see_other
from tracker.words import _

RECORD = f"{PATH}/records/{{record:int}}"


@get(PATH, opt={"access": "office"})
async def imports(request: Asked) -> Response[str]:
    return await pages.start(request, {})


@post(
    PATH, opt={"access": "office"}, status_code=303, request_class=Upload, request_max_body_size=LARGEST_SEND
)
async def upload(request: Upload) -> Response[str]:
    status = 422
    try:
        async with arrived(request) as file:
            return see_other(request, await _begun(request, await _with_tables(file)))
    except TooLarge as refused:
        problems, status = {refused.field: refused.sentence}, 413
    except Refused as refused:
        problems = {refused.field or "file": refused.sentence}
    return await pages.start(request, problems, status)


async def _with_tables(file: Arrived | None) -> Arrived:
    """The file, once it is known to hold tasks."""
    if file is None:
        raise Refused(_("Choose the Excel file"), "file")
    if not await tables_to_choose(await open_book(file.path, file.name)):
        raise Refused(_("No table with tasks and their lead agencies was found in the file"), "file")
    return file


async def _begun(request: Upload, file: Arrived) -> str:
    """Keep the file as a draft, once for a form; the page of its columns."""
    said = await request.form()
    code, key = str(said.get("programme", "")), str(said.get("form_key", ""))
    programme = next((one["id"] for one in await drafts.programmes() if one["code"] == code), None)
    if programme is None:
        raise Refused(_("Choose one of the values listed"), "programme")
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    content = await asyncio.to_thread(file.path.read_bytes)
    async with transaction():
        draft = await drafts.next_number()
        there = f"{PATH}/{draft}/columns"
        same = digest([("programme", code), ("file", file.sha256.hex())])
        if before := await once(key, viewer.id, PATH, same, there, now):
            return before
        await drafts.begin(draft, viewer.id, programme, file, content, now)
    return there


@get(RECORD, opt={"access": "office"})
async def record(request: Asked, record: FromPath[int]) -> Response[str]:
    shown = await record_page.shown(record, request.query_params.get("show", ""), pages.number_of(request))
    return page(request, "exchange/import_record.html", **shown)


HANDLERS = [imports, upload, record]
