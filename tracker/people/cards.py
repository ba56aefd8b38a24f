"""The account page, put together: rooms above this one lend it cards, and it knows none of them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Response

from tracker.people import sessions
from tracker.people.viewer import Viewer, viewer_of
from tracker.web.pages import page
from tracker.words import _, mark

Asked = Request[Any, Any, Any]

# What a card needs of a request, and the names its own template finds them by.
Card = Callable[[Asked, Viewer], Awaitable[Mapping[str, object]]]

LENT = "account_cards"  # where the application keeps what was lent
BESIDE = "beside_password"  # … and what is lent to the form of a new password


@dataclass(frozen=True)
class Beside:
    """What may end with a password besides sessions: what its form says of it, what is done then.

    ``done`` is called inside the transaction of the change, with the form; it answers a sentence, or none.
    """

    shown: Card
    done: Callable[[Asked, Viewer, Mapping[str, object]], Awaitable[str]]


ROLES = {
    "member": mark("Steering committee member"),
    "office": mark("Coordinating office"),
    "lead": mark("Head of agency"),
    "staff": mark("Officer"),
    "auditor": mark("Auditor"),
    "admin": mark("Administrator"),
}


async def password_page(request: Asked, status: int = 200, **said: Any) -> Response[str]:
    """The form of a new password, with what is lent to it."""
    beside: Beside | None = request.app.state.get(BESIDE)
    shown: Mapping[str, Any] = await beside.shown(request, viewer_of(request)) if beside else {}
    return page(request, "people/password.html", status=status, **shown, **said)


async def account_page(request: Asked, status: int = 200, **instead: object) -> Response[str]:
    """The account of whoever asks; ``instead`` stands in place of what a card says: a form as typed."""
    viewer, shown = viewer_of(request), dict[str, object]()
    lent: Sequence[Card] = request.app.state.get(LENT, ())
    for card in lent:
        shown.update(await card(request, viewer))
    shown["sessions"] = await sessions.listed(viewer.id, request.scope["state"]["now"])
    shown["role_name"] = _(ROLES[viewer.role])
    return page(request, "people/account.html", block=None, status=status, **{**shown, **instead})
