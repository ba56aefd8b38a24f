"""PDFs kept for a while."""

import asyncio
import dataclasses
import time

import pytest

from tests.reports.sample import content
from tracker.reports.actions import PrintRoom
from tracker.reports.printer import Printer
from tracker.reports.shelf import Shelf


class Drawn:
    """Something that counts how often it is drawn."""

    def __init__(self) -> None:
        self.times = 0

    async def __call__(self) -> bytes:
        self.times += 1
        await asyncio.sleep(0.01)
        return b"%PDF" * 10


async def test_what_two_people_ask_at_once_is_drawn_once() -> None:
    """And kept for the third."""
    shelf, draw = Shelf(), Drawn()
    assert len(set(await asyncio.gather(shelf.of("a", draw), shelf.of("a", draw)))) == 1
    await shelf.of("a", draw)
    assert draw.times == 1
    await shelf.of("b", draw)
    assert draw.times == 2


async def test_the_one_not_asked_for_the_longest_leaves_first() -> None:
    """Few are kept, and not many bytes."""
    shelf, draw = Shelf(most=2), Drawn()
    for key in ("a", "b", "a", "c"):
        await shelf.of(key, draw)
    await shelf.of("a", draw)
    assert draw.times == 3
    await shelf.of("b", draw)
    assert draw.times == 4
    small = Shelf(most_bytes=60)
    for key in ("a", "b", "b", "a"):
        await small.of(key, draw)
    assert draw.times == 7


async def test_somebody_who_leaves_does_not_take_the_drawing_away() -> None:
    """The other one still gets it."""
    shelf, draw = Shelf(), Drawn()
    leaving, staying = (asyncio.create_task(shelf.of("a", draw)) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying
    assert draw.times == 1


async def test_what_failed_is_not_kept() -> None:
    """Asked again, it is tried again."""
    shelf = Shelf()

    async def fail() -> bytes:
        raise RuntimeError("no paper")

    for _ in range(2):
        with pytest.raises(RuntimeError, match="no paper"):
            await shelf.of("a", fail)
    assert await shelf.of("a", Drawn())


async def test_an_identical_report_asked_again_is_quick(printer: Printer) -> None:
    """Under 20 ms, the hash of 176 rows included."""
    room = PrintRoom(printer)
    first = await room.report_pdf(content())
    same = dataclasses.replace(content())
    started = time.process_time()
    assert await room.report_pdf(same) == first
    assert time.process_time() - started < 0.02
