"""A sentence for the next page: kept in a signed cookie that is read once."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from tracker import settings
from tracker.web.signing import genuine, mac

NAME = "notice"
LONGEST = 500
SECONDS = 60


def keep(sentence: str) -> Cookie:
    """The cookie that carries a sentence to the next page."""
    text = urlsafe_b64encode(sentence[:LONGEST].encode()).decode()
    return _cookie(f"{text}.{mac('notice', text)}", SECONDS)


def gone() -> Cookie:
    """The cookie that ends one that was read."""
    return _cookie("", 0)


def read(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The sentence that came with a request; empty when there is none or it is not ours."""
    text, _, claimed = request.cookies.get(NAME, "").partition(".")
    if not text or not genuine("notice", text, claimed):
        return ""
    return urlsafe_b64decode(text).decode()


def _cookie(value: str, seconds: int) -> Cookie:
    secure = settings.current().secure
    return Cookie(NAME, value=value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=secure)
