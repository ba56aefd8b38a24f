"""How a deadline's text is understood, before it is saved: a page, or the block that a form shows."""

from datetime import date
from typing import Any

from litestar import Request, get
from litestar.response import Response

from tracker.programmes.calendar import working_days
from tracker.tasks.deadlines import LONGEST, understand
from tracker.tasks.forms.fields import BOXES, real_day
from tracker.web.asof import today_of
from tracker.web.pages import page
from tracker.words import _

Asked = Request[Any, Any, Any]


@get("/deadline", opt={"access": "office"})
async def deadline(request: Asked) -> Response[str]:
    query = request.query_params
    # A form sends the text under the name of its own box.
    text = str(query.get("text") or query.get("deadline_text") or "")
    boxes = _boxes(request)
    given_on = real_day(boxes)
    problems = {} if given_on else {"from": _("Enter a real day, such as 30 06 2023")}
    understood = understand(text, given_on, await working_days()) if given_on and text.strip() else None
    return page(
        request, "tasks/deadline_page.html", block="deadline_preview", status=422 if problems else 200,
        text=text, boxes=boxes, problems=problems, understood=understood, longest=LONGEST,
    )  # fmt: skip


def _boxes(request: Asked) -> list[str]:
    """Day, month and year of the assignment: ``from`` as 2024-11-06, else three boxes, else today."""
    query = request.query_params
    if written := str(query.get("from", "")).strip():
        parts = written.split("-")
        return parts[::-1] if len(parts) == 3 else [written, "", ""]
    typed = [str(query.get(f"from_{box}", "")).strip() for box in BOXES]
    return typed if any(typed) else _as_boxes(today_of(request))


def _as_boxes(day: date) -> list[str]:
    return [f"{day:%d}", f"{day:%m}", f"{day:%Y}"]


HANDLERS = [deadline]
