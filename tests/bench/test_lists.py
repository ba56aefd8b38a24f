"""Every list of many tasks is what its conditions say, however it is put together from arms."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.bench import load
from tests.bench.questions import BIG_LEAD, NARROWED, SMALL_LEAD
from tests.side_by_side import locked
from tracker.database.engine import connected
from tracker.tasks import queries
from tracker.tasks.queries import Filter
from tracker.tasks.queries.lists import EVERYBODY
from tracker.tasks.queries.narrowing import SORTS, Where, narrow, source
from tracker.tasks.queries.selecting import select

SIZE, MOST = 2_000, 5_000
DAYS = (load.TODAY, load.TODAY - timedelta(days=1), date(2024, 2, 29), date(2022, 6, 1))
ASKERS = {"everybody": EVERYBODY, "small": SMALL_LEAD, "big": BIG_LEAD}


@pytest.fixture(scope="module")
async def many(server_url: str, shared_folder: Path):
    """A database of generated tasks, shared: nothing here writes."""
    with locked(shared_folder / "many.lock"):
        url = await load.database(server_url, SIZE, lambda _: None)
    async with connected(url, 2) as engine:
        yield engine


async def plainly(asker: object, wanted: Filter, as_of: date) -> list[str]:
    """The codes that one WHERE lets through, in the list's order."""
    where = Where()
    origin = source(where, as_of, load.TODAY)
    narrow(where, 1, asker, wanted, as_of, 30)
    found = await select(where, origin, SORTS[wanted.sort], MOST, 0, as_of, detailed=False)
    return [one["code"] for one in found]


@pytest.mark.parametrize("who", ASKERS)
@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("name", NARROWED)
async def test_a_list_is_what_its_conditions_say(many: object, name: str, as_of: date, who: str) -> None:
    """Rows, order, count and page are those of the plain conditions, for every filter and day."""
    asker, wanted = ASKERS[who], NARROWED[name]
    for part, sort in itertools.product(("",) if who == "everybody" else ("", "lead", "coordinating"), SORTS):
        asked = replace(wanted, part=part, sort=sort, page=2)
        expected = await plainly(asker, asked, as_of)
        found = await queries.all_rows(
            1, as_of, load.TODAY, wanted=asked, asker=asker, detailed=False, limit=MOST
        )
        assert [one["code"] for one in found] == expected
        page = await queries.page(1, asker, asked, as_of, load.TODAY, 30)
        assert page.total == len(expected)
        assert [one["code"] for one in page.rows] == (expected[25:50] if page.page == 2 else expected[:25])


async def test_the_comparison_sees_rows(many: object) -> None:
    """Negative control: the plain conditions find different tasks for different people, days and filters."""
    found = {
        len(await plainly(asker, Filter(buckets=buckets), day))
        for asker in ASKERS.values()
        for day in DAYS
        for buckets in ((), ("overdue",))
    }
    assert len(found) > 12
