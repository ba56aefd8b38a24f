"""What would be said next: the coming runs with everybody concerned, and each letter as it would look."""

from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from tracker.mail.catcher import framed
from tracker.mail.routes import FRAMING, SANDBOX
from tracker.refusal import NotThere
from tracker.reminders.ledger import view
from tracker.reminders.ledger.coming import Coming, coming
from tracker.reminders.ledger.letter_routes import frame
from tracker.reminders.ledger.letters import hidden
from tracker.reminders.ledger.preview import letter_of, preview
from tracker.reminders.ledger.queries import PEOPLE_PER_PAGE
from tracker.reminders.ledger.routes import PATH, page_number
from tracker.web.pages import page

NEXT = f"{PATH}/next"
LETTER = NEXT + "/{kind:str}/{person_no:int}"

Asked = Request[Any, Any, Any]


@get(NEXT, opt={"access": "ledger"})
async def next_runs(request: Asked) -> Response[str]:
    now, number = request.scope["state"]["now"], page_number(request)
    found = await coming(now)
    kind = str(request.query_params.get("kind", found[0].kind))
    shown = await preview(_of_kind(found, kind), found, now)
    start = (number - 1) * PEOPLE_PER_PAGE
    return page(
        request, "reminders/ledger_next.html", shown=shown, view=view, number=number, size=PEOPLE_PER_PAGE,
        told=shown.told[start : start + PEOPLE_PER_PAGE], kind=kind, next_path=NEXT,
        tabs=[(view.run_name(one.key), f"{NEXT}?kind={one.kind}", None, one.kind == kind) for one in found],
    )  # fmt: skip


@get(LETTER, opt={"access": "letters"})
async def next_letter(request: Asked, kind: FromPath[str], person_no: FromPath[int]) -> Response[str]:
    now = request.scope["state"]["now"]
    found = await coming(now)
    one = _of_kind(found, kind)
    person, words = await letter_of(one, found, person_no, now)
    answer = page(
        request, "reminders/ledger_next_letter.html", one=one, person=person, subject=words.subject,
        text=hidden(words.text), view=view, sandbox=SANDBOX, next_path=f"{NEXT}?kind={kind}",
        src=f"{NEXT}/{kind}/{person_no}/html",
    )  # fmt: skip
    answer.headers["Content-Security-Policy"] = FRAMING
    return answer


@get(f"{LETTER}/html", opt={"access": "letters"})
async def next_html(request: Asked, kind: FromPath[str], person_no: FromPath[int]) -> Response[str]:
    now = request.scope["state"]["now"]
    found = await coming(now)
    _person, words = await letter_of(_of_kind(found, kind), found, person_no, now)
    return frame(hidden(framed(words.html)))


def _of_kind(found: list[Coming], kind: str) -> Coming:
    one = next((one for one in found if one.kind == kind), None)
    if one is None:
        raise NotThere
    return one


HANDLERS = [next_runs, next_letter, next_html]
