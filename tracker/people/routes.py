"""Signing in and out, the account page, the language."""

import secrets
from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from tracker.database import execute
from tracker.people import sessions, staff
from tracker.people.cards import BESIDE, Beside, account_page, password_page
from tracker.people.forms import NewPassword, SignIn
from tracker.people.rules import device_of
from tracker.people.sign_in import Guess, change_password, sign_in
from tracker.people.viewer import Viewer, viewer_of
from tracker.refusal import Refused
from tracker.web import cookies
from tracker.web.access import BEFORE_CHANGE
from tracker.web.address import client_address
from tracker.web.log import log
from tracker.web.nav import home_of
from tracker.web.pages import page, see_other
from tracker.web.places import local_path
from tracker.words import LANGUAGES, _

Asked = Request[Any, Any, Any]


@get("/sign-in", opt={"access": "public"})
async def sign_in_page(request: Asked) -> Response[str]:
    viewer = request.scope["state"]["viewer"]
    there = local_path(str(request.query_params.get("next", "/")))
    if viewer is not None:
        return see_other(request, there if there != "/" else home_of(viewer.role))
    return sign_in_form(request, SignIn("", "", {}), there)


@post("/sign-in", opt={"access": "public"}, status_code=200)
async def sign_in_send(request: Asked) -> Response[str]:
    sent = await request.form()
    form, there = SignIn.read(sent), local_path(str(sent.get("next", "/")))
    if form.problems:
        return sign_in_form(request, form, there, 422)
    try:
        token = await sign_in(_guess(request, form.username), form.password)
    except Refused as refused:
        log().warning("sign-in refused", address=client_address(request))
        form.problems[refused.field or "username"] = refused.sentence
        return sign_in_form(request, form, there, 422)
    viewer = await sessions.recognise(token, request.scope["state"]["now"], False)
    home = home_of(viewer.role) if viewer else "/"
    return _with_session(see_other(request, there if there != "/" else home), token)


def sign_in_form(request: Asked, form: SignIn, there: str, status: int = 200) -> Response[str]:
    """The sign-in page as filled in; who signs in there goes on to ``there``, a path of this site."""
    state = request.scope["state"]
    known = request.cookies.get(cookies.VISITOR, "")
    state["visitor"] = known or secrets.token_urlsafe(32)
    answer = page(
        request, "people/sign_in.html", status=status, form=form, problems=form.problems, next=there
    )
    if not known:
        answer.cookies.append(cookies.visitor(state["visitor"]))
    return answer


def _guess(request: Asked, username: str) -> Guess:
    device = device_of(request.headers.get("User-Agent", ""))
    return Guess(username, request.scope["state"]["now"], client_address(request), device)


def _with_session(answer: Response[str], token: str) -> Response[str]:
    answer.cookies.append(cookies.session(token))
    return answer


@post("/sign-out", opt={"access": "signed_in", BEFORE_CHANGE: True}, status_code=303)
async def sign_out(request: Asked) -> Response[str]:
    viewer = viewer_of(request)
    await sessions.end(viewer.id, viewer.session_id)
    log().info("signed out", person=viewer.id)
    answer = see_other(request, "/sign-in", _("Signed out."))
    answer.cookies.append(cookies.session_gone())
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@post("/language", opt={"access": "public", BEFORE_CHANGE: True}, status_code=303)
async def language(request: Asked) -> Response[str]:
    sent = await request.form()
    code = str(sent.get("language", ""))
    code = code if code in LANGUAGES else "vi"
    viewer: Viewer | None = request.scope["state"]["viewer"]
    if viewer is not None:
        await execute("UPDATE person SET language = $2 WHERE id = $1", viewer.id, code)
    answer = see_other(request, str(sent.get("next", "/")))
    answer.cookies.append(cookies.language(code))
    return answer


@get("/account", opt={"access": "signed_in"})
async def account(request: Asked) -> Response[str]:
    return await account_page(request)


@post("/account/sessions", opt={"access": "signed_in"}, status_code=303)
async def end_sessions(request: Asked) -> Response[str]:
    viewer = viewer_of(request)
    wanted = str((await request.form()).get("end", ""))
    if wanted == "others":
        await sessions.end_others(viewer.id, viewer.session_id)
    elif wanted.isascii() and wanted.isdigit() and len(wanted) < 10 and int(wanted) != viewer.session_id:
        await sessions.end(viewer.id, int(wanted))
    return see_other(request, "/account", _("The session was ended."))


@get("/account/password", opt={"access": "signed_in", BEFORE_CHANGE: True})
async def password_form(request: Asked) -> Response[str]:
    return await password_page(request, problems={}, end_tokens=True)


@post("/account/password", opt={"access": "signed_in", BEFORE_CHANGE: True}, status_code=200)
async def password_send(request: Asked) -> Response[str]:
    viewer, said, told = viewer_of(request), await request.form(), list[str]()
    form, ticked = NewPassword.read(said, viewer.username), bool(said.get("end_tokens"))
    beside: Beside | None = request.app.state.get(BESIDE)

    async def end() -> None:
        told.append(await beside.done(request, viewer, said) if beside else "")

    if form.problems:
        return await password_page(request, 422, problems=form.problems, end_tokens=ticked)
    try:
        token = await change_password(viewer, _guess(request, viewer.username), form.old, form.new, end)
    except Refused as refused:
        problems = {refused.field or "old_password": refused.sentence}
        return await password_page(request, 422, problems=problems, end_tokens=ticked)
    notice = _("The password was changed. All other sessions were ended.")
    notice = " ".join(filter(None, (notice, *told)))
    return _with_session(see_other(request, home_of(viewer.role), notice), token)


handlers = [
    sign_in_page,
    sign_in_send,
    sign_out,
    language,
    account,
    end_sessions,
    password_form,
    password_send,
    *staff.HANDLERS,
]
