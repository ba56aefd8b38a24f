"""The command that takes a decision's annex over: import."""

import asyncio
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from tracker.clock import day_of, now
from tracker.doors.common import Day, data_option, run
from tracker.doors.imported import again, as_json, as_text
from tracker.exchange.annex import cautions
from tracker.exchange.annex.actions import File, Import, carry_out
from tracker.exchange.annex.columns import mapped
from tracker.exchange.annex.model import Book, Outcome, Read, Table
from tracker.exchange.annex.office import office_account
from tracker.exchange.annex.opening import open_book, tables_of
from tracker.exchange.annex.outcome import compare, key_of
from tracker.exchange.annex.preface import told
from tracker.exchange.annex.queries import known_as, remembered_mapping, terms
from tracker.exchange.annex.repeats import Before, elsewhere
from tracker.exchange.annex.understanding import understand
from tracker.people.viewer import Viewer
from tracker.programmes.queries import programme
from tracker.refusal import Conflict, NotThere, Refused
from tracker.tasks.queries.desk import Document

LONGEST_NUMBER = 60
YEAR = re.compile(r"\bngày[\s\d.…_]*tháng[\s\d.…_]*năm\s*(20\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """What was said of the document on the command line."""

    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    title: str = ""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--programme", "code", default="", help="Code of the programme; the first one when left out.")
@click.option("--dry-run", is_flag=True, help="Say what would become of each row, and write nothing.")
@click.option("--json", "json_", is_flag=True, help="Every row of the file and the totals as JSON.")
@click.option("--document", default="", help="Number of the document the annex belongs to.")
@click.option("--issued-on", type=Day(), help="Its day.")
@click.option("--issuer", default="", help="Who issued it.")
@click.option("--title", default="", help="What it is about.")
@click.option("--as", "username", default="", help="The office's account that acts; the first when left out.")
@data_option
def import_command(
    file: Path,
    code: str,
    dry_run: bool,
    json_: bool,
    document: str,
    issued_on: date | None,
    issuer: str,
    title: str,
    username: str,
    data: Path,
) -> None:
    """Take the annex of a decision (.xlsx), or a list from another system (.csv), over.

    Its good rows become tasks or change them, all at once.

    What is not said of the document is taken from the lines above the table, else from a document that is
    known under its number. Without a number it is called by the file's name; without a day it is of the last
    day of the year that is told there, or of today. A task is found again by its code, or by its document and
    place in it.

    A file that was imported before as tasks of another document, whatever its name was, is written again only
    where --document says whose tasks its rows are.

    Exit code 0: every task row was understood. 1: some were not, and stay out. 2: bad usage, or the file is
    no such workbook.
    """
    said, wrong = Said(document, issued_on, issuer, title), False

    async def job() -> None:
        nonlocal wrong
        done = await _imported(file, code, said, None if dry_run else username)
        click.echo((as_json if json_ else as_text)(done.outcomes, done.record, done.tables, done.before))
        wrong = any(one.outcome == "error" for one in done.outcomes)

    run(data, job)
    if wrong:
        raise SystemExit(1)


@dataclass(frozen=True)
class Done:
    """What became of every row, of which tables; the import, None when nobody was to act; the one before."""

    outcomes: list[Outcome]
    tables: list[Table]
    record: Import | None
    before: Before | None


async def _imported(file: Path, code: str, said: Said, username: str | None) -> Done:
    """A file carried out, or looked at alone when nobody is to act."""
    at = now()
    into = await _programme(code)
    book = await open_book(file, file.name)
    tables = await _tables(book)
    document, guessed = await _document(file, said, book, tables, day_of(at))
    known = replace(await terms(document.issued_on, into), guessed=guessed)
    reads: list[Read] = await asyncio.to_thread(understand, book, tables, known)
    outcomes = await compare(reads, into, document, at)
    sent = File(file.name, await asyncio.to_thread(file.read_bytes), tables)
    before = await elsewhere(sent.sha256, document)
    if username is None:
        return Done(outcomes, tables, None, before)
    if before and not said.number:
        raise Refused(f"{again(before)[:1].upper()}{again(before)[1:]} Say whose tasks it holds: --document.")
    actor = await _actor(username)
    return Done(outcomes, tables, await _carried_out(actor, into, document, outcomes, sent, at), before)


async def _carried_out(
    actor: Viewer, into: int, document: Document, outcomes: list[Outcome], file: File, at: datetime
) -> Import:
    try:
        only = {key_of(one.read) for one in outcomes if not cautions.left_first(one)}
        return await carry_out(actor, into, document, outcomes, file, at, only, again=True)
    except Conflict:
        raise Refused("The records have changed meanwhile and nothing was written: run it again.") from None


async def _programme(code: str) -> int:
    try:
        return (await programme(code)).id
    except NotThere:
        what = (
            f"There is no programme {code}." if code else "There is no programme yet: run tracker seed first."
        )
        raise Refused(what) from None


async def _tables(book: Book) -> list[Table]:
    """The tables of the sheets that people see, with their columns as somebody corrected them last."""
    hidden = {sheet.name for sheet in book.sheets if sheet.hidden}
    found = await tables_of(book)
    if not found:
        raise Refused("No table with tasks and their lead agencies was found in the file.")
    some = []
    for table in [one for one in found if one.sheet not in hidden] or found:
        try:
            some.append(mapped(table, await remembered_mapping(table.signature) or {}))
        except Refused:  # what was kept no longer holds
            some.append(table)
    return some


async def _document(
    file: Path, said: Said, book: Book, tables: list[Table], today: date
) -> tuple[Document, bool]:
    """The document, and whether its day is a guess."""
    above = told(book, tables)
    number = said.number or above.number or file.stem[:LONGEST_NUMBER]
    facts: Any = above if above.number == number else Said(title=above.title)
    known = await known_as(number)
    day = said.issued_on or facts.issued_on or (known.issued_on if known else None)
    issued_on = day or _year(book, tables, today)
    issuer = said.issuer or facts.issuer or (known.issuer if known else "")
    title = said.title or facts.title or (known.title if known else file.stem)
    return Document(number[:LONGEST_NUMBER], "", issuer[:200], issued_on, title, ""), day is None


def _year(book: Book, tables: list[Table], today: date) -> date:
    """A day for a draft that leaves day and month open: agencies are named as they were in its year."""
    sheet = next(one for one in book.sheets if one.name == tables[0].sheet)
    above = [cell.text for line in sheet.lines if line.number < tables[0].first for cell in line.cells]
    found = next(filter(None, map(YEAR.search, above)), None)
    return min(date(int(found[1]), 12, 31), today) if found else today


async def _actor(username: str) -> Viewer:
    found = await office_account(username)
    if found is None:
        raise Refused(
            f"There is no account {username} of the office." if username else "The office has no account yet."
        )
    return found
