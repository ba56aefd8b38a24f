"""What is new since the last visit: the page, the number beside its name, and that it was seen."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.people.viewer import Viewer, viewer_of
from tracker.refusal import Refused
from tracker.reminders.daily.rules import CONCERNS
from tracker.reminders.notice.actions import mark_seen
from tracker.reminders.notice.queries import MOST, Reader, seen, unseen
from tracker.templating import render
from tracker.web.nav import TOLD
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]

PATH = "/news"
PER_PAGE = 25
LONGEST = 18  # digits of a line's number


@get(PATH, opt={"access": "told"})
async def news(request: Asked) -> Response[str]:
    viewer, state = viewer_of(request), request.scope["state"]
    found = await unseen(_reader(viewer), state["now"])
    asked = str(request.query_params.get("page", "1"))
    last = max(1, -(-len(found) // PER_PAGE))
    number = min(int(asked), last) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 else 1
    number = max(number, 1)
    shown = [_told(one) for one in found[(number - 1) * PER_PAGE : number * PER_PAGE]]
    before = await seen(viewer.id)
    return page(
        request, "reminders/news.html", lines=shown, total=len(found), number=number, per_page=PER_PAGE,
        newest=found[0]["line"] if found else 0, since=before.at if before else None, most=MOST,
    )  # fmt: skip


# Open to all, so that a page left open asks in vain when its session is over: sent to the sign-in page by
# itself it would lose what is being typed.
@get(f"{PATH}/count", opt={"access": "public"})
async def news_count(request: Asked) -> Response[str]:
    viewer: Viewer | None = request.scope["state"]["viewer"]
    if viewer is None or viewer.role not in TOLD:
        return Response("", media_type="text/html")
    found = await unseen(_reader(viewer), request.scope["state"]["now"])
    return Response(render("reminders/news_count.html", n=len(found)), media_type="text/html")


@post(PATH, opt={"access": "told"}, status_code=303)
async def news_seen(request: Asked) -> Response[str]:
    line = str((await request.form()).get("line", ""))
    if not (line.isascii() and line.isdigit() and len(line) <= LONGEST):
        raise Refused(_("The form did not arrive whole. Open the page again and send it anew."))
    await mark_seen(viewer_of(request).id, int(line), request.scope["state"]["now"])
    return see_other(request, PATH, _("Marked as seen."))


def _told(line: dict[str, Any]) -> dict[str, Any]:
    concern = CONCERNS[line["verb"]]
    return {**line, "what": _(concern.what), "todo": concern.todo}


def _reader(viewer: Viewer) -> Reader:
    return Reader(viewer.id, viewer.role, viewer.agency_id)


HANDLERS = [news, news_count, news_seen]
