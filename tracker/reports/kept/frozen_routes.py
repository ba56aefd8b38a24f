"""A frozen report: its page, its files as they were made, whether a file is one of them, what replaces it."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker import settings
from tracker.database import transaction
from tracker.evidence.receiving import received
from tracker.evidence.rules import LARGEST, MB, seen, shown_size
from tracker.evidence.serving import headers_for
from tracker.evidence.upload import Upload
from tracker.history.rules import grouped
from tracker.people.viewer import viewer_of
from tracker.refusal import NotThere, Refused
from tracker.reports.jobs.actions import mark_told
from tracker.reports.jobs.queries import of_report
from tracker.reports.jobs.view import said
from tracker.reports.kept import actions, archive, draft_routes, forms, rules, view
from tracker.reports.kept.queries import Kept, kept, next_id
from tracker.reports.regimes.told import told
from tracker.reports.signed.forms import SignedForm
from tracker.reports.signed.view import card
from tracker.tasks.rules import BUCKETS
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/reports"
ONE = f"{PATH}/{{report:int}}"


async def shown(
    request: Asked, found: Kept, status: int = 200, *, form: forms.ReasonForm | None = None,
    problems: Mapping[str, str] | None = None, checked: Mapping[str, Any] | None = None,
    signed: SignedForm | None = None,
) -> Response[str]:  # fmt: skip
    """The page of a frozen report; everything on it was fixed when it was frozen, its links aside."""
    content, versions = found.what, await archive.versions(found.id)
    office = viewer_of(request).role == "office"
    total, job = content.summary.total, await of_report(found.id) if office else None
    if job and not job.open:
        await mark_told(job.id, viewer_of(request).id)  # its files are seen here
    return page(
        request, "reports/frozen.html", status=status, found=found, content=content, figures=total,
        versions=[one for one in versions if office or one["state"] == "frozen"], buckets=BUCKETS,
        newer=next((one for one in versions if one["number"] == found.number + 1), None),
        about=view.scope_words(found.scope), against=view.against(total, content.previous),
        parts_written=view.written_parts(content), kind_name=rules.KIND_NAMES[found.kind],
        files=view.files_of(found, await archive.files(found.id)), digest=grouped(found.content_hash.hex()),
        address=f"{settings.current().base_url.rstrip('/')}{PATH}/{found.id}", grouped=grouped,
        form=form or forms.ReasonForm(), problems=problems or {}, checked=checked, key=new_key(),
        office=office, since=found.as_of < today_of(request), shown_size=shown_size, report=found,
        list_link=view.tasks_link(found.scope, found.as_of), may_look=viewer_of(request).sees_all,
        signed=await card(found.id, signed), job=job,
        told=await told(found.id) if office else [],
        job_said=said(job, request.scope["state"]["now"]) if job else "",
    )  # fmt: skip


async def _frozen(request: Asked, report: int) -> Kept:
    found = await kept(viewer_of(request), report)
    if not found.frozen:
        raise NotThere
    return found


@get(f"{ONE}/files/{{file_format:str}}", opt={"access": "tasks"})
async def file(request: Asked, report: FromPath[int], file_format: FromPath[str]) -> Response[bytes]:
    # Nothing but the name is read of the report: its content is long, and the file is there.
    facts = await archive.file_facts(viewer_of(request), report, file_format)
    tag = f'"{facts["sha256"].hex()}"'
    kept_so = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("If-None-Match", ""):
        return Response(b"", status_code=304, headers=kept_so, media_type=rules.MEDIA_TYPES[file_format])
    scope = rules.scope_read(facts["scope"])
    name = rules.file_name(facts["kind"], scope, facts["as_of"], facts["number"], file_format)
    headers = {**headers_for(name, facts["size"]), **kept_so}
    del headers["Content-Length"]
    content = await archive.file_content(report, file_format)
    return Response(content, media_type=rules.MEDIA_TYPES[file_format], headers=headers)


@post(f"{ONE}/files", opt={"access": "office"}, status_code=303)
async def make(request: Asked, report: FromPath[int]) -> Response[str]:
    found = await _frozen(request, report)
    await draft_routes.ask_files(viewer_of(request), found, request.scope["state"]["now"])
    return see_other(request, f"{PATH}/{report}")


@post(
    f"{ONE}/check", opt={"access": "tasks"}, status_code=200, request_class=Upload,
    request_max_body_size=LARGEST + MB,
)  # fmt: skip
async def check(request: Upload, report: FromPath[int]) -> Response[str]:
    found = await _frozen(request, report)
    try:
        name, sha256 = await _sent(request)
    except Refused as refused:
        field = "file" if refused.field == "files" else refused.field
        return await shown(request, found, 422, problems={field: refused.sentence})
    of = [one["id"] for one in await archive.versions(report) if one["state"] == "frozen"]
    said = view.carried(await archive.bearers(of, sha256), report)
    return await shown(request, found, checked={"name": name, "sha256": grouped(sha256.hex()), "said": said})


async def _sent(request: Upload) -> tuple[str, bytes]:
    """The name and the SHA-256 of the file sent, or the SHA-256 typed. Nothing is kept."""
    async with received(request, LARGEST) as sent:
        if sent and sent[0].file.size:
            return seen(sent[0].sent_name), sent[0].file.sha256
    typed = str((await request.form()).get("sha256", ""))
    if not typed.strip():
        raise Refused(_("Choose a file, or enter its SHA-256"), "file")
    digest = rules.digest_in(typed)
    if digest is None:
        raise Refused(_("Enter the 64 digits and letters of a SHA-256"), "sha256")
    return "", digest


@post(f"{ONE}/supersede", opt={"access": "office"}, status_code=303)
async def supersede(request: Asked, report: FromPath[int]) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    found = await _frozen(request, report)
    form = forms.reason((await request.form()).multi_items())
    if form.problems:
        return await shown(request, found, 422, form=form, problems=form.problems)
    try:
        async with transaction():
            number = await next_id()
            there, purpose = f"{PATH}/{number}", f"{PATH}/{report}/supersede"
            if before := await once(form.key, viewer.id, purpose, form.digest, there, now):
                return see_other(request, before)
            await actions.supersede(viewer, report, form.reason, now, number)
    except Refused as refused:
        return await shown(request, found, 422, form=form, problems={refused.field: refused.sentence})
    return see_other(request, there, _("The draft of the next version was begun with the words of this one."))


HANDLERS = [file, make, check, supersede]
