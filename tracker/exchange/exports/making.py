"""How a list becomes a file: one snapshot read by the handful, written by a child, handed out when whole."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import BinaryIO

from tracker.database import transaction
from tracker.exchange.exports.columns import KEPT, Teller, of_day, of_tasks
from tracker.exchange.exports.queries import alone, listed, snapshot, words_of
from tracker.exchange.sheets.model import Plan, Row
from tracker.exchange.sheets.turns import Busy, turn
from tracker.exchange.sheets.writing import NotWritten, Scribe, scribe
from tracker.refusal import Refused
from tracker.tasks.queries.arms import Asked
from tracker.web.log import log
from tracker.words import _, ngettext, number

MOST = 200_000  # rows of one file
HANDFUL = 200  # rows in memory at a time; saying them takes the server some milliseconds
PIECE = 256 * 1024


@dataclass(frozen=True)
class Wanted:
    """A list to be written down: whose file it is, what it says of itself, which tasks."""

    person: int
    kind: str  # xlsx or csv
    title: str
    notes: tuple[str, ...]
    asked: Asked


async def tasks_file(wanted: Wanted) -> BinaryIO:
    """A list of tasks as an open file. Raises Refused when it is too long, Busy when somebody has to wait."""
    try:
        async with turn():
            return await _made(wanted)
    except NotWritten as trouble:
        log().error("list not written", trouble=str(trouble))
        raise Refused(_("The file could not be made. Try again, or narrow the filters.")) from None


async def table_file(kind: str, plan: Plan, rows: list[Row]) -> BinaryIO:
    """A short table as an open file. Raises Refused when it could not be made, Busy to come again."""
    try:
        async with turn(), scribe(kind) as file:
            await file.begin(plan)
            await file.write(rows)
            return await file.finish()
    except NotWritten as trouble:
        log().error("table not written", trouble=str(trouble))
        raise Refused(_("The file could not be made. Try again, or narrow the filters.")) from None


async def _made(wanted: Wanted) -> BinaryIO:
    async with scribe(wanted.kind) as file:
        async with transaction():
            await snapshot()
            if not await alone(wanted.person):
                said = _("Another file asked for by this account is being made. Wait until it is there.")
                raise Busy(said)
            await _write(file, wanted)
        return await file.finish()


async def _write(file: Scribe, wanted: Wanted) -> None:
    tasks = await listed(wanted.asked, MOST + 1)
    if len(tasks) > MOST:
        raise Refused(_("The list has more than %(most)s tasks: narrow the filters.", most=number(MOST)))
    said = ngettext("%(n)s task in the file", "%(n)s tasks in the file", len(tasks)) % {
        "n": number(len(tasks))
    }
    notes = (*wanted.notes, said)
    day = {of_day(): wanted.asked.as_of.isoformat()} if wanted.kind == "csv" else {}
    await file.begin(Plan(_("Tasks"), wanted.title, notes, (*of_tasks(), *day), KEPT, _("Page &P of &N")))
    teller = Teller([*day.values()])
    for start in range(0, len(tasks), HANDFUL):
        found = await words_of(wanted.asked, tasks[start : start + HANDFUL])
        await file.write([teller.row(start + n, one) for n, one in enumerate(found, 1)])


async def pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    """The bytes of an open file, a piece at a time; closed at the end, or when nobody listens any more."""
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
