"""A file read by what its name says it is: a workbook, or a table of text; and where its tasks stand."""

import asyncio
from pathlib import Path

from tracker.exchange.annex import heads
from tracker.exchange.annex.delimited import read_table
from tracker.exchange.annex.model import Book, Table
from tracker.exchange.annex.reading import read_book

TEXT = ".csv"


async def open_book(path: Path, name: str) -> Book:
    """The cells of the file at ``path`` that is called ``name``. Raises Refused with a whole sentence."""
    if is_text(name):
        return await asyncio.to_thread(read_table, path)
    return await read_book(path)


async def tables_of(book: Book) -> list[Table]:
    """The tables of tasks in a file; looked for beside the work of others."""
    return await asyncio.to_thread(heads.tables, book)


async def tables_to_choose(book: Book, head: int | None = None) -> list[Table]:
    """The same for somebody who can say what columns mean: without a known head, one with any head.

    ``head`` is the row that somebody named as the head, 0 for none.
    """
    found = await tables_of(book) if head is None else []
    return found or await asyncio.to_thread(heads.by_hand, book, head)


def is_text(name: str) -> bool:
    """Whether the name is that of a table of text."""
    return name.lower().endswith(TEXT)
