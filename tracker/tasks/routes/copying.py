"""A task is copied into a draft: last year's, for this year."""

from typing import Any

from litestar import Request, post
from litestar.response import Response

from tracker import templating
from tracker.database import transaction
from tracker.people.viewer import viewer_of
from tracker.refusal import NotThere
from tracker.tasks.actions import drafting
from tracker.tasks.forms.copying import copied
from tracker.tasks.forms.fields import Sheet
from tracker.tasks.queries import bulk
from tracker.tasks.queries.desk import Desk
from tracker.tasks.routes.task import PATH, found_task
from tracker.tasks.routes.writing import DRAFTS, desk_of, sent_by
from tracker.web.asof import today_of
from tracker.web.form_keys import digest, new_key, once
from tracker.web.pages import see_other
from tracker.words import _

Asked = Request[Any, Any, Any]


@post(PATH + "/clone", opt={"access": "office"}, status_code=303, name="task clone")
async def clone(request: Asked) -> Response[str]:
    found = await found_task(request, today_of(request))
    if found.task["part"]:
        raise NotThere
    key = Sheet(await sent_by(request), ()).hidden.get("form_key", "")
    there, task = await desk_of(request, found.task["source_document"]), await bulk.tasks([found.task["id"]])
    number = await drafting.next_number()
    code, viewer, now = found.task["code"], viewer_of(request), request.scope["state"]["now"]
    place = f"{DRAFTS}/{number}"
    async with transaction():
        kept = await once(key, viewer.id, f"clone {code}", digest([("code", code)]), place, now)
        if not kept:
            await keep_copy(request, there, task[0], number)
    done = _("A draft was copied from %(code)s: look at it, then assign it.", code=code)
    return see_other(request, kept or place, done)


async def keep_copy(request: Asked, there: Desk, task: dict[str, Any], number: int) -> None:
    """Keep a draft copied from a task. Call it inside a transaction."""
    typed = {name: text for name, text in copied(there, task, today_of(request)).items() if text}
    now = request.scope["state"]["now"]
    await drafting.begin(viewer_of(request), number, there.programme, typed, now, task["id"])


templating.provide(new_key=new_key)  # for forms on pages of other rooms
HANDLERS = [clone]
