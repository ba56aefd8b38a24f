"""The printing child: HTML in, PDF out, with no network, little memory and little time.

Started as ``python -m tracker.reports.child`` by ``printer.py`` and by nobody else. It keeps the parsed
style sheet and the fonts between documents, and leaves after a number of them, as WeasyPrint does
not give memory back.
"""

import ctypes
import gc
import os
import resource
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from tracker.reports import frames

MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 60  # a document's
FILE_BYTES = 8 * 1024 * 1024  # fonts are written to a folder of our own; nothing else is
DOCUMENTS = 40
FULL_GROWN = 400 * 1024  # kilobytes of resident memory at which the child leaves
NEW_USER, NEW_NETWORK = 0x1000_0000, 0x4000_0000
FACES = ("", "font-style:italic", "font-weight:700", "font-style:italic;font-weight:700")
FAMILY = "Tinos"
READING, ARCHIVED = "pdf/ua-1", "pdf/a-3a"


def confine() -> None:
    """Give up memory, files, cores and, where the system lets us, the network."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        os.nice(10)  # pages come first
    with suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None).unshare
        if unshare(NEW_NETWORK):
            unshare(NEW_USER | NEW_NETWORK)


STATM = Path("/proc/self/statm")


def another_document() -> None:
    """Wind up the processor clock for one document."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


class Press:
    """A style sheet and fonts, ready to draw documents."""

    def __init__(self, sheet: str, fonts: dict[str, bytes]) -> None:
        with warnings.catch_warnings():
            # The child is started without system fonts on purpose; see fonts.conf.
            warnings.filterwarnings("ignore", message="No fonts configured")
            from weasyprint import CSS
            from weasyprint.text.fonts import FontConfiguration

            from tracker.reports.fetcher import SCHEME, LockedFetcher
            from tracker.reports.remembering import Lengths, remember
            from tracker.reports.repeating import Texts, repeat

            self._lengths, self._texts = Lengths(), Texts()
            remember(self._lengths)
            repeat(self._texts)
            self._fetcher, self._base, self._fonts = LockedFetcher(fonts), SCHEME, FontConfiguration()
            self._sheet = CSS(
                string=sheet, base_url=SCHEME, url_fetcher=self._fetcher, font_config=self._fonts
            )
        self._prove_fonts()

    def _prove_fonts(self) -> None:
        """A font that does not load is replaced in silence, and Vietnamese then breaks: see to it now."""
        faces = "".join(f'<p style="{face}">Ủy ban nhân dân tỉnh</p>' for face in FACES)
        document = self._laid_out(f"<body>{faces}")
        document.write_pdf()
        found = {font.name.partition(b"+")[2].decode() for font in document.fonts.values()}
        if len(found) != len(FACES) or not all(name.startswith(FAMILY) for name in found):
            raise RuntimeError(f"fonts do not load: {sorted(found)}")

    def _laid_out(self, page: str, variant: str = READING) -> Any:
        from weasyprint import HTML

        html = HTML(string=page, base_url=self._base, url_fetcher=self._fetcher)
        return html.render(font_config=self._fonts, stylesheets=[self._sheet], pdf_variant=variant)

    def pdf(self, page: str, files: dict[str, bytes] | None = None, variant: str = READING) -> bytes:
        """A document drawn: tagged, its fonts embedded, the same bytes each time; ``files`` attached."""
        from tracker.reports.fetcher import attachments, forbid_links, list_once

        try:
            document = self._laid_out(page, variant)
            forbid_links(document)
            found: bytes = document.write_pdf(
                finisher=list_once, pdf_variant=variant, attachments=attachments(document, files or {})
            )
            return found
        finally:
            self._lengths.forget()
            self._texts.forget()


def ready(requests: BinaryIO) -> Press:
    """Take fonts and sheet from the parent."""
    fonts: dict[str, bytes] = {}
    while (said := frames.read(requests)) is not None:
        kind, content = said
        if kind == frames.SHEET:
            return Press(content.decode(), fonts)
        name, _, font = content.partition(b"\0")
        fonts[name.decode()] = font
    raise frames.Broken("no style sheet")


def asked(requests: BinaryIO) -> tuple[str, dict[str, bytes], str] | None:
    """The next document: its HTML, the files to attach, its variant; None when nobody asks any more."""
    files: dict[str, bytes] = {}
    while (said := frames.read(requests)) is not None:
        kind, content = said
        if kind != frames.FILE:
            return content.decode(), files, ARCHIVED if kind == frames.ARCHIVE else READING
        name, _, file = content.partition(b"\0")
        files[name.decode()] = file
    return None


def answer(press: Press, said: tuple[str, dict[str, bytes], str], left: int) -> tuple[bytes, bytes]:
    """One document's reply. Catches what WeasyPrint calls fatal, which is a BaseException."""
    another_document()
    try:
        pdf = press.pdf(*said)
    except BaseException as problem:
        return frames.ERROR, f"{type(problem).__name__}: {problem}"[:500].encode()
    return (frames.LAST if _held() > FULL_GROWN or left <= 1 else frames.PDF), pdf


def _held() -> int:
    """The kilobytes this process holds. What getrusage calls the most is the parent's, if that is larger."""
    pages = int(STATM.read_text(encoding="ascii").split()[1]) if STATM.exists() else 0
    return pages * resource.getpagesize() // 1024


def main() -> None:
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up between two frames
    confine()
    another_document()

    def say(kind: bytes, content: bytes) -> None:
        replies.write(frames.frame(kind, content))
        replies.flush()

    try:
        press = ready(requests)
    except BaseException as problem:
        return say(frames.ERROR, f"{type(problem).__name__}: {problem}"[:500].encode())
    gc.collect()
    gc.freeze()  # libraries, sheet and fonts stay: no collection need walk through them
    gc.disable()  # one document, one burst: collecting while it grows costs a fifth of the time
    say(frames.READY, b"")
    for left in range(DOCUMENTS, 0, -1):
        said = asked(requests)
        if said is None:
            return None
        kind, reply = answer(press, said, left)
        say(kind, reply)
        if kind != frames.PDF:  # after a failure nobody knows what state it left
            return None
        gc.collect()  # nobody waits any more
    return None


if __name__ == "__main__":
    main()
