"""A dry run carried out, or handed back: the rows that are written, the rows with errors as a workbook."""

import asyncio
from datetime import date, datetime

from tracker.exchange.annex import actions, drafts, error_book, steps
from tracker.exchange.annex import choices as chosen
from tracker.exchange.annex.drafts import Draft
from tracker.exchange.annex.outcome import key_of
from tracker.exchange.annex.steps import Run
from tracker.people.viewer import Viewer
from tracker.refusal import Conflict


async def carried_out(actor: Viewer, draft: Draft, run: Run, at: datetime) -> tuple[int, int]:
    """Write what the dry run says, inside the caller's transaction; the import's number, and how many rows.

    Names that were confirmed are remembered, and columns where that was wanted. Raises what
    ``actions.carry_out`` does.
    """
    document = draft.choices.document
    if document is None:
        raise Conflict
    left = draft.choices.left  # the ticks may be newer than the run
    rows = (*run.preview.of["new"], *run.preview.of["changed"])
    wanted = {key_of(one.read) for one in rows} - left
    file = actions.File(draft.file_name, await drafts.content(draft.id), run.found.own)
    done = await actions.carry_out(
        actor, draft.programme, document, run.preview.outcomes, file, at, only=wanted
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
