"""From a draft to what each step shows: its file read, its rows understood, what writing them would do.

Every step computes anew from the file and the choices kept, so that what is shown is what would be written.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from tracker.exchange.annex import choices as chosen
from tracker.exchange.annex import drafts, forms, queries
from tracker.exchange.annex import seen as seeing
from tracker.exchange.annex.choices import Choices
from tracker.exchange.annex.columns import mapped
from tracker.exchange.annex.drafts import Draft
from tracker.exchange.annex.keeping import Kept
from tracker.exchange.annex.model import Book, Read, Table, Terms
from tracker.exchange.annex.opening import open_book, tables_of, tables_to_choose
from tracker.exchange.annex.outcome import compare
from tracker.exchange.annex.preface import told
from tracker.exchange.annex.preview import Preview
from tracker.exchange.annex.understanding import understand
from tracker.refusal import Conflict, Refused
from tracker.words import _, language

_books: Kept[Book] = Kept()
_rows: Kept[list[Read]] = Kept()


async def book_of(draft: Draft) -> Book:
    """The draft's file, read."""
    if (kept := _books.get(draft.sha256)) is not None:
        return kept
    content = await drafts.content(draft.id)
    with NamedTemporaryFile() as file:
        await asyncio.to_thread(file.write, content)
        file.flush()
        return _books.keep(draft.sha256, await open_book(Path(file.name), draft.file_name))


async def tables_found(draft: Draft) -> list[Table]:
    """The tables of the draft's file as they were found, before anybody corrected them."""
    return await tables_to_choose(await book_of(draft), draft.choices.head)


async def terms_of(draft: Draft, today: date) -> Terms:
    """What rows are understood by on the day of the document, with the names that were chosen."""
    day = draft.choices.document.issued_on if draft.choices.document else today
    terms = await queries.terms(day, draft.programme)
    return replace(terms, remembered={**terms.remembered, **chosen.named(draft.choices)})


@dataclass(frozen=True)
class Understood:
    """A draft's file with its columns as chosen and its rows as understood."""

    book: Book
    tables: Sequence[Table]
    taken: Sequence[int]
    remembered: Sequence[int]  # tables whose columns are as somebody corrected them for another file
    terms: Terms
    reads: Sequence[Read]

    @property
    def own(self) -> list[Table]:
        """The tables whose tasks are taken."""
        return [self.tables[n] for n in self.taken]

    @property
    def names(self) -> dict[str, str]:
        """What each agency of the day is called."""
        return {one.code: one.names[0] for one in self.terms.bodies}


async def understood(draft: Draft, today: date) -> Understood:
    """The rows of a draft, with the choices made so far."""
    book = await book_of(draft)
    tables, remembered = await _as_chosen(draft.choices, await tables_to_choose(book, draft.choices.head))
    taken = _taken(draft.choices, book, tables)
    terms = await terms_of(draft, today)
    own = [tables[n] for n in taken]
    makings = (draft.sha256, language(), repr(own), repr(terms))
    reads = _rows.get(makings)
    if reads is None:
        reads = _rows.keep(makings, await asyncio.to_thread(understand, book, own, terms))
    reads = await asyncio.to_thread(chosen.answered, reads, own, draft.choices.days)
    return Understood(book, tables, taken, remembered, terms, reads)


async def _as_chosen(choices: Choices, tables: Sequence[Table]) -> tuple[list[Table], list[int]]:
    """The tables with their columns as chosen, or as remembered of the last file with the same head."""
    found, remembered = [], []
    for n, table in enumerate(tables):
        said = choices.columns.get(str(n)) or await queries.remembered_mapping(table.signature)
        if not choices.columns and said:
            remembered.append(n)
        try:
            found.append(mapped(table, said or {}))
        except Refused:  # nobody has chosen yet, or what was kept no longer holds: it is asked for again
            found.append(table)
    return found, remembered


def _taken(choices: Choices, book: Book, tables: Sequence[Table]) -> list[int]:
    if choices.taken is not None:
        return [n for n in choices.taken if n < len(tables)]
    hidden = {sheet.name for sheet in book.sheets if sheet.hidden}
    return [n for n, one in enumerate(tables) if one.sheet not in hidden] or list(range(len(tables)))


async def columns_seen(draft: Draft, today: date) -> tuple[seeing.Seen, forms.ColumnsForm]:
    """The second step: the file for the eye, and the form as it stands."""
    found = await understood(draft, today)
    preface = await asyncio.to_thread(told, found.book, found.tables)
    shown = await asyncio.to_thread(
        seeing.seen, found.tables, found.taken, found.reads, found.names, found.remembered, preface.line
    )
    document: Mapping[str, Any] = vars(draft.choices.document) if draft.choices.document else {}
    form = forms.standing(found.tables, found.taken, document, preface, draft.choices.remember)
    by_hand = draft.choices.head is not None or not await tables_of(found.book)
    return replace(shown, by_hand=by_hand), form


@dataclass(frozen=True)
class Run:
    """The third step: what writing would do."""

    found: Understood
    preview: Preview
    seen: seeing.Seen

    @property
    def several(self) -> bool:
        """Whether rows come from several sheets, so that a row number alone says too little."""
        return len({one.sheet for one in self.found.reads}) > 1

    def chosen(self, choices: Choices) -> list[tuple[str, str]]:
        """Names and days that were chosen, in words."""
        names = [(name, self.found.names.get(code, code)) for name, code in choices.names.items()]
        days = {
            where: self.found.terms.areas.get(said) or seeing.shown_day(said)
            for where, said in choices.days.items()
        }
        return names + list(days.items())

    def text_of(self, read: Read) -> str:
        """What a row says, whatever it is."""
        sheet = next(one for one in self.found.book.sheets if one.name == read.sheet)
        line = next((one for one in sheet.lines if one.number == read.row), None)
        return " | ".join(cell.text for cell in line.cells if cell.text and not cell.carried) if line else ""


async def compared(draft: Draft, at: datetime, today: date) -> Run:
    """The dry run of a draft whose document is known."""
    found = await understood(draft, today)
    document = draft.choices.document
    if document is None:
        raise Refused(_("Enter the document that assigns the tasks"))
    outcomes = await compare(found.reads, draft.programme, document, at)
    now = await drafts.tasks_now(draft.programme)
    preview = await asyncio.to_thread(
        Preview, outcomes, found.names, found.terms.areas, chosen.left_of(draft.choices, outcomes), now
    )
    shown = await asyncio.to_thread(seeing.seen, found.tables, found.taken, found.reads, found.names)
    return Run(found, preview, shown)


async def check_unchanged(held: Draft, draft: Draft, run: Run, today: date) -> None:
    """Whether a dry run of a draft is one of the draft as it is held: its choices, and what rows mean by now.

    Raises Conflict when not. What the rows are compared with is looked at again when they are written.
    """
    found = run.found
    there = await tables_to_choose(found.book, held.choices.head)
    tables, _remembered = await _as_chosen(held.choices, there)
    if held != draft or tables != list(found.tables) or await terms_of(held, today) != found.terms:
        raise Conflict
