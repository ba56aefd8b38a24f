"""The demonstration's mailbox: takes every letter, sends none on, keeps each as a file."""

import asyncio
import re
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tracker.refusal import NotThere

_ID = re.compile(r"[0-9]{20}-[0-9a-f]{8}\Z")


@dataclass(frozen=True)
class Caught:
    """One letter as its reader would see it. A second copy is a second letter."""

    id: str
    subject: str
    to: str
    date: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str


class _Keeper:
    """What aiosmtpd calls when a letter is complete; 250 is said once the file is there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        await asyncio.to_thread(keep, self._folder, content if isinstance(content, bytes) else b"")
        return "250 Kept for reading"


@asynccontextmanager
async def catching(folder: Path, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """Take letters for the length of a block; gives the port. OSError when the port is taken."""
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        return SMTP(_Keeper(folder), hostname="localhost", ident="demonstration mailbox", loop=loop)

    server = await loop.create_server(connection, host, port)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def keep(folder: Path, content: bytes) -> str:
    """Write a letter under a name that sorts by arrival; whole or not at all."""
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f".{name}.half"
    half.write_bytes(content)
    half.replace(folder / f"{name}.eml")
    return name


def letters(folder: Path, limit: int = 200) -> list[Caught]:
    """The letters caught, newest first."""
    names = (path.stem for path in folder.glob("*.eml") if _ID.match(path.stem))
    return [read(folder, name) for name in sorted(names, reverse=True)[:limit]]


def read(folder: Path, name: str) -> Caught:
    """One letter. Raises NotThere for anything that is not the name of a caught letter."""
    if not _ID.match(name):
        raise NotThere
    try:
        content = (folder / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        raise NotThere from None
    return opened(name, content)


def opened(name: str, content: bytes) -> Caught:
    """A letter's bytes as its reader would see them."""
    message = message_from_bytes(content, policy=default)
    headers = tuple((key, _decoded(str(value))) for key, value in message.raw_items())
    first = {key.lower(): value for key, value in reversed(headers)}
    return Caught(
        name,
        first.get("subject", ""),
        first.get("to", ""),
        _date(first.get("date", "")),
        headers,
        _part(message, "plain"),
        _part(message, "html"),
    )


def _decoded(value: str) -> str:
    """A header's words. Not by the modern parser: it puts spaces between encoded words (Python 3.11)."""
    unfolded = "".join(value.splitlines())
    try:
        return str(make_header(decode_header(unfolded)))
    except (LookupError, MessageError, ValueError):
        return unfolded


def _part(message: EmailMessage, kind: str) -> str:
    try:
        body = message.get_body((kind,))
        return str(body.get_content()) if body is not None else ""
    except (LookupError, MessageError, ValueError):  # an unknown alphabet or a broken part
        return ""


def _date(text: str) -> str:
    try:
        return parsedate_to_datetime(text).strftime("%d/%m/%Y %H:%M")
    except ValueError:
        return text


def framed(html: str) -> str:
    """A letter's HTML part as its frame shows it: links leave the frame."""
    return html.replace("<head>", '<head><base target="_blank">', 1)
