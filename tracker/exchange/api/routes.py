"""Pages of tokens: a person's own on the account, all of them for the administrator."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from tracker.database import transaction
from tracker.exchange.api import actions, forms, queries, scopes
from tracker.exchange.api.forms import TokenForm
from tracker.people.cards import Beside
from tracker.people.rules import device_of
from tracker.people.sign_in import Guess, prove
from tracker.people.viewer import Viewer, viewer_of
from tracker.refusal import Refused
from tracker.tasks.forms.fields import Sheet
from tracker.web.address import client_address
from tracker.web.form_keys import digest, new_key, once
from tracker.web.pages import page, see_other
from tracker.words import _, ngettext

Asked = Request[Any, Any, Any]

OWN = "/account/tokens"
ALL = "/settings/tokens"


@get(OWN, opt={"access": "signed_in"})
async def own(request: Asked) -> Response[str]:
    return await _page(request, OWN, TokenForm())


@post(OWN, opt={"access": "signed_in"}, status_code=200)
async def own_send(request: Asked) -> Response[str]:
    form = forms.read((await request.form()).multi_items(), None)
    return await _make(request, OWN, form)


@post(f"{OWN}/{{token:int}}/revoke", opt={"access": "signed_in"}, status_code=303)
async def own_revoke(request: Asked, token: FromPath[int]) -> Response[str]:
    return await _revoke(request, OWN, token)


@get(ALL, opt={"access": "admin"})
async def everybodys(request: Asked) -> Response[str]:
    return await _page(request, ALL, TokenForm())


@post(ALL, opt={"access": "admin"}, status_code=200)
async def systems_send(request: Asked) -> Response[str]:
    accounts = {one["id"] for one in await queries.persons()}
    form = forms.read((await request.form()).multi_items(), accounts)
    return await _make(request, ALL, form)


@post(f"{ALL}/{{token:int}}/revoke", opt={"access": "admin"}, status_code=303)
async def any_revoke(request: Asked, token: FromPath[int]) -> Response[str]:
    return await _revoke(request, ALL, token)


async def card(request: Asked, viewer: Viewer) -> Mapping[str, int]:
    """What the account page shows of tokens: how many programs use this account's rights."""
    found = await queries.tokens_of(viewer.id, request.scope["state"]["now"])
    return {"tokens_in_use": sum(one["standing"] == "good" for one in found)}


async def at_password(request: Asked, viewer: Viewer, said: Mapping[str, object]) -> str:
    """What becomes of tokens when their person has a new password: ended when that was ticked."""
    now = request.scope["state"]["now"]
    if said.get("end_tokens"):
        ended = await actions.revoke_all(viewer, now)
        told = ngettext("%(n)s token for programs was ended.", "%(n)s tokens for programs were ended.", ended)
        return told % {"n": ended} if ended else ""
    kept = (await card(request, viewer))["tokens_in_use"]
    told = ngettext("%(n)s token for programs goes on.", "%(n)s tokens for programs go on.", kept)
    return told % {"n": kept} if kept else ""


BESIDE_PASSWORD = Beside(card, at_password)


async def _make(request: Asked, there: str, form: TokenForm) -> Response[str]:
    """Make the token of a form and show its secret this once."""
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    if form.problems:
        return await _page(request, there, form)
    try:
        await prove(viewer, _guess(request, viewer), form.password)
        async with transaction():
            if await once(form.key, viewer.id, there, form.digest, there, now):
                told = _("This was done already. A token that was not copied is revoked and made anew.")
                return see_other(request, there, told)
            secret = await actions.make(viewer, form.wanted(viewer.id), now)
    except Refused as refused:
        form.problems[refused.field] = refused.sentence
        return await _page(request, there, form)
    return page(request, "exchange/token.html", secret=secret, form=form, there=there)


async def _revoke(request: Asked, there: str, token: int) -> Response[str]:
    viewer, now = viewer_of(request), request.scope["state"]["now"]
    pairs = list((await request.form()).multi_items())
    said = digest((name, value) for name, value in pairs if isinstance(value, str))
    key = Sheet(pairs, ()).hidden.get("form_key", "")
    async with transaction():
        if not await once(key, viewer.id, f"{there}/{token}/revoke", said, there, now):
            await actions.revoke(viewer, token, now)
    return see_other(request, there, _("The token was revoked: programs get nothing with it."))


async def _page(request: Asked, there: str, form: TokenForm) -> Response[str]:
    viewer, now, own = viewer_of(request), request.scope["state"]["now"], there == OWN
    if form.problems:
        form.key = new_key()
    form.password = ""
    offered = scopes.offered(viewer.role) if own else scopes.ordered(scopes.FOR_SYSTEMS)
    return page(
        request, "exchange/tokens.html", status=422 if form.problems else 200, form=form,
        problems=form.problems, problem_ids={"scopes": "scopes"}, own=own, there=there, new_key=new_key,
        found=await (queries.tokens_of(viewer.id, now) if own else queries.tokens(now)),
        accounts=[] if own else await queries.persons(), lives=scopes.LIVES, name_of=scopes.name_of,
        boxes=[(forms.BOX + scope, scope, scopes.name_of(scope)) for scope in offered],
    )  # fmt: skip


def _guess(request: Asked, viewer: Viewer) -> Guess:
    device = device_of(request.headers.get("User-Agent", ""))
    return Guess(viewer.username, request.scope["state"]["now"], client_address(request), device)


HANDLERS = [own, own_send, own_revoke, everybodys, systems_send, any_revoke]
