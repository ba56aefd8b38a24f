"""Who answers for history: its page, a check at once, and all of it as a file."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Response, Stream

from tracker.database import transaction
from tracker.exchange.audit import forms
from tracker.exchange.audit.queries import Lines, lines, verbs
from tracker.exchange.audit.view import shown, verb_name
from tracker.history import queries
from tracker.history.actions import keep_check
from tracker.history.exporting import exported, note_export
from tracker.history.nightly import check_newest
from tracker.history.rules import grouped, summed, told
from tracker.people.viewer import viewer_of
from tracker.web.form_keys import new_key, once
from tracker.web.pages import page, see_other, wants_block
from tracker.web.places import url
from tracker.words import _

PATH = "/history"
ENTRIES, TASKS = 50_000, 2_000  # what is checked while somebody waits: two or three seconds
ANCHORS, CHECKS = 30, 4  # of the newest, shown

Asked = Request[Any, Any, Any]


@get(PATH, opt={"access": "history"})
async def history(request: Asked) -> Response[str]:
    known = await verbs()
    asked = await forms.read(request.query_params.multi_items(), known)
    found = Lines([], None) if asked.problems else await lines(asked.wanted)
    answer = page(
        request, "history/history.html", block="results", status=422 if asked.problems else 200,
        asked=asked, problems=asked.problems, verbs=_choices(known, asked.wanted.verb),
        lines=shown(found.rows), older=found.older, head=await queries.head(),
        anchors=await queries.anchors(ANCHORS), checks=await queries.checks(CHECKS),
        alarms=await queries.alarms(),
        grouped=grouped, summed=summed, told=told, form_key=new_key(), entries=ENTRIES, tasks=TASKS,
    )  # fmt: skip
    if wants_block(request, "results"):
        answer.headers["HX-Push-Url"] = url(PATH, asked.params, before=asked.typed["before"])
    return answer


def _choices(known: list[str], chosen: str) -> list[dict[str, object]]:
    """What can be asked for, in words, as the select macro wants it."""
    named = sorted((verb_name(verb), verb) for verb in known)
    return [
        {"value": verb, "text": name, "selected": verb == chosen}
        for name, verb in [(_("All moves"), ""), *named]
    ]


@post(f"{PATH}/check", opt={"access": "history"}, status_code=303)
async def check(request: Asked) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    key = await _key(request)
    found = await check_newest(ENTRIES, TASKS)
    async with transaction():
        if not await once(key, viewer.id, "check history", "", PATH, now):
            for one in found:
                await keep_check(one, now)
    trouble = any(one.found for one in found)  # the page itself tells of it
    return see_other(request, PATH, "" if trouble else "; ".join(map(summed, found)) + ".")


@post(f"{PATH}/export", opt={"access": "auditor"}, status_code=200)
async def export(request: Asked) -> Stream:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    key = await _key(request)
    async with transaction():
        if not await once(key, viewer.id, "export history", "", PATH, now):
            await note_export(
                now, actor_id=viewer.id, actor_name=viewer.name, actor_agency=viewer.agency_name
            )
    until, _hash = await queries.head()  # the line just written is part of what goes out
    name = f"lich-su-{request.scope['state']['today'].isoformat()}-{until}.jsonl"
    attached = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Stream(exported(until), media_type="application/jsonl", headers=attached)


async def _key(request: Asked) -> str:
    return str((await request.form()).get("form_key", ""))


handlers = [history, check, export]
