"""The signed copy comes back to its frozen report, and is handed out from there."""

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.database import transaction
from tracker.evidence.receiving import Received, received
from tracker.evidence.serving import headers_for
from tracker.evidence.upload import LARGEST_SEND, Upload
from tracker.people.viewer import viewer_of
from tracker.refusal import NotThere, Refused
from tracker.reports.kept.frozen_routes import ONE, PATH, shown
from tracker.reports.kept.queries import Kept, kept
from tracker.reports.signed import actions, forms, queries
from tracker.web.asof import today_of
from tracker.web.form_keys import digest, once
from tracker.web.pages import see_other
from tracker.words import _

Asked = Request[Any, Any, Any]


@post(
    f"{ONE}/signed", opt={"access": "office"}, status_code=303, request_class=Upload,
    request_max_body_size=LARGEST_SEND,
)  # fmt: skip
async def take(request: Upload, report: FromPath[int]) -> Response[str]:
    found = await kept(viewer_of(request), report)
    if not found.frozen:
        raise NotThere
    form = forms.SignedForm()
    try:
        # The fields stand before the file: what was typed is known before the file is read.
        typed = (await request.form()).multi_items()
        form = forms.signed([one for one in typed if one != ("signed", "")], today_of(request))
        async with received(request, LARGEST_SEND) as sent:
            if len(sent) != 1:
                form.problems["signed"] = _("Choose a PDF file")
            if not form.problems:
                return await _kept(request, found, form, sent[0])
    except Refused as refused:
        field = "signed" if refused.field in {"files", ""} else refused.field
        form.problems[field] = refused.sentence
    return await shown(request, found, 422, problems=form.problems, signed=form)


async def _kept(request: Upload, found: Kept, form: forms.SignedForm, sent: Received) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    there, said = f"{PATH}/{found.id}", _("The signed copy was kept.")
    copy = await actions.checked(sent, found.id, now)
    content = digest([*form.values.items(), ("file", copy.sha256.hex())])
    async with transaction():
        if not await once(form.key, viewer.id, f"{there}/signed", content, there, now):
            await actions.keep(viewer, found.id, copy, form.number, form.signed_on, now)
    return see_other(request, there, said)


@get(f"{ONE}/signed/{{copy:int}}", opt={"access": "tasks"})
async def download(request: Asked, report: FromPath[int], copy: FromPath[int]) -> Response[bytes]:
    found = await queries.copy(viewer_of(request), report, copy)
    headers = headers_for(found["file_name"], found["size"])
    del headers["Content-Length"]
    return Response(found["content"], media_type="application/octet-stream", headers=headers)


HANDLERS = [take, download]
