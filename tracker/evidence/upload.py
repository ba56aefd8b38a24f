"""A form with files as it comes in: its fields first, the files only when somebody wants them.

The house asks who it is and for the form's token before any route; both are answered from what stands before
the first file, so that nobody makes the system read files without having the right to send some.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from litestar.connection import Request
from litestar.datastructures import FormMultiDict
from litestar.exceptions import ClientException
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE
from litestar.types import Receive, Scope, Send
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from tracker.evidence.rules import LARGEST, MB, MOST_FILES

LARGEST_SEND = MOST_FILES * LARGEST + MB  # the files, and what a form says around them
LARGEST_FIELD = 16 * 1024
MOST_FIELDS = 8
SILENT_SECONDS = 60.0  # a line on which nothing comes for so long is given up

Event = Any  # of the parser: a part begins, some of its bytes, None for its end


class Upload(Request[Any, Any, Any]):
    """A request whose body is read as it comes."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        super().__init__(scope, receive, send)
        self._events: AsyncGenerator[Event] | None = None
        self._fields: list[tuple[str, Any]] | None = None
        self._first: MultipartSegment | None = None

    @property
    def announced(self) -> int:
        """How many bytes the sender says there are; 0 when it does not say."""
        return self.content_length or 0

    async def form(self) -> FormMultiDict:
        """The fields read so far: at first those before the first file, of which nothing is read."""
        if self._fields is None:
            self._fields = await self._read_fields()
        return FormMultiDict(self._fields)

    async def events(self) -> AsyncIterator[tuple[MultipartSegment, AsyncIterator[bytes]]]:
        """Each file of the form, and its pieces as they come; they must be taken before the next.

        Fields that stand between or behind the files join the others.
        """
        await self.form()
        while self._first is not None:
            yield self._first, self._pieces()
            self._fields = [*(self._fields or []), *await self._until_file()]

    async def stop(self) -> None:
        """Read no more of the body."""
        if self._events is not None:
            await self._events.aclose()

    async def _read_fields(self) -> list[tuple[str, Any]]:
        kind, options = self.content_type
        if kind != "multipart/form-data":
            if self.announced > MOST_FIELDS * LARGEST_FIELD:
                raise _too_large()
            return list((await super().form()).multi_items()) if self.announced else []
        boundary = options.get("boundary", "")
        if not boundary:
            raise ClientException
        self._events = self._parsed(boundary)
        return await self._until_file()

    async def _until_file(self) -> list[tuple[str, Any]]:
        """The fields that come now; the head of the file after them is kept for whoever wants it."""
        fields: list[tuple[str, Any]] = []
        while (part := await self._next_part()) is not None and part.filename is None:
            text = b""
            async for piece in self._pieces():
                text += piece
                if len(text) > LARGEST_FIELD:
                    raise _too_large()
            fields.append((part.name, text.decode("utf-8", "replace")))
        self._first = part
        return fields

    async def _next_part(self) -> MultipartSegment | None:
        assert self._events is not None
        async for event in self._events:
            if isinstance(event, MultipartSegment):
                return event
        return None

    async def _pieces(self) -> AsyncIterator[bytes]:
        assert self._events is not None
        async for event in self._events:
            if not isinstance(event, bytes | bytearray):
                return
            yield bytes(event)

    async def _parsed(self, boundary: str) -> AsyncGenerator[Event]:
        try:
            with PushMultipartParser(boundary, max_segment_count=MOST_FIELDS + MOST_FILES) as parser:
                async for chunk in self._chunks():
                    for event in parser.parse(chunk):
                        yield event
                    if parser.closed:
                        return
        except MultipartError:
            raise ClientException from None

    async def _chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes, within the route's limit."""
        most = self.route_handler.resolve_request_max_body_size() or LARGEST_SEND
        if self.announced > most:
            raise _too_large()
        more = True
        while more:
            try:
                async with asyncio.timeout(SILENT_SECONDS):
                    message: Any = await self.receive()
            except TimeoutError:
                raise ClientException from None
            if message["type"] == "http.disconnect":
                raise ClientException
            most -= len(message["body"])
            if most < 0:
                raise _too_large()
            more = message.get("more_body", False)
            if message["body"]:  # to the parser an empty piece is the end
                yield message["body"]


def _too_large() -> ClientException:
    return ClientException(status_code=HTTP_413_REQUEST_ENTITY_TOO_LARGE)
