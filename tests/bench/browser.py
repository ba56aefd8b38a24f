"""Somebody at a browser, as little of it as there can be: one line kept open, one request at a time."""

import http.client
import time
from html.parser import HTMLParser
from urllib.parse import urlencode

WAIT_SECONDS = 30


class Unexpected(Exception):
    """The server answered something else than a page."""


class Browser:
    """One kept line to the server, with a session or without."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.headers = {"Cookie": f"session={session}"} if session else {}
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS)

    def get(self, path: str, *, packed: bool = True) -> bytes:
        """A page, packed as browsers want it."""
        return self._ask(200, "GET", path, None, {"Accept-Encoding": "br"} if packed else {})

    def send(self, path: str, fields: dict[str, str]) -> None:
        """A form, which must lead on to a page."""
        typed = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        self._ask(303, "POST", path, urlencode(fields), typed)

    def _ask(self, expected: int, method: str, path: str, body: str | None, headers: dict[str, str]) -> bytes:
        try:
            self.line.request(method, path, body, {**self.headers, **headers})
            answer = self.line.getresponse()
        except http.client.RemoteDisconnected:  # the server hangs up on a line that was idle for seconds
            self.line.close()
            self.line.request(method, path, body, {**self.headers, **headers})
            answer = self.line.getresponse()
        found = answer.read()
        if answer.status != expected:
            raise Unexpected(f"{method} {path}: {answer.status} {found[:300]!r}")
        return found

    def fields(self, page: str, action: str) -> dict[str, str]:
        """The hidden fields of one form of a page."""
        reader = _Form(action)
        reader.feed(self.get(page, packed=False).decode())
        return reader.fields


class _Form(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.fields = action, False, dict[str, str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("action") == self.action
        if tag == "input" and self.inside and given.get("type") == "hidden":
            self.fields[given["name"] or ""] = given.get("value") or ""


def until_up(port: int) -> None:
    """Wait for the server to answer."""
    for _ in range(300):
        try:
            Browser(port).get("/bench/hello")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Unexpected("the server did not start")
