"""The account page's cards about letters: which ones are wanted, and who stands in while one is away."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, post
from litestar.response import Response

from tracker.database import transaction
from tracker.people.cards import account_page
from tracker.people.viewer import Viewer, viewer_of
from tracker.refusal import NotThere, Refused
from tracker.reminders.rulebook import absence_form, absences
from tracker.reminders.rulebook.absence_form import IDS, AbsenceForm
from tracker.reminders.rulebook.actions import choose
from tracker.reminders.rulebook.queries import choices_of
from tracker.reminders.rulebook.rules import COURTESIES, duties, offered, peers, wants
from tracker.tasks.forms.fields import whole
from tracker.web.asof import today_of
from tracker.web.form_keys import digest, new_key, once
from tracker.web.pages import see_other
from tracker.words import _

Asked = Request[Any, Any, Any]

ACCOUNT = "/account"
LETTERS, AWAY, BACK = f"{ACCOUNT}/letters", f"{ACCOUNT}/absences", f"{ACCOUNT}/absences/end"


async def letters_card(_request: Asked, viewer: Viewer) -> Mapping[str, object]:
    """What the card of letters shows: what may be chosen, and what comes anyway."""
    chosen = await choices_of(viewer.id)
    return {
        "letters": {
            "key": new_key(),
            "kinds": [
                {"value": kind, "text": _(COURTESIES[kind][0]), "checked": wants(chosen, viewer.id, kind)}
                for kind in offered(viewer.role)
            ],
            "duties": [_(sentence) for sentence in duties(viewer.role)],
        }
    }


async def absences_card(request: Asked, viewer: Viewer) -> Mapping[str, object]:
    """What the card of absences shows; nothing to those who have no duty letters."""
    if not peers(viewer.role):
        return {"absences": None, "absence": None}
    shown = {
        "listed": await absences.away(viewer, today_of(request)),
        "people": await absences.answerable(viewer),
        "substitutes": await absences.substitutes_of(viewer),
    }
    return {"absences": shown, "absence": AbsenceForm()}


@post(LETTERS, opt={"access": "signed_in"}, status_code=303)
async def letters_send(request: Asked) -> Response[str]:
    viewer, sent = viewer_of(request), list((await request.form()).multi_items())
    wanted = {value for name, value in sent if name == "wanted" and isinstance(value, str)}
    if not offered(viewer.role):
        raise NotThere
    if not wanted <= {*offered(viewer.role)}:
        raise Refused(_("The form did not arrive whole. Open the page again and send it anew."))
    now, key = request.scope["state"]["now"], next((str(v) for n, v in sent if n == "form_key"), "")
    async with transaction():
        said = digest((name, value) for name, value in sent if isinstance(value, str))
        if not await once(key, viewer.id, LETTERS, said, ACCOUNT, now):
            await choose(viewer, wanted, now)
    return see_other(request, ACCOUNT, _("The choice of letters was saved."))


@post(AWAY, opt={"access": "parties"}, status_code=303)
async def absences_send(request: Asked) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    form = absence_form.read((await request.form()).multi_items(), viewer.id, today_of(request))
    if form.absence:
        try:
            async with transaction():
                if not await once(form.key, viewer.id, AWAY, form.digest, ACCOUNT, now):
                    await absences.note(viewer, form.absence, now)
            return see_other(request, ACCOUNT, _("The absence was noted."))
        except Refused as refused:
            form.problems[refused.field] = refused.sentence
    form.key = new_key()
    return await account_page(request, 422, absence=form, problems=form.problems, problem_ids=IDS)


@post(BACK, opt={"access": "parties"}, status_code=303)
async def absence_end(request: Asked) -> Response[str]:
    absence = whole(str((await request.form()).get("absence", "")))
    if absence is None:
        raise Refused(_("The form did not arrive whole. Open the page again and send it anew."))
    await absences.take_back(viewer_of(request), absence, request.scope["state"]["now"])
    return see_other(request, ACCOUNT, _("The absence was taken back."))


CARDS = [letters_card, absences_card]
HANDLERS = [letters_send, absences_send, absence_end]
