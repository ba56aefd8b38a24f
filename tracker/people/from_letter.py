"""Coming from a letter: its link opens the page where the next thing can be done."""

from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from tracker.database import value
from tracker.mail import links
from tracker.people.forms import SignIn
from tracker.people.routes import sign_in_form
from tracker.web.pages import page, see_other
from tracker.words import _

Asked = Request[Any, Any, Any]


@get("/go/{token:str}", opt={"access": "public"})
async def from_letter(request: Asked, token: FromPath[str]) -> Response[str]:
    link = links.read(token)
    if link is None:
        return page(request, "people/letter_link.html", status=404)
    viewer = request.scope["state"]["viewer"]
    if viewer is None:
        username = await value(
            "SELECT username FROM person WHERE id = $1 AND disabled_at IS NULL", link.person
        )
        return sign_in_form(request, SignIn(username or "", "", {}), link.path)
    if viewer.id == link.person:
        return see_other(request, link.path)
    notice = _(
        "The link is from a letter to another person. Signed in: %(name)s (%(username)s).",
        name=viewer.name, username=viewer.username,
    )  # fmt: skip
    return see_other(request, link.path, notice)


HANDLERS = [from_letter]
