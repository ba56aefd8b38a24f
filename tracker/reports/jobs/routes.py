"""Background work on the pages: what is under way, each piece, its files, asked for and cancelled."""

import io
import zipfile
from asyncio import to_thread
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.database import transaction
from tracker.evidence.rules import shown_size
from tracker.evidence.serving import headers_for
from tracker.people.viewer import viewer_of
from tracker.refusal import NotThere, Refused
from tracker.reports.jobs import actions, forms, queries, rules, view
from tracker.web.asof import today_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _, dmy, speaking

Asked = Request[Any, Any, Any]

PATH = view.PATH
ONE = f"{PATH}/{{job:int}}"


@get(PATH, opt={"access": "office"})
async def jobs(request: Asked) -> Response[str]:
    return await _listed(request, forms.beginning(today_of(request)))


async def _listed(request: Asked, form: forms.LettersForm, status: int = 200) -> Response[str]:
    return page(
        request, "reports/jobs/list.html", status=status, found=await queries.jobs(), form=form,
        problems=form.problems, said=view.said, state_names=rules.STATE_NAMES,
    )  # fmt: skip


@post(PATH, opt={"access": "office"}, status_code=303)
async def ask_letters(request: Asked) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    form = forms.letters((await request.form()).multi_items(), today_of(request))
    if form.problems:
        return await _listed(request, form, 422)
    with speaking("vi"):
        title = _("Management letters to every agency, figures up to %(day)s", day=dmy(form.as_of))
    async with transaction():
        number = await actions.enqueue(
            "letters", title, viewer.id, now, asked={"as_of": form.as_of.isoformat()}
        )
        there = f"{PATH}/{number}"
        if before := await once(form.key, viewer.id, PATH, form.digest, there, now):
            return see_other(request, before)
    return see_other(request, there)


@get(ONE, opt={"access": "office"})
async def job(request: Asked, job: FromPath[int]) -> Response[str]:
    found, now = await queries.job(job), request.scope["state"]["now"]
    await actions.mark_told(job, viewer_of(request).id)
    files = [] if found.gone(now) else await queries.files(job)
    return page(
        request, "reports/jobs/job.html", block="job", found=found, said=view.said(found, now), files=files,
        gone=found.gone(now), shown_size=shown_size, state_names=rules.STATE_NAMES, key=new_key(),
    )  # fmt: skip


@post(f"{ONE}/cancel", opt={"access": "office"}, status_code=303)
async def cancel(request: Asked, job: FromPath[int]) -> Response[str]:
    await queries.job(job)
    try:
        async with transaction():
            await actions.cancel(job, request.scope["state"]["now"])
    except Refused as refused:
        return see_other(request, f"{PATH}/{job}", refused.sentence)
    return see_other(
        request, f"{PATH}/{job}", _("It was cancelled; nothing of it is kept but finished files.")
    )


@post(f"{ONE}/again", opt={"access": "office"}, status_code=303)
async def again(request: Asked, job: FromPath[int]) -> Response[str]:
    old, viewer = await queries.job(job), viewer_of(request)
    if old.open:
        return see_other(request, f"{PATH}/{job}")
    number = await actions.enqueue(
        old.kind, old.title, viewer.id, request.scope["state"]["now"], report=old.report, asked=old.asked
    )
    return see_other(request, f"{PATH}/{number}")


@get(f"{ONE}/files/{{file:int}}", opt={"access": "office"})
async def job_file(request: Asked, job: FromPath[int], file: FromPath[int]) -> Response[bytes]:
    await _kept(request, job)
    found = await queries.file(job, file)
    return _handed(found["name"], found["media_type"], found["content"])


@get(f"{ONE}/all", opt={"access": "office"})
async def all_files(request: Asked, job: FromPath[int]) -> Response[bytes]:
    found = await _kept(request, job)
    packed = await to_thread(_packed, await queries.contents(job))
    return _handed(rules.zip_name(found.asked.get("as_of", str(job))), rules.ZIP, packed)


async def _kept(request: Asked, number: int) -> queries.Job:
    found = await queries.job(number)
    if found.gone(request.scope["state"]["now"]):
        raise NotThere
    return found


def _packed(files: list[tuple[str, bytes]]) -> bytes:
    """The files in one; PDFs are packed already."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files:
            packed.writestr(zipfile.ZipInfo(name), content)
    return into.getvalue()


def _handed(name: str, media_type: str, content: bytes) -> Response[bytes]:
    headers = headers_for(name, len(content))
    del headers["Content-Length"]
    return Response(content, media_type=media_type, headers=headers)


HANDLERS = [jobs, ask_letters, job, cancel, again, job_file, all_files]
