"""The demonstration's mailbox, read in the browser."""

from pathlib import Path
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Response

from tracker.mail import catcher
from tracker.web.headers import POLICY
from tracker.web.pages import page

Asked = Request[Any, Any, Any]

# The two answers whose policy differs: one page frames a letter, and the letter in the frame carries
# its own styles, for mail readers know no style sheets. Nothing else of it may load, run or send.
FRAMING = f"{POLICY}; frame-src 'self'"
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"  # links open as they would from a mail reader
FRAMED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; "
    f"frame-ancestors 'self'; sandbox {SANDBOX}",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
}


@get("/", opt={"access": "demo"}, sync_to_thread=True)
def caught_letters(request: Asked, mailbox: NamedDependency[Path]) -> Response[str]:
    return page(request, "mail/catcher.html", letters=catcher.letters(mailbox))


@get("/{letter_id:str}", opt={"access": "demo"}, sync_to_thread=True)
def caught_letter(request: Asked, mailbox: NamedDependency[Path], letter_id: FromPath[str]) -> Response[str]:
    letter = catcher.read(mailbox, letter_id)
    answer = page(request, "mail/caught.html", letter=letter, sandbox=SANDBOX)
    answer.headers["Content-Security-Policy"] = FRAMING
    return answer


@get("/{letter_id:str}/html", opt={"access": "demo"}, sync_to_thread=True)
def caught_html(mailbox: NamedDependency[Path], letter_id: FromPath[str]) -> Response[str]:
    body = catcher.framed(catcher.read(mailbox, letter_id).html)
    return Response(body, media_type="text/html", headers=FRAMED)


def mailbox_routes(folder: Path) -> Router:
    """The pages of the mailbox whose letters lie in ``folder``."""
    return Router(
        "/mail",
        route_handlers=[caught_letters, caught_letter, caught_html],
        dependencies={"mailbox": Provide(lambda: folder, sync_to_thread=False)},
    )
