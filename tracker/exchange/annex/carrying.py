"""A dry run carried out, or handed back: the rows that are written, the rows with errors as a workbook."""

import asyncio
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tracker.database import row, rows
from tracker.evidence import store
from tracker.exchange.annex import actions, drafts, error_book, steps
from tracker.exchange.annex import choices as chosen
from tracker.exchange.annex.drafts import Draft
from tracker.exchange.annex.model import Outcome, Problem, Read
from tracker.exchange.annex.opening import open_book
from tracker.exchange.annex.outcome import key_of
from tracker.exchange.annex.steps import Run
from tracker.people.viewer import Viewer
from tracker.refusal import Conflict, NotThere


async def carried_out(
    actor: Viewer, draft: Draft, run: Run, at: datetime, *, again: bool = False
) -> tuple[int, int]:
    """Write what the dry run says, inside the caller's transaction; the import's number, and how many rows.

    ``again``: the file may be written though it was before, as tasks of another document.
    Names that were confirmed are remembered, and columns where that was wanted. Raises what
    ``actions.carry_out`` does.
    """
    document = draft.choices.document
    if document is None:
        raise Conflict
    left = chosen.left_of(draft.choices, run.preview.outcomes)  # the ticks may be newer than the run
    rows = (*run.preview.of["new"], *run.preview.of["changed"])
    wanted = {key_of(one.read) for one in rows} - left
    file = actions.File(draft.file_name, await drafts.content(draft.id), run.found.own)
    done = await actions.carry_out(
        actor, draft.programme, document, run.preview.outcomes, file, at, only=wanted, again=again
    )
    await actions.remember_names(actor, chosen.named(draft.choices), at)
    if draft.choices.remember:
        for table in run.found.own:
            await actions.remember_columns(actor, table, at)
    await drafts.became(draft.id, done.number)
    return done.number, done.written


async def error_rows(draft: Draft, at: datetime, today: date) -> bytes:
    """The rows with errors as a workbook, with a column that says what to correct."""
    run = await steps.compared(draft, at, today)
    return await asyncio.to_thread(error_book.made, run.found.book, run.preview.outcomes)


async def left_out(record: int) -> tuple[str, bytes]:
    """The name of the file of an import that was written, and its rows with errors as a workbook.

    Raises NotThere when there is no such import, when it has none, or when its file is lost.
    """
    run = await row(
        "SELECT file_name, file_sha256 FROM import_run WHERE id = $1", min(record, drafts.LAST_ID)
    )
    if run is None:
        raise NotThere
    path = store.path_of(bytes(run["file_sha256"]))
    asked = 'SELECT sheet, "row", outcome, skipped, problems FROM import_row WHERE run = $1 ORDER BY id'
    found = await rows(asked, record)
    there: bool = await asyncio.to_thread(path.is_file)
    if not there or not any(one["outcome"] == "error" for one in found):
        raise NotThere
    book = await open_book(path, run["file_name"])
    return run["file_name"], await asyncio.to_thread(
        lambda: error_book.made(book, [_kept(one) for one in found])
    )


def _kept(one: Mapping[str, Any]) -> Outcome:
    problems = tuple(
        Problem(**{**told, "choices": tuple(told["choices"])}) for told in json.loads(one["problems"])
    )
    return Outcome(Read(one["sheet"], one["row"], one["skipped"], problems=problems), one["outcome"])
