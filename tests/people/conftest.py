"""The application as the people room's tests meet it."""

import asyncio
from typing import Any

import pytest
from litestar import Litestar, Request, get
from litestar.response import Response

from tests.web.site import made
from tracker.database.engine import Engine
from tracker.web.pages import page


@get("/probe/slow", opt={"access": "signed_in"})
async def slow(request: Request[Any, Any, Any]) -> Response[str]:
    await asyncio.sleep(0.2)
    return page(request, "people/password.html", problems={})


@pytest.fixture
def served(database: Engine) -> Litestar:
    """The application with one slow page, on a database of the test's own."""
    return made(slow)
