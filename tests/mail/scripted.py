"""A mail relay that does what a test tells it: the one place where something is stood in for."""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP

DROP, HANG = "drop", "hang"
OK = "250 OK"


@dataclass
class Script:
    """The answers the relay gives, in order, and what it took. An empty list of answers means 250.

    An answer is a line of SMTP, or DROP to break the line, or HANG to say nothing more.
    """

    port: int = 0
    at_mail: list[str] = field(default_factory=list)
    at_rcpt: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    at_data: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    after: float = 0.0  # seconds before it answers a letter
    taken: list[tuple[str, bytes]] = field(default_factory=list)  # what it accepted or may have accepted
    took: asyncio.Event = field(default_factory=asyncio.Event)
    lines: int = 0  # connections made
    open_lines: int = 0
    most_open: int = 0

    def taken_by(self, recipient: str) -> list[bytes]:
        """The letters that one recipient got."""
        return [content for who, content in self.taken if who == recipient]

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's names)
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = await self._play(server, self.at_mail)
        if answer == OK:
            envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = await self._play(server, self.at_rcpt[address])
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        (recipient,) = envelope.rcpt_tos  # one recipient a letter, always
        await asyncio.sleep(self.after)
        answers = self.at_data[recipient]
        if not answers or answers[0] in {DROP, HANG} or answers[0].startswith("250"):
            self.taken.append((recipient, envelope.content))
            self.took.set()
        return await self._play(server, answers)

    async def _play(self, server: SMTP, answers: list[str]) -> str:
        answer = answers.pop(0) if answers else OK
        if answer == HANG:
            await asyncio.sleep(3600)
        if answer == DROP or answer.startswith("421"):
            transport = server.transport
            assert isinstance(transport, asyncio.Transport)
            if answer != DROP:
                transport.write(answer.encode() + b"\r\n")
                await asyncio.sleep(0.2)  # the line stands a moment longer than the word
            transport.close()
            await asyncio.sleep(3600)
        return answer


class _Line(SMTP):
    """One connection, counted."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        script = self.event_handler
        script.lines += 1
        script.open_lines += 1
        script.most_open = max(script.most_open, script.open_lines)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.open_lines -= 1
        super().connection_lost(error)


@asynccontextmanager
async def relay_playing(
    script: Script, context: ssl.SSLContext | None = None, whole_line: bool = False
) -> AsyncIterator[int]:
    """Run the script on this machine for the length of a block; gives the port, the same one again.

    With a context the line can be encrypted: by STARTTLS, or from its first byte (``whole_line``).
    """
    loop = asyncio.get_running_loop()

    def line() -> SMTP:
        return _Line(script, hostname="relay.test", tls_context=None if whole_line else context, loop=loop)

    server = await loop.create_server(line, "127.0.0.1", script.port, ssl=context if whole_line else None)
    script.port = server.sockets[0].getsockname()[1]
    try:
        yield script.port
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def greeting(words: bytes, then: bytes = b"") -> AsyncIterator[int]:
    """A relay that greets with these bytes and answers the first command with those, then nothing."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        if await reader.readline():
            writer.write(then)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
