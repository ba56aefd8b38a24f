"""A mail relay that takes everything at once, in a process of its own: letters a second are measured here.

It says its port on the first line, and when told to stop (its input ends) how many letters it took, how many
of them were different (by Message-ID), and how many lines it had open at most.
"""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import cast

from tracker.settings import ROOT

_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)
_ANSWERS = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


@dataclass
class Taken:
    """What a sink took, known when it has ended."""

    port: int
    letters: int = 0
    different: int = 0
    most_lines: int = 0


class _Counts:
    def __init__(self) -> None:
        self.letters = self.lines = self.most_lines = 0
        self.ids: set[bytes] = set()


class _Line(asyncio.Protocol):
    """One connection: a command is a line, a letter ends with a dot alone on its line."""

    def __init__(self, counts: _Counts) -> None:
        self._counts, self._buffer, self._in_letter = counts, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)
        self._counts.lines += 1
        self._counts.most_lines = max(self._counts.most_lines, self._counts.lines)
        self._transport.write(b"220 sink.test\r\n")

    def connection_lost(self, exc: Exception | None) -> None:
        self._counts.lines -= 1

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            whole, end, rest = self._buffer.partition(b"\r\n.\r\n" if self._in_letter else b"\r\n")
            if not end:
                return
            self._buffer = rest
            self._answer(whole)

    def _answer(self, whole: bytes) -> None:
        if self._in_letter:
            self._in_letter = False
            self._counts.letters += 1
            self._counts.ids.update(_ID.findall(whole)[:1])
            self._transport.write(b"250 taken\r\n")
            return
        command = whole[:4].upper()
        self._in_letter = command == b"DATA"
        self._transport.write(_ANSWERS.get(command, b"250 OK\r\n"))
        if command == b"QUIT":
            self._transport.close()


async def _serve() -> None:
    counts = _Counts()
    server = await asyncio.get_running_loop().create_server(lambda: _Line(counts), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(counts.letters, len(counts.ids), counts.most_lines, flush=True)
    server.close()


@contextmanager
def sink() -> Iterator[Taken]:
    """A sink for the length of a block; what it took is known after it."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sink"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    try:
        taken = Taken(int(child.stdout.readline()))
        yield taken
        told, _ = child.communicate("", 10)
        taken.letters, taken.different, taken.most_lines = map(int, told.split())
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        child.wait(10)
        child.stdout.close()


if __name__ == "__main__":
    asyncio.run(_serve())
