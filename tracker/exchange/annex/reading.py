"""A workbook read: past the gate, by a child that can do nothing else, into sheets of cells."""

import asyncio
import json
import sys
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from tracker.exchange.annex import gate
from tracker.exchange.annex.child import MOST_ANSWERED
from tracker.exchange.annex.model import Book, Cell, Line, Sheet
from tracker.exchange.annex.rows import CARRIED, FORMULA
from tracker.refusal import Refused
from tracker.settings import ROOT, where_programs_lie
from tracker.web.log import log
from tracker.words import _

COMMAND = (sys.executable, "-m", "tracker.exchange.annex.child")
PATIENCE = 30.0  # seconds for one child, waiting for its turn not included
AT_ONCE = 2


class Reader:
    """Reads one workbook after another, each by a child of its own."""

    def __init__(self, command: tuple[str, ...] = COMMAND, patience: float = PATIENCE) -> None:
        self._command, self._patience = command, patience
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def book(self, path: Path) -> Book:
        """What a workbook holds. Raises Refused with a whole sentence."""
        with await asyncio.to_thread(path.open, "rb") as file:
            await asyncio.to_thread(gate.check, file)
            async with self._turns:
                file.seek(0)
                said, ended = await self._ask(file)
        if ended != 0:
            log().warning("workbook not read", ended=ended)
            raise _refused("late" if ended is None else "long")
        return await asyncio.to_thread(_book, said)

    async def _ask(self, file: BinaryIO) -> tuple[bytes, int | None]:
        """What the child said, and how it ended; None when it was stopped: late, or saying too much."""
        child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=file,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
            env=where_programs_lie() | {"LANG": "C.UTF-8"},
            start_new_session=True,
        )
        said = bytearray()
        assert child.stdout is not None
        try:
            async with asyncio.timeout(self._patience):
                while piece := await child.stdout.read(64 * 1024):
                    said += piece
                    if len(said) > MOST_ANSWERED:
                        return b"", None
                return bytes(said), await child.wait()
        except TimeoutError:
            return b"", None
        finally:
            with suppress(ProcessLookupError):
                child.kill()
            await asyncio.shield(child.wait())


@cache
def _reader() -> Reader:
    return Reader()


async def read_book(path: Path) -> Book:
    """The sheets of a workbook (.xlsx). Raises Refused for what is none, is hostile, or is far too large."""
    return await _reader().book(path)


def _book(said: bytes) -> Book:
    told = json.loads(said)
    if "refused" in told:
        raise _refused(told["refused"])
    known: dict[str, Cell] = {}
    return Book(
        tuple(
            Sheet(
                name,
                tuple(
                    Line(n, tuple(_cell(one, known) for one in line), bool(unseen))
                    for n, unseen, line in lines
                ),
                bool(hidden),
                tuple(columns),
            )
            for name, hidden, columns, lines in told["sheets"]
        )
    )


def _cell(said: Any, known: dict[str, Cell]) -> Cell:
    if isinstance(said, str):
        if said not in known:
            known[said] = Cell(said)
        return known[said]
    text, day, what = said
    return Cell(text, date.fromisoformat(day) if day else None, bool(what & FORMULA), bool(what & CARRIED))


def _refused(word: str) -> Refused:
    if word == "far":
        return Refused(
            _("A cell far outside the table holds something: delete it, or copy the table to a new file.")
        )
    if word == "sheets":
        return gate.too_many_sheets()
    if word == "late":
        return Refused(_("Reading the file took too long: split it, or save it anew in Excel."))
    if word == "long":
        return Refused(_("The file holds far more than an annex: split it into smaller files."))
    return gate.broken()
