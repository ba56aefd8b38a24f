"""The progress summary asked for at its address."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from litestar import Litestar

from tests.web.site import Browser, made, person
from tracker.database.engine import Engine
from tracker.programmes.queries import programme
from tracker.reports import queries
from tracker.reports.actions import print_room
from tracker.reports.queries import progress_summary
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
