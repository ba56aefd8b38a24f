"""Documents in edXML: the list, taking one in, its page, its files, the answer to its sender."""

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker import settings
from tracker.database import transaction
from tracker.evidence.receiving import Received, received
from tracker.evidence.rules import MB, shown_size
from tracker.evidence.serving import headers_for
from tracker.evidence.upload import Upload
from tracker.exchange.edxml import actions, queries
from tracker.exchange.edxml.opening import opened
from tracker.exchange.edxml.reading import LARGEST
from tracker.exchange.edxml.rules import ANSWERS, BUSINESS, STATUSES, Envelope, status_of
from tracker.people.viewer import viewer_of
from tracker.refusal import NotThere, Refused
from tracker.tasks.actions import drafting
from tracker.tasks.forms.fields import tidy, whole
from tracker.web.form_keys import digest, new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/documents"
ONE = PATH + "/{document:int}"
DRAFTS = "/tasks/drafts"


@get(PATH, opt={"access": "office"})
async def documents(request: Asked) -> Response[str]:
    return await _list(request)


@post(
    PATH, opt={"access": "office"}, status_code=303, request_class=Upload, request_max_body_size=LARGEST + MB
)
async def take(request: Upload) -> Response[str]:
    try:
        async with received(request, LARGEST) as sent:
            one = await _read(sent)
            files = await actions.checked(one.attachments)
            viewer, now = viewer_of(request), request.scope["state"]["now"]
            number, new = await actions.take(viewer, one, files, sent[0].file.sha256, now)
    except Refused as refused:
        return await _list(request, {refused.field or "files": refused.sentence}, 422)
    said = _("Document %(number)s was taken in.") if new else _("Document %(number)s was taken in before.")
    return see_other(request, f"{PATH}/{number}", said % {"number": one.number})


async def _read(sent: list[Received]) -> Envelope:
    if len(sent) != 1 or not sent[0].file.size:
        raise Refused(_("Choose a file"), "files")
    return await opened(sent[0].file.path)


async def _list(request: Asked, problems: dict[str, str] | None = None, status: int = 200) -> Response[str]:
    asked = whole(str(request.query_params.get("page", ""))) or 1
    found, more = await queries.documents(min(max(asked, 1), 10_000))
    return page(
        request, "exchange/documents.html", status=status, found=found, more=more, number=asked,
        business=BUSINESS, statuses=STATUSES, problems=problems or {}, largest=LARGEST // MB,
    )  # fmt: skip


@get(ONE, opt={"access": "office"})
async def document(request: Asked, document: FromPath[int]) -> Response[str]:
    return await _one(request, await _found(document))


@post(ONE + "/draft", opt={"access": "office"}, status_code=303)
async def draft(request: Asked, document: FromPath[int]) -> Response[str]:
    found, number = await _found(document), await drafting.next_number()
    key = str((await request.form()).get("form_key", ""))
    viewer, now, place = viewer_of(request), request.scope["state"]["now"], f"{DRAFTS}/{number}"
    async with transaction():
        kept = await once(
            key, viewer.id, f"edxml draft {document}", digest([("of", str(document))]), place, now
        )
        if not kept:
            await actions.begin_draft(viewer, found, number, now)
    done = _(
        "A draft was begun from document %(number)s: complete it, then assign it.", number=found["number"]
    )
    return see_other(request, kept or place, done)


@post(ONE + "/status", opt={"access": "office"}, status_code=303)
async def answer(request: Asked, document: FromPath[int]) -> Response[str]:
    found, sent = await _found(document), await request.form()
    typed = {name: tidy(str(sent.get(name, ""))) for name in ("code", "description")}
    viewer, now, place = viewer_of(request), request.scope["state"]["now"], f"{PATH}/{document}"
    try:
        async with transaction():
            key, content = str(sent.get("form_key", "")), digest(typed.items())
            if not await once(key, viewer.id, f"edxml status {document}", content, place, now):
                await actions.answer(
                    viewer, found, **typed, organisation=settings.current().organisation, at=now
                )
    except Refused as refused:
        return await _one(request, found, typed, {refused.field: refused.sentence}, 422)
    return see_other(request, place, _("The status file was written: download it and send it back."))


@get(ONE + "/files/{file:int}", opt={"access": "office"})
async def attachment(request: Asked, document: FromPath[int], file: FromPath[int]) -> Response[bytes]:
    found = await queries.file_of(document, file)
    if found is None:
        raise NotThere
    return _handed(found["name"], found["content"], "application/octet-stream")


@get(ONE + "/status/{status:int}", opt={"access": "office"})
async def status_file(request: Asked, document: FromPath[int], status: FromPath[int]) -> Response[bytes]:
    found = await queries.status_of_document(document, status)
    if found is None:
        raise NotThere
    return _handed(f"status-{document}-{found['code']}.edxml", found["content"], "application/xml")


def _handed(name: str, content: bytes, kind: str) -> Response[bytes]:
    headers = {**headers_for(name, len(content)), "X-Content-Type-Options": "nosniff"}
    del headers["Content-Length"]
    return Response(content, media_type=kind, headers=headers)


async def _found(number: int) -> dict[str, Any]:
    found = await queries.document(number)
    if found is None:
        raise NotThere
    return found


async def _one(
    request: Asked, found: dict[str, Any], typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    suggested = status_of([one["state"] for one in found["tasks"]])
    return page(
        request, "exchange/document.html", status=status, found=found, suggested=suggested,
        typed=typed or {"code": suggested, "description": ""}, problems=problems or {}, form_key=new_key(),
        answers=ANSWERS, statuses=STATUSES, business=BUSINESS, shown_size=shown_size,
    )  # fmt: skip


HANDLERS = [documents, take, document, draft, answer, attachment, status_file]
