"""A signed copy read: its signatures and its words, by a child that can do nothing else."""

import asyncio
import json
import sys
from base64 import b64encode
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec

from tracker import settings
from tracker.refusal import Refused
from tracker.reports.signed.rules import COMPARING, Found, SignatureFacts
from tracker.settings import ROOT, where_programs_lie
from tracker.web.log import log
from tracker.words import _

COMMAND = (sys.executable, "-m", "tracker.reports.signed.child")
PATIENCE = 60.0  # seconds for one child, waiting for its turn not included
MOST_ANSWERED = 1024 * 1024
CERTIFICATES = frozenset({".pem", ".crt", ".cer", ".der"})
MOST_ROOTS = 100  # files
LARGEST_ROOT = 256 * 1024


class Reader:
    """Reads one copy after another, each by a child of its own."""

    def __init__(
        self, command: tuple[str, ...] = COMMAND, patience: float = PATIENCE, comparing: float = COMPARING
    ) -> None:
        self._command, self._patience, self._comparing = command, patience, comparing
        self._turn = asyncio.Lock()

    async def found(self, copy: bytes, frozen: bytes, roots: list[bytes], at: datetime) -> Found:
        """What is in a copy; ``frozen`` is the PDF it is compared with, if any.

        Raises Refused for what is no PDF that can be opened, or has a password.
        """
        head = {
            "at": at.isoformat(),
            "frozen": len(frozen),
            "roots": [b64encode(one).decode() for one in roots],
            "comparing": self._comparing,
        }
        async with self._turn:
            said = await self._ask(json.dumps(head).encode() + b"\n" + frozen + copy)
        lines = said.splitlines()
        answers = dict(pair for line in lines for pair in json.loads(line).items())
        if "refused" in answers or len(lines) < 2:
            log().warning("signed copy not read", answered=len(lines), refused=answers.get("refused"))
            raise _refused(answers.get("refused", "broken"))
        return msgspec.convert(answers, Found)

    async def _ask(self, told: bytes) -> bytes:
        """What the child said before it ended, or was stopped: late, or saying too much."""
        child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
            env=where_programs_lie() | {"LANG": "C.UTF-8"},
            start_new_session=True,
        )
        said = bytearray()
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            async with asyncio.timeout(self._patience):
                with suppress(ConnectionError):
                    child.stdin.write(told)
                    await child.stdin.drain()
                child.stdin.close()
                while (piece := await child.stdout.read(64 * 1024)) and len(said) <= MOST_ANSWERED:
                    said += piece
        except TimeoutError:
            pass
        finally:
            with suppress(ProcessLookupError):
                child.kill()
            await asyncio.shield(child.wait())
        whole, line_end, _rest = bytes(said).rpartition(b"\n")
        return whole + line_end if len(said) <= MOST_ANSWERED else b""


@cache
def _reader() -> Reader:
    return Reader()


async def read_copy(copy: bytes, frozen: bytes, at: datetime) -> Found:
    """What is in a signed copy, as of ``at``. Raises Refused for what is no PDF that can be opened."""
    return await _reader().found(copy, frozen, await asyncio.to_thread(roots), at)


async def signatures(pdf: bytes, at: datetime) -> tuple[SignatureFacts, ...]:
    """The signatures of a PDF, as of ``at``. Raises Refused for what is no PDF that can be opened."""
    return (await read_copy(pdf, b"", at)).signatures


def roots() -> list[bytes]:
    """The root certificates that signatures are checked against; none unless a folder is set up."""
    folder = settings.current().signature_roots
    if not folder:
        return []
    try:
        found = sorted(one for one in Path(folder).iterdir() if one.suffix.lower() in CERTIFICATES)
        return [one.read_bytes()[:LARGEST_ROOT] for one in found[:MOST_ROOTS]]
    except OSError as trouble:
        log().error("root certificates cannot be read", trouble=repr(trouble))
        return []


def _refused(word: str) -> Refused:
    if word == "locked":
        return Refused(_("the file has a password: save it without one"))
    return Refused(_("the file is broken: save it anew"))
