"""Whose turn it is to have a file made: a process makes few at a time, and whoever comes then comes again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Request
from litestar.response import Response

from tracker.web.errors import problem_page
from tracker.words import _

AT_ONCE = 2  # files that one process makes: each holds memory, and most a connection of the pool
WAIT_SECONDS = 30  # what most files take, and a little


class Busy(Exception):
    """Files are being made already; nothing was begun."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class _Desk:
    """How many files this process makes."""

    busy = 0


@asynccontextmanager
async def turn() -> AsyncIterator[None]:
    """One of the few files that are made at a time, for the length of a block. Raises Busy."""
    if _Desk.busy >= AT_ONCE:
        raise Busy(_("Other files are being made at the moment. Try again in a minute."))
    _Desk.busy += 1
    try:
        yield
    finally:
        _Desk.busy -= 1


def busy_page(request: Request[Any, Any, Any], failure: Busy) -> Response[str]:
    """The page for whoever came when files were being made, with the seconds to wait."""
    headers = {"Retry-After": str(WAIT_SECONDS)}
    return problem_page(request, 429, sentence=failure.sentence, headers=headers)


# What a route that makes a file says of its failures.
ANSWERS: Any = {Busy: busy_page}
