"""Imports to be tried: the annex of the demonstration, its rows, the office that carries them out."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tests.exchange.annexes import REAL
from tests.exchange.programs import actor_of
from tracker.clock import at
from tracker.database import execute, value
from tracker.exchange.annex import heads
from tracker.exchange.annex.actions import File, Import, carry_out
from tracker.exchange.annex.model import Outcome, Read
from tracker.exchange.annex.outcome import compare
from tracker.exchange.annex.queries import terms
from tracker.exchange.annex.reading import read_book
from tracker.exchange.annex.understanding import understand
from tracker.exchange.seeds.bodies import load_agencies, load_people, load_programmes
from tracker.settings import ROOT
from tracker.tasks.queries.desk import Document

DAY = date(2024, 11, 6)
NOW = at(DAY, 9)
ANNEX = Document("2610/QĐ-UBND", "Quyết định", "Ủy ban nhân dân tỉnh Tây Ninh", DAY, "Giao nhiệm vụ", "")
FILE = File("phu-luc.xlsx", REAL.read_bytes())
OFFICE = "vpub.dieuphoi1"


async def programme() -> int:
    """The one programme."""
    return int(await value("SELECT id FROM programme ORDER BY id LIMIT 1"))


async def annex(day: date = DAY) -> list[Read]:
    """The rows of the demonstration's annex, as a document of that day."""
    book = await read_book(REAL)
    return understand(book, heads.tables(book), await terms(day, await programme()))


async def said(reads: Sequence[Read], moment: datetime = NOW, document: Document = ANNEX) -> list[Outcome]:
    """A dry run."""
    return await compare(reads, await programme(), document, moment)


async def written(
    outcomes: Sequence[Outcome], moment: datetime = NOW, file: File = FILE, **more: Any
) -> Import:
    """The same carried out by the office."""
    actor = await actor_of(OFFICE)
    return await carry_out(
        actor, await programme(), more.pop("document", ANNEX), outcomes, file, moment, **more
    )


async def bodies_alone() -> None:
    """An installation before its first task: programme, areas, agencies and people."""
    await load_programmes(ROOT / "seeds")
    agencies, _new = await load_agencies(ROOT / "seeds")
    await load_people(ROOT / "seeds", agencies)


def counted(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many rows came to what."""
    return dict(Counter(one.outcome for one in outcomes))


def with_row(reads: Sequence[Read], code: str, **changed: Any) -> list[Read]:
    """The rows, one of them written otherwise."""
    assert any(one.code == code for one in reads)
    return [replace(one, **changed) if one.code == code else one for one in reads]


def one_of(outcomes: Iterable[Outcome], code: str) -> Outcome:
    """The outcome of the row with a code."""
    (found,) = [one for one in outcomes if one.read.code == code]
    return found


def kinds(one: Outcome) -> set[str]:
    """What comparing found wrong or odd, beside deadlines that have passed."""
    return {problem.kind for problem in one.read.problems} - {"deadline_past"}


async def move(code: str, facts: str) -> None:
    """A fact set beside the office's moves, as a test's beginning."""
    await execute(f"UPDATE task SET {facts}, version = version + 1 WHERE code = $1", code)


def seeded() -> list[dict[str, str]]:
    """The demonstration's tasks."""
    with (ROOT / "seeds" / "tasks.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
