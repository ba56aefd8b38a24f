"""One visit from outside: the moment, the person and the language are settled once, for every answer."""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from tracker import clock, words
from tracker.web import cookies, errors
from tracker.web.log import log

UNMET = ("/static/", "/livez", "/readyz")  # answered without asking who it is
MACHINES = "/api/v1/"  # programs ask here: no cookie counts, the language is said with each request
POLL = b"poll="  # a page that asks by itself says so in its query: it keeps no session alive

Recognise = Callable[[str, datetime, bool], Awaitable[Any]]


class Visit:
    """Stands before the router, so that answers to unknown addresses know their reader too."""

    def __init__(self, app: ASGIApp, recognise: Recognise) -> None:
        self.app = app
        self.recognise = recognise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        answer = _Answer(send, bodiless=scope["method"] == "HEAD")
        if answer.bodiless:
            scope = cast(HTTPScope, {**scope, "method": "GET"})
        now = clock.now()
        state = scope["state"]
        state.update(now=now, today=clock.day_of(now), viewer=None, session_token="")
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        try:
            await self._meet(connection, now)
            with words.speaking(_spoken(connection)):
                await self.app(scope, receive, answer)
        except Exception as failure:
            if answer.status:
                raise
            with words.speaking(connection.cookies.get(cookies.LANGUAGE, "vi")):
                await errors.last_resort(connection, failure)(scope, receive, answer)
        finally:
            _note(scope, answer, time.perf_counter() - started)

    async def _meet(self, connection: ASGIConnection[Any, Any, Any, Any], now: datetime) -> None:
        scope = connection.scope
        token = connection.cookies.get(cookies.session_name(), "")
        if token and not scope["path"].startswith((*UNMET, MACHINES)):
            active = POLL not in scope.get("query_string", b"")
            viewer = await self.recognise(token, now, active)
            if viewer is not None:
                scope["state"].update(viewer=viewer, session_token=token)


def _spoken(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The language to answer in: a program's by its header, a person's as chosen."""
    if connection.scope["path"].startswith(MACHINES):
        return words.accepted(connection.headers.get("Accept-Language", ""))
    viewer = connection.scope["state"]["viewer"]
    return str(viewer.language if viewer else connection.cookies.get(cookies.LANGUAGE, "vi"))


class _Answer:
    """Sends on, remembering the status; to a HEAD request the body stays away."""

    def __init__(self, send: Send, bodiless: bool) -> None:
        self.send = send
        self.bodiless = bodiless
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body" and self.bodiless:
            message = {**message, "body": b""}
        await self.send(message)


def _note(scope: HTTPScope, answer: _Answer, seconds: float) -> None:
    if scope["path"].startswith(UNMET) and answer.status < 400:
        return
    viewer = scope["state"]["viewer"]
    log().info(
        "answered",
        method="HEAD" if answer.bodiless else scope["method"],
        path=scope["path"],
        status=answer.status,
        ms=round(seconds * 1000, 1),
        person=viewer.id if viewer else None,
    )
