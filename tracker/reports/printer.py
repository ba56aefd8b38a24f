"""The warm printing child as the web process and the command line see it: HTML in, PDF out."""

import asyncio
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self, cast

from tracker import web
from tracker.refusal import Refused
from tracker.reports import frames
from tracker.settings import ROOT, where_programs_lie
from tracker.templating import environment
from tracker.web.log import log
from tracker.words import _

PATIENCE = 90.0  # seconds for one document, waiting in the queue not included
START_PATIENCE = 20.0
QUEUE = 8  # documents waiting or being drawn; one more is sent away
FONTS = Path(web.__path__[0]) / "static" / "vendor" / "fonts-print"
COMMAND = (sys.executable, "-m", "tracker.reports.child")
SHEETS = ("print", "brief", "letter", "graphs")


class RenderFailed(Refused):
    """The document could not be drawn. ``cause`` is for the log, ``sentence`` for the person."""

    def __init__(self, cause: str) -> None:
        super().__init__(_("The report could not be made. Try again; if it fails again, tell support."))
        self.cause = cause


def print_fonts(folder: Path = FONTS) -> dict[str, bytes]:
    """The full font files, by file name."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.ttf"))}


def print_sheet() -> str:
    """The style sheet of printed documents: what all share, then each kind's own."""
    return "\n".join(environment().get_template(f"reports/{name}.css").render() for name in SHEETS)


class Printer:
    """One printing child, started when first needed and again after it left or was stopped.

    Documents are drawn one after another. The child knows none of our settings: its environment holds
    no secret.
    """

    def __init__(
        self,
        fonts: Mapping[str, bytes] | None = None,
        command: tuple[str, ...] = COMMAND,
        patience: float = PATIENCE,
        queue: int = QUEUE,
    ) -> None:
        self._fonts, self._command = fonts, command
        self._patience, self._queue = patience, queue
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._child: asyncio.subprocess.Process | None = None
        self._folder: TemporaryDirectory[str] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def pdf(self, page: str, attached: Mapping[str, bytes] | None = None) -> bytes:
        """The document as PDF: PDF/UA-1 to be read; with files ``attached`` PDF/A-3a to be archived.

        Raises RenderFailed when it cannot be drawn, and Refused when too many are waiting.
        """
        if self._waiting >= self._queue:
            raise Refused(_("Too many reports are being made. Try again in a minute."))
        self._waiting += 1
        try:
            async with self._turn:
                return await self._draw(page, attached)
        finally:
            self._waiting -= 1

    async def _draw(self, page: str, attached: Mapping[str, bytes] | None) -> bytes:
        try:
            child = await self._started()
            async with asyncio.timeout(self._patience):
                kind, content = await self._ask_for(child, page, attached)
        except BaseException as problem:
            await self._stop()  # cancelled or late: whatever it still says belongs to nobody
            if isinstance(problem, TimeoutError | OSError | EOFError | frames.Broken):
                raise self._failed(f"{type(problem).__name__} {problem}") from problem
            raise
        if kind != frames.PDF:
            await self._stop()
        if kind not in (frames.PDF, frames.LAST):
            raise self._failed(content.decode(errors="replace"))
        return content

    def _failed(self, cause: str) -> RenderFailed:
        log().error("report not drawn", cause=cause)
        return RenderFailed(cause)

    async def _started(self) -> asyncio.subprocess.Process:
        if self._child is not None and self._child.returncode is None:
            return self._child
        await self._stop()
        self._folder = TemporaryDirectory(prefix="tracker-print-")
        self._child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env=_environment(self._folder.name),
            start_new_session=True,  # Ctrl-C is for us; the child leaves when its input ends
        )
        async with asyncio.timeout(START_PATIENCE):
            await self._make_ready(self._child)
        return self._child

    async def _make_ready(self, child: asyncio.subprocess.Process) -> None:
        requests = cast(asyncio.StreamWriter, child.stdin)
        fonts = print_fonts() if self._fonts is None else self._fonts
        for name, font in fonts.items():
            requests.write(frames.frame(frames.FONT, name.encode() + b"\0" + font))
        kind, content = await self._ask(child, frames.SHEET, print_sheet().encode())
        if kind != frames.READY:
            raise frames.Broken(content.decode(errors="replace"))

    async def _ask_for(
        self, child: asyncio.subprocess.Process, page: str, attached: Mapping[str, bytes] | None
    ) -> tuple[bytes, bytes]:
        requests = cast(asyncio.StreamWriter, child.stdin)
        for name, file in (attached or {}).items():
            requests.write(frames.frame(frames.FILE, name.encode() + b"\0" + file))
        kind = frames.PAGE if attached is None else frames.ARCHIVE
        return await self._ask(child, kind, page.encode())

    async def _ask(
        self, child: asyncio.subprocess.Process, kind: bytes, content: bytes
    ) -> tuple[bytes, bytes]:
        requests, answers = cast(asyncio.StreamWriter, child.stdin), cast(asyncio.StreamReader, child.stdout)
        requests.write(frames.frame(kind, content))
        await requests.drain()
        answer, length = frames.opened(await answers.readexactly(frames.HEAD))
        return answer, await answers.readexactly(length)

    async def _stop(self) -> None:
        child, self._child = self._child, None
        folder, self._folder = self._folder, None
        if child is not None:
            with suppress(ProcessLookupError):
                child.kill()
            await asyncio.shield(child.wait())
        if folder is not None:
            folder.cleanup()


def _environment(folder: str) -> dict[str, str]:
    return where_programs_lie() | {
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "FONTCONFIG_FILE": str(Path(__file__).with_name("fonts.conf")),
    }
