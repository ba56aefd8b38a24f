"""Promises about those who wait for pages while files are made and read: the loop is not held."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest

from tests.exchange.import_desk import changed, office, run, ticks, write
from tests.exchange.importing import said, written
from tests.exchange.test_annex_large import annex
from tests.exchange.test_import_large import many
from tests.tasks.reading import a_member
from tracker import settings
from tracker.database import execute, transaction, value

HELD = 0.4  # seconds, generous: measured are 0.03 (export) and 0.1 (import) on processors used by others too
EVERY = 0.005


@asynccontextmanager
async def watched() -> AsyncIterator[list[float]]:
    """How late a sleeper wakes, again and again, for the length of a block.

    What the process itself waited for a processor is not counted: then it was the machine that held it.
    """
    late: list[float] = [0.0]

    async def look() -> None:
        while True:
            before, waited = time.perf_counter(), _waited()
            await asyncio.sleep(EVERY)
            late.append(time.perf_counter() - before - EVERY - max(0, _waited() - waited))

    looking = asyncio.create_task(look())
    await asyncio.sleep(EVERY)
    try:
        yield late
    finally:
        await asyncio.sleep(0)
        looking.cancel()


def _waited() -> float:
    """Seconds that the threads of this process were ready to run and had no processor."""
    total = 0
    for one in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # a thread that ended meanwhile
            total += int((one / "schedstat").read_text(encoding="ascii").split()[1])
    return total / 1e9


@contextmanager
def told(name: str, late: list[float]) -> Iterator[None]:
    """Say what was seen when it is too much."""
    yield
    most, slow = max(late), sorted(late)[-5:]
    print(f"{name}: {len(late)} looks, latest {[round(one * 1000) for one in slow]} ms")
    assert most < HELD, (name, slow)


async def test_what_holds_the_loop_is_noticed() -> None:
    """Negative control: a sleep that blocks is seen, one that waits is not."""
    async with watched() as late:
        await asyncio.sleep(0.3)
    assert max(late) < HELD
    async with watched() as late:
        time.sleep(2 * HELD)  # noqa: ASYNC251 (the fault itself)
    assert max(late) > HELD


async def fill(count: int) -> None:
    """So many tasks more, with long words."""
    for start in range(0, count, 2_000):
        async with transaction():
            await execute("SELECT tally_hold()")
            await execute(
                """INSERT INTO task (code, programme, area, title, lead_agency, state, deadline_text, due_on,
                                     due_precision, expected_output, assigned_at, changed_at, search,
                                     priority)
                   SELECT 'X-' || n, t.programme, t.area, t.title || ', đợt ' || n, t.lead_agency, 'assigned',
                          'Quý II/2025', date '2025-06-30', 'quarter', repeat(t.title || ' ', 4),
                          t.assigned_at, t.changed_at, 'x', t.priority
                   FROM generate_series($1::integer, $2::integer) AS n
                   JOIN task AS t ON t.code = (ARRAY['TC-01', 'CQS-06', 'TTHC-07'])[1 + n % 3]""",
                start,
                start + 1_999,
            )
            await execute("SELECT tally_settle()")


@pytest.mark.alone  # it measures time
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_an_export_of_twenty_thousand_tasks_holds_nobody_up(province: object, kind: str) -> None:
    """While the file is asked for, made and handed out, everybody else is answered."""
    await fill(20_000)
    member = await a_member()
    async with watched() as late:
        answer = await member.get(f"/tasks.{kind}", timeout=120)
    assert (answer.status_code, len(answer.content) > 200_000) == (200, True)
    with told(f"export {kind}", late):
        assert len(late) > 20


@pytest.mark.alone
async def test_an_import_of_two_thousand_rows_holds_nobody_up(province: object, tmp_path: Path) -> None:
    """Read, understood, compared, shown and written: each step leaves the others room."""
    settings.override(evidence_folder=str(tmp_path / "evidence"))
    annex(tmp_path / "annex.xlsx", 2_000)
    content, browser = (tmp_path / "annex.xlsx").read_bytes(), await office()
    await write(browser, await run(browser, changed({"E39": "Khác"})))  # templates are compiled once
    async with watched() as late:
        draft = await run(browser, content)
    with told("columns", late):
        pass
    async with watched() as late:
        html = (await browser.get(f"/import/{draft}")).text
    with told("dry run", late):
        assert "2.000" in html
    form = ticks(html, draft)
    async with watched() as late:
        answer = await browser.post(f"/import/{draft}", data={**form, "act": "write"}, timeout=120)
    with told("press", late):
        assert answer.status_code == 303


@pytest.mark.alone
async def test_writing_two_thousand_new_tasks_holds_nobody_up(province: object, tmp_path: Path) -> None:
    """All in one transaction, a handful at a time."""
    settings.override(evidence_folder=str(tmp_path / "evidence"))
    outcomes = await said(await many(tmp_path, 2_000))
    before = await value("SELECT count(*) FROM task")
    async with watched() as late:
        await written(outcomes)
    with told("writing", late):
        assert await value("SELECT count(*) FROM task") == before + 2_000
