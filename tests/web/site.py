"""The application answered in process, and people at browsers before it."""

import itertools
import re
from collections.abc import Iterator
from typing import Any, cast

import httpx
from litestar import Litestar

from tracker import app, clock, settings
from tracker.database import row, value
from tracker.people import passwords, sessions
from tracker.web.csrf import FIELD

HOST = "http://tracker.test"
PASSWORD = "bốn con ngựa vàng"
_names = itertools.count(1)


_kept: list[Litestar] = []


def made(*extra: Any) -> Litestar:
    """The application, or one with routes of the test's own; the process is connected already.

    Without such routes it is the same one for all tests of a process: it keeps nothing of a visit but in the
    database, and making it takes longer than most visits.
    """
    if extra or not settings.current().secret_key:
        return _with(*extra)
    if not _kept:
        _kept.append(_with())
    return _kept[0]


def _with(*extra: Any) -> Litestar:
    before = list(app.ROUTES)
    app.ROUTES.extend(extra)
    try:
        return app.create()
    finally:
        app.ROUTES[:] = before


class Browser(httpx.AsyncClient):
    """Somebody at a browser; after ``sign_in`` a signed-in person."""

    def __init__(self, served: Litestar, address: str = "10.0.0.7", **options: Any) -> None:
        # The errors of the application are answers here, as they are to real browsers.
        transport = httpx.ASGITransport(cast(Any, served), raise_app_exceptions=False, client=(address, 4711))
        super().__init__(transport=transport, base_url=HOST, **options)
        self.token = ""

    async def as_person(self, person_id: int) -> "Browser":
        """Give this browser an open session of a person, without asking for the password."""
        token = await sessions.start(person_id, at=clock.now(), address="10.0.0.7", device="Firefox · Linux")
        self.cookies.set("session", token, domain="tracker.test")
        return await self.meet("/account")

    async def meet(self, path: str) -> "Browser":
        """Open a page and remember the form token it carries."""
        self.token = token_in((await self.get(path)).text)
        return self

    async def fill(self, path: str, said: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        """Send a form with the token of the page met last."""
        return await self.post(path, data={FIELD: self.token, **(said or {})}, **options)


def token_in(html: str) -> str:
    """The form token on a page, empty when it has none."""
    _, found, rest = html.partition(f'name="{FIELD}" value="')
    return rest.partition('"')[0] if found else ""


def without_token(html: str) -> str:
    """A page as it is for everybody who gets the same one."""
    token = token_in(html)
    return html.replace(token, "token") if token else html


async def agency(code: str = "STP") -> int:
    """An agency to belong to."""
    there = await value("SELECT id FROM agency WHERE code = $1", code)
    if there is None:
        there = await value(
            """INSERT INTO agency (code, short_name, name, kind, sort_order, valid_from)
               VALUES ($1, $2, $2, 'department', 1, '2021-01-01') RETURNING id""",
            code,
            f"Sở {code}",
        )
    return int(there)


async def person(role: str = "lead", *, password: str = "", **changes: Any) -> int:
    """An account of a role; with a password only when one is given, since hashing takes its time."""
    facts = {
        "username": f"{role}{next(_names)}",
        "full_name": "Nguyễn Thị Lan",
        "title": "Giám đốc",
        "agency": await agency(),
        "role": role,
        "email": "",
        "language": "vi",
        "password_hash": passwords.hash_password(password) if password else None,
        "must_change_password": False,
        "may_submit": False,
        "created_at": clock.now(),
        "disabled_at": None,
        **changes,
    }
    places = ", ".join(f"${n}" for n in range(1, len(facts) + 1))
    found = await row(
        f"INSERT INTO person ({', '.join(facts)}) VALUES ({places}) RETURNING id", *facts.values()
    )
    assert found is not None
    return int(found["id"])


def unsafe_routes(served: Litestar) -> Iterator[tuple[str, str, str]]:
    """Every method and address that changes something, and its rule; numbers where the address wants some."""
    for route in served.routes:
        for handler in getattr(route, "route_handlers", ()):
            if handler.opt.get("access") == "api":  # asked with a token alone: no form of a page leads there
                continue
            for method in sorted(handler.http_methods - {"GET", "HEAD", "OPTIONS"}):
                yield method, re.sub(r"\{[^}]*\}", "1", route.path), str(handler.opt.get("access"))
