"""A mailbox that does what a test tells it, over a real encrypted socket: the IMAP that is spoken to it."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

DROP, HANG, DRIP = "drop", "hang", "drip"


@dataclass
class Letterbox:
    """What lies in it, what was flagged, and what it does instead at a command: DROP, HANG, DRIP or text."""

    messages: dict[int, bytes]
    password: str = "m:t@1"
    instead: dict[str, str] = field(default_factory=dict)
    flags: dict[int, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    visits: int = 0

    def unread(self) -> list[int]:
        """The numbers of messages without the flag."""
        return [uid for uid in self.messages if r"\Seen" not in self.flags.get(uid, "")]

    def answer(self, tag: str, word: str, rest: str) -> bytes:
        """What a good server says to a command."""
        done = f"{tag} OK done\r\n".encode()
        if word == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n" + done
        if word == "LOGIN":
            right = rest == f'nhac@tinh "{self.password}"'
            return done if right else f"{tag} NO wrong\r\n".encode()
        if word == "SEARCH":
            return f"* SEARCH {' '.join(map(str, self.unread()))}\r\n".encode() + done
        if word == "FETCH":
            uid, limit = _parts(r"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", rest)
            text = self.messages[int(uid)][: int(limit)]
            return b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n%s)\r\n" % (uid.encode(), len(text), text) + done
        if word == "STORE":
            uid, flags = _parts(r"(\d+) \+FLAGS\.SILENT \((.*)\)", rest)
            self.flags[int(uid)] = flags
        return done


def _parts(wanted: str, rest: str) -> tuple[str, ...]:
    found = re.fullmatch(wanted, rest)
    assert found, rest
    return found.groups()


@asynccontextmanager
async def letterbox(box: Letterbox, context: ssl.SSLContext) -> AsyncIterator[int]:
    """Serve it for the length of a block; gives the port."""
    writers: list[asyncio.StreamWriter] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        box.visits += 1
        writer.write(b"* OK ready\r\n")
        while line := (await reader.readline()).decode().strip():
            tag, _, command = line.partition(" ")
            word, _, rest = command.removeprefix("UID ").partition(" ")
            box.said.append(word)
            trick = box.instead.get(word)
            if trick == DROP:
                break
            while trick in {HANG, DRIP}:
                if trick == DRIP:
                    writer.write(b"*")
                await asyncio.sleep(0.02)
            writer.write(trick.replace("TAG", tag).encode() if trick else box.answer(tag, word, rest))
            if word == "LOGOUT":
                break
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        await server.wait_closed()
        await asyncio.sleep(0)
