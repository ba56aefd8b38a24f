"""A file carried out: its good rows written in one transaction, through the moves that pages make."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tracker.database import execute, rows, transaction, value
from tracker.database.engine import execute_many
from tracker.exchange.annex.model import Outcome, Read, Table
from tracker.exchange.annex.outcome import compared, key_of
from tracker.exchange.annex.queries import Around, last_run
from tracker.exchange.annex.recording import File, keep_origins, keep_rows, keep_run, moved, places
from tracker.exchange.annex.repeats import elsewhere
from tracker.exchange.annex.writing import Writing
from tracker.refusal import Conflict, NotThere, Refused
from tracker.tasks.actions.assigning import NotAssigned
from tracker.tasks.actions.drafting import document_of
from tracker.tasks.actions.moving import Actor, not_future
from tracker.tasks.queries.desk import Document
from tracker.words import _

__all__ = ["File", "Import", "carry_out", "remember_columns", "remember_names"]

WRITTEN = frozenset({"new", "changed"})
OUTCOMES = ("new", "changed", "left", "same", "error", "skipped")


@dataclass(frozen=True)
class Import:
    """A file that was carried out. ``repeated``: an earlier run did all of it, nothing was written now."""

    number: int
    totals: Mapping[str, int]
    codes: Mapping[str, str] = field(
        default_factory=dict
    )  # row, as ``key_of`` names it -> code of a new task
    repeated: bool = False

    @property
    def written(self) -> int:
        """How many rows were written."""
        return 0 if self.repeated else self.totals["new"] + self.totals["changed"]


async def carry_out(
    actor: Actor,
    programme: int,
    document: Document,
    outcomes: Sequence[Outcome],
    file: File,
    at: datetime,
    only: Collection[str] | None = None,
    *,
    again: bool = False,
) -> Import:
    """Write the new and changed rows, all of them or nothing; rows with errors stay out.

    ``only``: the rows to write, as ``key_of`` names them; the others are left as they are. ``again``: that
    this very file was imported as tasks of another document is known. Raises NotThere for anybody but the
    office, Conflict when the dry run would say something else by now, Refused with the row when a rule
    says no, and beside "again" when that import was not known.
    """
    if actor.role != "office":
        raise NotThere
    not_future(document.issued_on, at, "issued_on")
    async with transaction():
        known = await _unchanged(programme, document, outcomes, at)
        if not again and (other := await elsewhere(file.sha256, document)):
            raise Refused(other.sentence, "again")
        done = _decided(outcomes, only)
        source = await document_of(document)
        if before := await _done_before(source, file, outcomes, done):
            return Import(before, _totals(done), repeated=True)
        writing = Writing(actor, known, source, at)
        made = await _write(writing, outcomes, done)
        run = await keep_run(actor, programme, source, file, at, _totals(done))
        await keep_rows(run, outcomes, done, made, writing.codes)
        await keep_origins(run, source, places(outcomes, made))
        return Import(run, _totals(done), writing.codes)


async def _unchanged(programme: int, document: Document, outcomes: Sequence[Outcome], at: datetime) -> Around:
    """Hold what is to be changed and compare again. Two imports into one programme follow each other."""
    if await value("SELECT 1 FROM programme WHERE id = $1 FOR NO KEY UPDATE", programme) is None:
        raise NotThere
    tasks = [one.task for one in outcomes if one.outcome == "changed"]
    await rows("SELECT id FROM task WHERE id = ANY ($1::integer[]) ORDER BY id FOR UPDATE", tasks)
    now, known = await compared([one.read for one in outcomes], programme, document, at)
    if [_said(one) for one in now] != [_said(one) for one in outcomes]:
        raise Conflict
    return known


def _said(one: Outcome) -> tuple[object, ...]:
    return key_of(one.read), one.outcome, one.task, one.version, dict(one.diff)


def _decided(outcomes: Sequence[Outcome], only: Collection[str] | None) -> list[str]:
    """What becomes of each row: its outcome, or "left" where it was not to be written."""
    return [
        "left"
        if one.outcome in WRITTEN and only is not None and key_of(one.read) not in only
        else one.outcome
        for one in outcomes
    ]


def _totals(done: Sequence[str]) -> dict[str, int]:
    return {kind: done.count(kind) for kind in OUTCOMES}


async def _done_before(
    source: int, file: File, outcomes: Sequence[Outcome], done: Sequence[str]
) -> int | None:
    """The run that did all of this before; None when something is left to write."""
    if WRITTEN & set(done):
        return None
    before = await last_run(source, file.sha256)
    gone, new = await moved(source, places(outcomes, {}))
    return None if before is None or gone or new else int(before["id"])


async def _write(writing: Writing, outcomes: Sequence[Outcome], done: Sequence[str]) -> dict[str, int]:
    """The ids of the tasks made, by row."""
    some = [one for one, kind in zip(outcomes, done, strict=True) if kind in WRITTEN]
    new = [one.read for one in some if one.outcome == "new"]
    await writing.cite(some)
    await writing.number(new)
    await execute("SELECT tally_hold()")
    try:
        made = await writing.assign(new)
    except NotAssigned as refused:
        raise _of_row(new[refused.place], refused) from None
    for one in some:
        if one.outcome == "changed":
            try:
                await writing.change(one)
            except Refused as refused:
                raise _of_row(one.read, refused) from None
    await execute("SELECT tally_settle()")
    return made


def _of_row(read: Read, refused: Refused) -> Refused:
    return Refused(_("Row %(row)s: %(why)s Nothing was written.", row=read.row, why=refused.sentence))


async def remember_columns(actor: Actor, table: Table, at: datetime) -> None:
    """Keep what the columns of a table mean, for files with the same head."""
    await execute(
        """INSERT INTO import_mapping (signature, mapping, person, at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (signature) DO UPDATE SET mapping = $2, person = $3, at = $4""",
        table.signature, json.dumps({one.letter: one.field for one in table.columns}), actor.id, at,
    )  # fmt: skip


async def remember_names(actor: Actor, names: Mapping[str, str], at: datetime) -> None:
    """Keep which agency (by code) each name, as ``names.normalised`` gives it, was confirmed to mean."""
    await execute_many(
        """INSERT INTO agency_name (name, agency, person, at)
           SELECT $1, id, $3, $4 FROM agency WHERE code = $2
           ON CONFLICT (name) DO UPDATE SET agency = excluded.agency, person = $3, at = $4""",
        [(name, code, actor.id, at) for name, code in names.items() if name],
    )
