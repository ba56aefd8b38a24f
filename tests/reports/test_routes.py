"""Reports asked for at their address: of the whole programme, or of a part of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar

from tests.reports.paper import Paper
from tests.web.site import Browser, made, person
from tracker.database import execute, transaction
from tracker.database.engine import Engine
from tracker.programmes.queries import programme
from tracker.reports import queries, routes
from tracker.reports.actions import print_room
from tracker.reports.content import Content
from tracker.reports.gathering import gather
from tracker.reports.queries import progress_summary, unwritten_since
from tracker.reports.rules import counted
from tracker.tasks.rules import Figures

ADDRESS = "/reports/progress.pdf?as_of=2024-11-06"
DAY = date(2024, 11, 6)


@pytest.fixture
async def served(province: Engine) -> AsyncIterator[Litestar]:
    """The application on the demonstration's data, with a print room."""
    app = made()
    async with print_room() as room:
        app.state.print_room = room
        yield app


@pytest.mark.parametrize("role", ["member", "office", "auditor"])
async def test_who_sees_the_province_gets_the_report(served: Litestar, role: str) -> None:
    """As a file with a name that says the day."""
    async with Browser(served) as browser:
        await browser.as_person(await person(role))
        answer = await browser.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="bao-cao-tien-do-2024-11-06.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"%PDF-1.7")


@pytest.mark.parametrize("role", ["lead", "staff", "admin"])
async def test_for_others_there_is_no_such_report(served: Litestar, role: str) -> None:
    """The province's report is not theirs: 404, as for an unknown address."""
    async with Browser(served) as browser:
        await browser.as_person(await person(role))
        assert (await browser.get(ADDRESS)).status_code == 404


async def test_a_day_that_is_none_is_refused_in_words(served: Litestar) -> None:
    """Nobody gets today's report under another day's name."""
    async with Browser(served) as browser:
        await browser.as_person(await person("member"))
        for day in ("2024-02-31", "1999-01-01", "2999-01-01"):
            assert (await browser.get(f"/reports/progress.pdf?as_of={day}")).status_code == 422


@pytest.mark.parametrize(
    ("words", "name", "count"),
    [
        ("scope=area&code=TC", "bao-cao-tc", 22),
        ("scope=source&code=76/NQ-CP", "bao-cao-76-nq-cp", None),
        ("scope=overdue", "bao-cao-qua-han", 5),
        ("scope=starred", "bao-cao-trong-tam", 26),
        ("scope=list&list=bucket%3Din_time%26area%3DTC", "bao-cao-danh-sach", None),
    ],
)
async def test_a_part_of_the_programme_has_an_address_of_its_own(
    served: Litestar, tmp_path: Path, words: str, name: str, count: int | None
) -> None:
    """An area, a document, what is overdue, what is starred, any list; its figures are its own."""
    async with Browser(served) as browser:
        await browser.as_person(await person("member"))
        answer = await browser.get(f"{ADDRESS}&{words}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}-2024-11-06.pdf"'
    (tmp_path / "part.pdf").write_bytes(answer.content)
    paper = Paper(tmp_path / "part.pdf")
    assert "toàn bộ nhiệm vụ, mọi cơ quan" not in paper.running
    assert count is None or f"Bảng 1. Tình hình thực hiện {counted(count)} nhiệm vụ" in paper.running


async def test_a_part_that_is_none_is_not_there(served: Litestar) -> None:
    """Neither an unknown scope nor an unknown code; a filter that is none is refused in the list's words."""
    async with Browser(served) as browser:
        await browser.as_person(await person("member"))
        for words in ("scope=moon", "scope=area&code=XX", "scope=source&code=0/X", "scope=agency&code=XX"):
            assert (await browser.get(f"{ADDRESS}&{words}")).status_code == 404
        for words in ("bucket%3Dnever", "bucket%3Dwithdrawn", "area%3DXX"):
            assert (await browser.get(f"{ADDRESS}&scope=list&list={words}")).status_code == 422


async def in_quiet(ask: Callable[[], Awaitable[Any]]) -> Any:
    """What is found while no database of this server is written to: other tests have theirs beside it."""
    for _ in range(200):
        before = await unwritten_since()
        found = await ask()
        if before and await unwritten_since() == before:
            return found
    raise AssertionError


async def test_asked_again_it_is_not_even_gathered_until_something_is_written(
    served: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes, at once; after any write the report is gathered anew."""
    gathered = []

    async def counting(*words: Any, **more: Any) -> Content:
        gathered.append(words)
        return await gather(*words, **more)

    monkeypatch.setattr(routes, "gather", counting)
    async with Browser(served) as browser:
        await browser.as_person(await person("member"))
        first = await browser.get(ADDRESS)

        async def twice() -> int:
            await browser.get(ADDRESS)
            before = len(gathered)
            assert (await browser.get(ADDRESS)).content == first.content
            return len(gathered) - before

        assert await in_quiet(twice) == 0
        before = len(gathered)
        await browser.get(f"{ADDRESS}&scope=overdue")
        assert len(gathered) == before + 1
        await execute("UPDATE programme SET silent_days = silent_days + 1")
        assert (await browser.get(ADDRESS)).content != first.content
        assert len(gathered) == before + 2


async def test_while_an_older_write_is_under_way_nothing_is_taken_for_unchanged(province: Engine) -> None:
    """What was written first and is kept last appears without a newer number."""
    written, over = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        async with transaction():
            await execute("UPDATE programme SET silent_days = silent_days")
            written.set()
            await over.wait()

    before = await in_quiet(unwritten_since)
    older = asyncio.create_task(slowly())
    await written.wait()
    await execute("UPDATE agency SET name = name")
    assert await unwritten_since() == ""
    over.set()
    await older
    assert await in_quiet(unwritten_since) != before


async def test_counts_and_list_come_from_one_snapshot(province: Engine) -> None:
    """They agree with each other and with the published figures."""
    found = await progress_summary(await programme(), DAY, DAY)
    assert found.total == Figures(in_time=49, overdue=5, awaiting=29, done_on_time=89, done_late=4)
    assert len(found.rows) == 176
    assert found.is_whole


async def test_a_past_day_is_told_as_it_was(province: Engine) -> None:
    """Fewer tasks, other figures, and they still add up."""
    found = await progress_summary(await programme(), date(2023, 6, 30), DAY)
    assert 0 < found.total.total < 176
    assert len(found.rows) == found.total.total


async def test_too_many_tasks_are_never_all_fetched(
    province: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the annex's limit only what presses is listed, and no more than the limit."""
    monkeypatch.setattr(queries, "ANNEX_ROWS", 20)
    found = await progress_summary(await programme(), DAY, DAY)
    assert found.total.total == 176
    assert not found.is_whole
    assert [row["bucket"] for row in found.rows] == ["overdue"] * 5 + ["awaiting"] * 15
