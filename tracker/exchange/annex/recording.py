"""The record of an import: its run, what became of each row, where tasks came from. Written once."""

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from tracker.database import execute, rows, value
from tracker.database.engine import execute_many
from tracker.evidence.actions import hold_place
from tracker.evidence.store import Incoming
from tracker.exchange.annex.model import Outcome, Table
from tracker.exchange.annex.opening import is_text
from tracker.exchange.annex.outcome import key_of
from tracker.tasks.actions.moving import Actor

HANDFUL = 200  # rows written at a time; saying them takes some milliseconds


@dataclass(frozen=True)
class File:
    """A file and how it was read: the tables that were taken, with their columns as corrected."""

    name: str
    content: bytes
    tables: Sequence[Table] = ()

    @property
    def kind(self) -> str:
        """Whether it is a workbook, "annex", or a table of text, "csv"."""
        return "csv" if is_text(self.name) else "annex"

    @property
    def sha256(self) -> bytes:
        """The digest of the content."""
        return hashlib.sha256(self.content).digest()


async def keep_run(
    actor: Actor, programme: int, source: int, file: File, at: datetime, totals: Mapping[str, int]
) -> int:
    """Write the run, and keep its file; its number."""
    await _keep_file(file, at)
    tables = [
        {
            "sheet": one.sheet,
            "rows": [one.first, one.last],
            "columns": {c.letter: c.field for c in one.columns},
        }
        for one in file.tables
    ]
    sheets = "; ".join(dict.fromkeys(one.sheet for one in file.tables))
    return int(
        await value(
            """INSERT INTO import_run (programme, kind, source_document, file_name, file_sha256, sheet,
                                       mapping, signature, person, at, totals)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id""",
            programme, file.kind, source, file.name, file.sha256, sheets,
            json.dumps(tables, ensure_ascii=False), file.tables[0].signature if file.tables else "",
            actor.id, at, json.dumps(totals),
        )
    )  # fmt: skip


async def _keep_file(file: File, at: datetime) -> None:
    """The file as it was sent, in the store of evidence: there before the row that names it is committed."""
    await hold_place(file.sha256)
    await asyncio.to_thread(_store, file.content)
    await execute(
        """INSERT INTO stored_file (sha256, size, stored_at, checked_at) VALUES ($1, $2, $3, $3)
           ON CONFLICT (sha256) DO UPDATE SET checked_at = $3, trouble = ''""",
        file.sha256,
        len(file.content),
        at,
    )


def _store(content: bytes) -> None:
    incoming = Incoming()
    try:
        incoming.write(content)
        incoming.settle()
        incoming.keep()
    finally:
        incoming.discard()


async def keep_rows(
    run: int,
    outcomes: Sequence[Outcome],
    done: Sequence[str],
    made: Mapping[str, int],
    codes: Mapping[str, str],
) -> None:
    """Write what became of each row; ``made`` and ``codes`` name the tasks that it became."""

    def told(one: Outcome, kind: str) -> tuple[object, ...]:
        read, key = one.read, key_of(one.read)
        diff = json.dumps(dict(one.diff), ensure_ascii=False)
        problems = json.dumps([asdict(problem) for problem in read.problems], ensure_ascii=False)
        code, task = codes.get(key, read.code), made.get(key, one.task)
        where = (run, read.sheet, read.row)
        return *where, kind, read.skipped, read.item, code, read.title, task, diff, problems

    pairs = list(zip(outcomes, done, strict=True))
    for start in range(0, len(pairs), HANDFUL):
        await execute_many(
            """INSERT INTO import_row (run, sheet, "row", outcome, skipped, item, code, title, task, diff,
                                       problems)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
            [told(one, kind) for one, kind in pairs[start : start + HANDFUL]],
        )


def places(outcomes: Sequence[Outcome], made: Mapping[str, int]) -> dict[str, int]:
    """Which task stands at each place of the document; the first where two rows have one place."""
    places: dict[str, int] = {}
    for one in outcomes:
        task = made.get(key_of(one.read), one.task)
        if one.read.item and task is not None and one.outcome != "error":
            places.setdefault(one.read.item, task)
    return places


async def moved(source: int, places: Mapping[str, int]) -> tuple[list[str], dict[str, int]]:
    """The places of a document that no longer hold, and those to be noted."""
    found = await rows("SELECT item, task FROM task_origin WHERE source_document = $1", source)
    before, tasks = {one["item"]: one["task"] for one in found}, set(places.values())
    gone = [
        item
        for item, task in before.items()
        if places.get(item, task) != task or (item not in places and task in tasks)
    ]
    return gone, {item: task for item, task in places.items() if before.get(item) != task}


async def keep_origins(run: int, source: int, places: Mapping[str, int]) -> None:
    """Note where tasks stand in the document now."""
    gone, new = await moved(source, places)
    await execute(
        "DELETE FROM task_origin WHERE source_document = $1 AND item = ANY ($2::varchar[])", source, gone
    )
    await execute_many(
        "INSERT INTO task_origin (task, source_document, item, run) VALUES ($1, $2, $3, $4)",
        [(task, source, item, run) for item, task in new.items()],
    )
