"""A letter of the ledger on its own page: as it was written, what became of it; said again when asked."""

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.database import transaction
from tracker.mail.catcher import framed
from tracker.mail.routes import FRAMED, FRAMING, SANDBOX
from tracker.people.viewer import viewer_of
from tracker.refusal import Refused
from tracker.reminders.ledger import view
from tracker.reminders.ledger.letters import content_of, letter
from tracker.reminders.ledger.resending import resend
from tracker.reminders.ledger.routes import PATH
from tracker.tasks.forms.fields import Sheet
from tracker.web.form_keys import new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]


@get(PATH + "/{letter_no:int}", opt={"access": "ledger"})
async def letter_page(request: Asked, letter_no: FromPath[int]) -> Response[str]:
    return await _page(request, letter_no)


@get(PATH + "/{letter_no:int}/html", opt={"access": "letters"})
async def letter_html(letter_no: FromPath[int]) -> Response[str]:
    return frame(framed((await content_of(letter_no)).html))


@post(PATH + "/{letter_no:int}/resend", opt={"access": "office"}, status_code=303)
async def resend_letter(request: Asked, letter_no: FromPath[int]) -> Response[str]:
    sheet = Sheet((await request.form()).multi_items(), ())
    viewer, now, place = viewer_of(request), request.scope["state"]["now"], f"{PATH}/{letter_no}"
    try:
        async with transaction():
            key = sheet.hidden.get("form_key", "")
            if not await once(key, viewer.id, f"{place}/resend", "", place, now):
                await resend(viewer, letter_no, now)
    except Refused as refused:
        return await _page(request, letter_no, {"": refused.sentence}, 422)
    return see_other(request, place, _("The letter is sent again, as a new one with the same words."))


async def _page(
    request: Asked, letter_no: int, problems: dict[str, str] | None = None, status: int = 200
) -> Response[str]:
    found = await letter(letter_no)
    answer = page(
        request, "reminders/ledger_letter.html", status=status, found=found, letter=found.facts,
        seen=found.seen, problems=problems or {}, view=view, sandbox=SANDBOX, key=new_key(),
    )  # fmt: skip
    answer.headers["Content-Security-Policy"] = FRAMING
    return answer


def frame(html: str) -> Response[str]:
    """A letter's HTML for the frame that shows it: nothing of it runs, loads or sends."""
    return Response(html, media_type="text/html", headers=FRAMED)


HANDLERS = [letter_page, letter_html, resend_letter]
