"""Systems that receive: real servers on this machine, hooks that lead to them, and names that lie."""

import asyncio
import json
import ssl
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest, digest
from pathlib import Path
from typing import Any

import pytest

from tests.mail.certificates import certificate
from tests.tasks.reading import NOON
from tracker.database import row, rows, transaction, value
from tracker.exchange.hooks import actions, calling
from tracker.exchange.hooks.actions import Wanted
from tracker.exchange.hooks.calling import Caller
from tracker.exchange.hooks.delivery import Drain, deliver_all
from tracker.exchange.hooks.rules import EVENTS, networks
from tracker.exchange.hooks.signing import secret

NAME = "hooks.tinh.example"
PLAIN = b"HTTP/1.1 %d X\r\ncontent-length: 2\r\nlocation: https://else.example/\r\n\r\nok"
HERE = networks("127.0.0.0/8, ::1/128")


@dataclass
class Receiver:
    """What arrived, and what is answered: a status, or an answer byte for byte."""

    answer: int | bytes = 204
    after: float = 0.0  # seconds before the answer
    hold: float = 0.0  # seconds before the line is closed
    port: int = 0
    heads: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def said(self) -> list[dict[str, Any]]:
        """What arrived, read."""
        return [json.loads(body) for body in self.bodies]

    def url(self, path: str = "/nhan", scheme: str = "https", host: str = NAME) -> str:
        """The address of this receiver."""
        return f"{scheme}://{host}:{self.port}{path}"

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer."""
        with suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            fields = dict(line.split(": ", 1) for line in head[1:] if line)
            found = {name.lower(): text for name, text in fields.items()}
            body = await reader.readexactly(int(found["content-length"]))
            self.lines.append(head[0])
            self.heads.append(found)
            self.bodies.append(body)
            await asyncio.sleep(self.after)
            writer.write(self.answer if isinstance(self.answer, bytes) else PLAIN % self.answer)
            await writer.drain()
            await asyncio.sleep(self.hold)
        writer.close()


@asynccontextmanager
async def receiving(trusted: ssl.SSLContext | None, **given: Any) -> AsyncIterator[Receiver]:
    """A receiver that listens until the block ends."""
    found = Receiver(**given)
    listening = await asyncio.start_server(found.take, "127.0.0.1", 0, ssl=trusted)
    found.port = listening.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        listening.close()


@dataclass(frozen=True)
class Believed:
    """A certificate: the server's side, and a caller who believes it and may enter this machine."""

    served: ssl.SSLContext
    caller: Caller


def believed(folder: Path, name: str = f"DNS:{NAME}", *, guard: bool = False, **limits: float) -> Believed:
    """A certificate for a name, and who believes it; with ``guard`` the caller may enter no network."""
    made, served = certificate(folder, name)
    patience = {"connect_seconds": 2.0, "total_seconds": 3.0, **limits}
    trusted = ssl.create_default_context(cafile=made)
    return Believed(served, Caller(trusted, () if guard else HERE, **patience))


def names_lead(monkeypatch: pytest.MonkeyPatch, where: Callable[[str], list[str]]) -> list[str]:
    """Let names lead where a test says; the names that were looked up."""
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return where(host)

    monkeypatch.setattr(calling, "resolve", resolve)
    return asked


@dataclass(frozen=True)
class Keeper:
    """The administrator, without a session."""

    id: int
    name: str = "Quản trị"
    agency_name: str = "Văn phòng"


async def keeper() -> Keeper:
    """An administrator who is there already, or is made."""
    from tests.web.site import person

    found = await value("SELECT id FROM person WHERE role = 'admin' ORDER BY id LIMIT 1")
    return Keeper(found or await person("admin"))


async def a_hook(url: str = f"https://{NAME}/", **wanted: Any) -> int:
    """A hook that leads there; its number."""
    given = {"name": "Trung tâm điều hành", "url": url, "events": list(EVENTS), "agency": None, **wanted}
    at = given.pop("at", NOON)
    async with transaction():
        number = await actions.next_number()
        await actions.add(await keeper(), number, Wanted(**given), at)
    return number


async def drained(by: Caller, at: datetime, owner: str = "worker") -> Drain:
    """Let a worker call whatever is due at a moment."""
    return await deliver_all(by, owner, lambda: at)


async def pinged(hook: int, times: int = 1, at: datetime = NOON) -> None:
    """Put test messages into the outbox."""
    for _ in range(times):
        async with transaction():
            await actions.ping(hook, await version_of(hook), at)


async def version_of(hook: int) -> int:
    """A hook's version."""
    return int(await value("SELECT version FROM hook WHERE id = $1", hook))


async def outbox(hook: int) -> list[dict[str, Any]]:
    """The messages of a hook in their order."""
    return await rows("SELECT * FROM hook_message WHERE hook = $1 ORDER BY id", hook)


async def kept(hook: int) -> dict[str, Any]:
    """A hook as it is kept."""
    found = await row("SELECT * FROM hook WHERE id = $1", hook)
    assert found is not None
    return found


def signed_by(hook: int, rotation: int, head: dict[str, str], body: bytes) -> bool:
    """Whether a message bears the signature of a secret, checked as a receiver would."""
    key = b64decode(secret(hook, rotation).removeprefix("whsec_"))
    text = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + body
    wanted = b"v1," + b64encode(digest(key, text, sha256))
    return any(compare_digest(wanted, one.encode()) for one in head["webhook-signature"].split(" "))
