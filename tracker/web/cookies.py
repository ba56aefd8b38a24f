"""The cookies that say who is there: their names and how they are set."""

from litestar.datastructures import Cookie

from tracker import settings

LANGUAGE = "language"
VISITOR = "visitor"
YEAR = 365 * 24 * 3600


def session_name() -> str:
    """The session cookie's name: bound to this very host where https allows it."""
    return "__Host-session" if settings.current().secure else "session"


def session(token: str) -> Cookie:
    """The cookie of a new session; it ends with the browser or on the server, whichever comes first."""
    return _cookie(session_name(), token)


def session_gone() -> Cookie:
    """The cookie that ends a session's."""
    return _cookie(session_name(), "", 0)


def visitor(token: str) -> Cookie:
    """Marks a browser on the sign-in page, so that its form can carry a token of its own."""
    return _cookie(VISITOR, token)


def language(code: str) -> Cookie:
    """The language a reader chose, for pages before sign-in."""
    return _cookie(LANGUAGE, code, YEAR)


def _cookie(name: str, value: str, seconds: int | None = None) -> Cookie:
    return Cookie(
        name,
        value=value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.current().secure,
    )
