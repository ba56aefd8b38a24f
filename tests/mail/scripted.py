"""A mail relay that does what a test tells it: the one place where something is stood in for."""

import asyncio
import socket
import ssl
import struct
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

DROP, HANG = "drop", "hang"
RESET, CUT, DRIP = "reset", "cut", "drip"
OK = "250 OK"


@dataclass
class Script:
    """The answers the relay gives, in order, and what it took. An empty list of answers means 250.

    An answer is a line of SMTP, or DROP to break the line, or HANG to say nothing more, or DRIP to say yes
    byte by byte without an end. CUT (at the command DATA) breaks the line in the middle of the letter, RESET
    (for a letter) says 250 and breaks it right after.
    """

    port: int = 0
    at_greeting: list[str] = field(default_factory=list)
    at_ehlo: list[str] = field(default_factory=list)
    at_sign_in: list[str] = field(default_factory=list)  # empty: any password is right
    at_start: list[str] = field(default_factory=list)  # at the command DATA, before the letter
    at_mail: list[str] = field(default_factory=list)
    at_rcpt: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    at_data: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    after: float = 0.0  # seconds before it answers a letter
    taken: list[tuple[str, bytes]] = field(default_factory=list)  # what it accepted or may have accepted
    took: asyncio.Event = field(default_factory=asyncio.Event)
    lines: int = 0  # connections made
    open_lines: int = 0
    transports: list[asyncio.BaseTransport] = field(default_factory=list)
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
        if not answers or answers[0] in {DROP, HANG, RESET} or answers[0].startswith("250"):
            self.taken.append((recipient, envelope.content))
            self.took.set()
        return await self._play(server, answers)

    async def _play(self, server: SMTP, answers: list[str]) -> str:
        answer = answers.pop(0) if answers else OK
        transport = server.transport
        assert isinstance(transport, asyncio.Transport)
        if answer == HANG:
            await asyncio.sleep(3600)
        while answer == DRIP:
            transport.write(b"2")
            await asyncio.sleep(0.02)
        if answer in {DROP, RESET} or answer.startswith("421"):
            if answer != DROP:
                transport.write((OK if answer == RESET else answer).encode() + b"\r\n")
                await asyncio.sleep(0.2)  # the line stands a moment longer than the word
            if answer == RESET:
                _reset(transport)
            transport.close()
            await asyncio.sleep(3600)
        return answer


def _reset(transport: asyncio.Transport) -> None:
    """End a connection as a machine does that forgot it."""
    line: socket.socket = transport.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


class _Line(SMTP):
    """One connection, counted; what the library has no hook for is played here."""

    async def _handle_client(self) -> None:
        if await self._goes_on(self.event_handler.at_greeting):
            await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        if await self._goes_on(self.event_handler.at_ehlo):
            await super().smtp_EHLO(hostname)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        answers = self.event_handler.at_start
        if answers[:1] == [CUT]:
            answers[:] = [DROP]
            await self.push("354 go on")
            await self._reader.readline()
        if await self._goes_on(answers):
            await super().smtp_DATA(arg)

    async def _goes_on(self, answers: list[str]) -> bool:
        answer = await self.event_handler._play(self, answers)
        if answer != OK:
            await self.push(answer)
        return bool(answer == OK)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        script = self.event_handler
        script.transports.append(transport)
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

    def sign_in(*_given: object) -> AuthResult:
        refused = bool(script.at_sign_in and script.at_sign_in.pop(0))
        return AuthResult(success=not refused, handled=False)

    def line() -> SMTP:
        return _Line(
            script, hostname="relay.test", tls_context=None if whole_line else context, loop=loop,
            authenticator=sign_in, auth_require_tls=False,
        )  # fmt: skip

    server = await loop.create_server(line, "127.0.0.1", script.port, ssl=context if whole_line else None)
    script.port = server.sockets[0].getsockname()[1]
    try:
        yield script.port
    finally:
        server.close()
        await server.wait_closed()
        while script.transports:  # also those whose encryption failed half way
            script.transports.pop().close()
        await asyncio.sleep(0)


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
