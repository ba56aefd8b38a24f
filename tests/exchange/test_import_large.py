"""Promises about writing large annexes: one transaction, few questions, and all that a row leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tests.exchange.importing import DAY, bodies_alone, counted, programme, said, written
from tests.exchange.programs import actor_of
from tests.exchange.test_annex_large import annex
from tracker.clock import at
from tracker.database import rows, value
from tracker.exchange.annex import heads
from tracker.exchange.annex.model import Read
from tracker.exchange.annex.queries import terms
from tracker.exchange.annex.reading import read_book
from tracker.exchange.annex.understanding import understand
from tracker.history.queries import lines
from tracker.history.replay import check_replay
from tracker.refusal import Refused
from tracker.tasks.actions.assigning import NewTask, NotAssigned, assign, assign_all

ROWS = 1_200


async def many(folder: Path, count: int) -> list[Read]:
    """The rows of an annex of so many tasks, in the areas of the programme by turns; codes are not told."""
    path = folder / "annex.xlsx"
    annex(path, count)
    book, known = await read_book(path), await terms(DAY, await programme())
    reads, areas = understand(book, heads.tables(book), known), list(known.areas)
    return [replace(one, code="", area=areas[n % len(areas)]) for n, one in enumerate(reads)]


@contextmanager
def questions(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The questions that go to the database, counted where they leave."""
    asked: list[str] = []
    with monkeypatch.context() as patched:
        for name in ("execute", "executemany", "fetch", "fetchrow", "fetchval"):
            kept = getattr(asyncpg.Connection, name)

            async def ask(self: Any, sql: str, *args: Any, _kept: Any = kept, **more: Any) -> Any:
                asked.append(sql)
                return await _kept(self, sql, *args, **more)

            patched.setattr(asyncpg.Connection, name, ask)
        yield asked


async def test_many_new_rows_take_a_few_questions_and_leave_all_that_one_leaves(
    database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tally, standings, history, coordinators, documents and origins of all; no question for each row."""
    await bodies_alone()
    outcomes = await said(await many(tmp_path, ROWS))
    with questions(monkeypatch) as asked:
        made = await written(outcomes)
    assert made.totals["new"] == ROWS
    assert len(asked) < ROWS / 10, len(asked)
    for there, what in ((" EXCEPT ", "missing"), (" EXCEPT ", "odd")):
        pair = ("SELECT * FROM tally_recount", "SELECT * FROM tally WHERE change <> 0")
        assert not await rows(there.join(pair if what == "missing" else pair[::-1])), what
    assert (await check_replay()).found == 0
    counts = """SELECT (SELECT count(*) FROM task) AS tasks, (SELECT count(*) FROM standing) AS standings,
        (SELECT count(*) FROM history WHERE verb = 'assign') AS lines,
        (SELECT count(*) FROM history_seal AS s JOIN history AS h ON h.id = s.line
         WHERE h.verb = 'assign') AS seals,
        (SELECT count(*) FROM task_origin) AS origins, (SELECT count(*) FROM import_row) AS kept"""
    (found,) = await rows(counts)
    assert found == {**dict.fromkeys(found, ROWS), "kept": len(outcomes)}
    coordinating = sum(len(one.read.coordinators) for one in outcomes)
    assert await value("SELECT count(*) FROM task_coordinator") == coordinating
    assert await value("SELECT count(*) FROM source_document") > ROWS  # each row of this annex cites another
    task = await value("SELECT id FROM task ORDER BY id LIMIT 1")
    assert "2610/QĐ-UBND" in (await lines("task", task))[0]["text"]
    again = await said([one.read for one in outcomes])
    assert counted(again) == {"same": ROWS, "skipped": len(outcomes) - ROWS}


async def test_the_questions_of_one_task_are_counted_too(
    province: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: one by one each task has questions of its own, which are seen."""
    office = await actor_of("vpub.dieuphoi1")
    with questions(monkeypatch) as asked:
        for n in range(3):
            await assign(office, await plain(f"TC-9{n}"), at(DAY, 9))
    assert len(asked) > 3 * 4


async def plain(code: str, **more: Any) -> NewTask:
    """A task with little to it."""
    area = await value("SELECT id FROM area WHERE code = 'TC'")
    lead = await value("SELECT id FROM agency WHERE code = 'STP'")
    return replace(NewTask(code, await programme(), area, "Việc", lead, (), "", None, "none"), **more)


async def test_one_task_of_several_that_cannot_be_assigned_keeps_all_out(province: Any) -> None:
    """Taken, twice, led and coordinated by one, or nobody's: its place is named, and none is there."""
    office = await actor_of("vpub.dieuphoi1")
    good, lead = await plain("TC-90"), (await plain("TC-91")).lead_agency
    for bad in (
        await plain("TC-01"),
        good,
        await plain("TC-91", coordinators=(lead,)),
        await plain("TC-91", lead_agency=2**30),
    ):
        with pytest.raises(NotAssigned) as refused:
            await assign_all(office, [good, bad], at(DAY, 9))
        assert refused.value.place == 1
        assert isinstance(refused.value, Refused)
    assert await value("SELECT count(*) FROM task WHERE code IN ('TC-90', 'TC-91')") == 0
    both = await assign_all(office, [good, await plain("TC-91")], at(DAY, 9))  # negative control
    assert [one.code for one in both] == ["TC-90", "TC-91"]
    assert await value("SELECT count(*) FROM standing WHERE task = ANY ($1)", [one.id for one in both]) == 2
