"""The days before a cut-off: who has brought its tasks up to date, and what people at work are told of it."""

from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.people.viewer import Viewer, viewer_of
from tracker.reports.regimes.queries import not_updated, updating, windows
from tracker.tasks.routes.lists import any_programme
from tracker.web.asof import as_of, today_of
from tracker.web.pages import page
from tracker.web.places import url
from tracker.words import _, dmy, ngettext, number

Asked = Request[Any, Any, Any]

PATH = "/reports/window"
OPEN = ["overdue", "in_time"]


@get(PATH, opt={"access": "province"})
async def window(request: Asked) -> Response[str]:
    today, programme = today_of(request), (await any_programme()).id
    shown = [
        (due, names, await updating(programme, due.window_from, today, today))
        for due, names in await windows(today, programme)
    ]
    return page(
        request, "reports/regimes/window.html", windows=shown, may_edit=viewer_of(request).role == "office",
        tasks=lambda code: url("/tasks", {"agency": code, "bucket": OPEN}),
    )  # fmt: skip


async def banner(request: Asked, viewer: Viewer) -> tuple[str, list[tuple[str, str]]] | None:
    """What My work says of the nearest open window: an agency's own tasks, to the office the agencies."""
    if as_of(request).is_past or viewer.role not in {"office", "lead", "staff"}:
        return None
    today, programme = today_of(request), (await any_programme()).id
    found = await windows(today, programme)
    if not found:
        return None
    due, names = found[0]
    if viewer.role == "office":
        n = len(await not_updated(programme, due.window_from, today, today))
        said, there = _office(n), (_("See who has not updated"), PATH)
    else:
        mine = await updating(programme, due.window_from, today, today, viewer.agency_id)
        n = mine[0].silent if mine else 0
        said = _agency(n, dmy(due.window_from))
        there = (_("See the open tasks the agency leads"), url("/tasks", {"part": "lead", "bucket": OPEN}))
    until = _("Report %(periods)s: figures are those of the end of %(day)s.",
              periods=", ".join(names), day=dmy(due.cutoff))  # fmt: skip
    return (f"{until} {said}", [there]) if n else None


def _office(n: int) -> str:
    said = ngettext(
        "%(n)s agency has not updated all its tasks.", "%(n)s agencies have not updated all their tasks.", n
    )
    return said % {"n": number(n)}


def _agency(n: int, day: str) -> str:
    said = ngettext(
        "%(n)s task of the agency has had no report since %(day)s.",
        "%(n)s tasks of the agency have had no report since %(day)s.",
        n,
    )
    return said % {"n": number(n), "day": day}


HANDLERS = [window]
