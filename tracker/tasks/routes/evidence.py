"""Files of a task: listed, attached, handed out as they came in, removed."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Response, Stream

from tracker.database import transaction
from tracker.evidence import queries as files
from tracker.evidence.actions import Checked, check, note_trouble
from tracker.evidence.receiving import TooLarge, received
from tracker.evidence.rules import LONGEST_NOTE
from tracker.evidence.serving import Damaged, headers_for, opened, pieces
from tracker.evidence.upload import LARGEST_SEND, Upload
from tracker.people.viewer import viewer_of
from tracker.refusal import Refused
from tracker.tasks.actions import evidence as actions
from tracker.tasks.forms.fields import tidy
from tracker.tasks.queries.evidence import Shelf, coordinates, shelf
from tracker.tasks.queries.one import TaskPage
from tracker.tasks.queries.work import todo
from tracker.tasks.routes.task import found_task
from tracker.web.asof import AsOf, as_of, today_of
from tracker.web.form_keys import digest, once
from tracker.web.pages import page, see_other, wants_block
from tracker.words import _, ngettext, number

Asked = Request[Any, Any, Any]

PATH = "/tasks/{code:str}/evidence"


@get(PATH, opt={"access": "tasks"})
async def evidence(request: Asked) -> Response[str]:
    asked = as_of(request)
    found = await found_task(request, asked.day)
    return await _page(request, found, await shelf(viewer_of(request), found, asked), asked=asked)


@post(
    PATH, opt={"access": "parties"}, status_code=303, request_class=Upload, request_max_body_size=LARGEST_SEND
)
async def attach(request: Upload) -> Response[str]:
    found, status = await found_task(request, today_of(request)), 422
    made = await _shelf_now(request, found)
    try:
        actions.allowed(
            viewer_of(request), {**found.task, "coordinates": coordinates(viewer_of(request), found)}
        )
        async with received(request, made.room) as sent:
            made.note = tidy(str((await request.form()).get("note", "")))
            good, made.problems = await check(sent)
            _complain(made, bool(sent))
            if not made.problems:
                versions = await _attached(request, found, good, made.note)
                return await _done(request, _sentence(good), versions)
    except TooLarge as refused:
        made.problems, status = {refused.field: refused.sentence}, 413
    except Refused as refused:
        made.problems = {refused.field: refused.sentence}
    return await _page(request, found, made, status)


def _complain(made: Shelf, any_sent: bool) -> None:
    if not any_sent:
        made.problems["files"] = _("Choose a file")
    if len(made.note) > LONGEST_NOTE:
        over, most = number(len(made.note) - LONGEST_NOTE), number(LONGEST_NOTE)
        made.problems["note"] = _("Shorten by %(n)s characters: at most %(most)s", n=over, most=most)


async def _attached(request: Upload, found: TaskPage, good: list[Checked], note: str) -> tuple[int, int]:
    code, viewer, now = found.task["code"], viewer_of(request), request.scope["state"]["now"]
    key = str((await request.form()).get("form_key", ""))
    content = digest([("note", note), *((one.name, one.file.sha256.hex()) for one in good)])
    async with transaction():
        if await once(key, viewer.id, f"attach {code}", content, f"/tasks/{code}", now):
            return 0, 0
        return await actions.attach(viewer, code, good, note, now)


def _sentence(good: list[Checked]) -> str:
    if len(good) == 1:
        return _("%(name)s was attached.", name=good[0].name)
    return ngettext("%(n)s file was attached.", "%(n)s files were attached.", len(good)) % {"n": len(good)}


@get(PATH + "/{evidence_id:int}", opt={"access": "tasks"})
async def download(request: Asked) -> Response[Any]:
    asked = as_of(request)
    found = await found_task(request, asked.day)
    day = asked.day if asked.is_past else None
    one = await files.one(request.path_params["evidence_id"], found.task["id"], day)
    try:
        file = await opened(one["sha256"])
    except Damaged as damaged:
        await note_trouble(one["sha256"], damaged.trouble)
        made = await shelf(viewer_of(request), found, asked)
        said = _("%(name)s is damaged or missing in the store. Tell support: it can be restored.", **one)
        made.problems = {"": said}
        return await _page(request, found, made, 500, asked)
    return Stream(
        pieces(file), media_type="application/octet-stream", headers=headers_for(one["name"], one["size"])
    )


@post(PATH + "/{evidence_id:int}/remove", opt={"access": "parties"}, status_code=303)
async def remove(request: Asked) -> Response[str]:
    found = await found_task(request, today_of(request))
    code, viewer, now = found.task["code"], viewer_of(request), request.scope["state"]["now"]
    which, key = request.path_params["evidence_id"], str((await request.form()).get("form_key", ""))
    said, versions = _("The file was removed."), (0, 0)
    try:
        async with transaction():
            if not await once(key, viewer.id, f"detach {which} of {code}", "", f"/tasks/{code}", now):
                name, moved = await actions.detach(viewer, code, which, now)
                said, versions = _("%(name)s was removed.", name=name), (moved.version - 1, moved.version)
    except Refused as refused:
        made = await _shelf_now(request, found)
        made.problems = {"": refused.sentence}
        return await _page(request, found, made, 422)
    return await _done(request, said, versions)


async def _shelf_now(request: Asked, found: TaskPage) -> Shelf:
    today = today_of(request)
    return await shelf(viewer_of(request), found, AsOf(today, today))


async def _done(request: Asked, said: str, versions: tuple[int, int]) -> Response[str]:
    """Back to the task; or this part of its page alone, so that nothing typed elsewhere on it is lost."""
    if not wants_block(request, "evidence"):
        return see_other(request, f"/tasks/{request.path_params['code']}", said)
    found = await found_task(request, today_of(request))
    made = await _shelf_now(request, found)
    made.done, made.versions = said, versions
    return await _page(request, found, made, 200)


async def _page(
    request: Asked, found: TaskPage, made: Shelf, status: int = 200, asked: AsOf | None = None
) -> Response[str]:
    today = today_of(request)
    return page(
        request,
        "tasks/evidence.html",
        block="evidence",
        status=status,
        as_of=asked or AsOf(today, today),
        found=found,
        task=found.task,
        shelf=made,
        problems=made.problems,
        todo=await todo(viewer_of(request), found.task["programme"], today),
    )


HANDLERS = [evidence, attach, download, remove]
