"""Wherever a worker of the Monday run dies: nobody is missed, and nobody is written to twice.

Four processes, two hundred people, SIGKILL at the n-th passing of each point of the work. ``make soak`` tries
five seeds at every point; without it each point is tried with one of them.
"""

import asyncio
import os
import random
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SECRET, _lent, _template
from tests.faults import crowd
from tests.faults.mortals import Crew, Orders, crew, leases_of
from tests.faults.points import Death
from tests.mail.scripted import Script
from tests.reminders.office import clock_shows, relay, seven
from tests.side_by_side import once, open_folder
from tracker import database, settings

SEEDS = (1, 2, 3, 4, 5)
WORKERS = 4
PUT_OFF = 8  # recipients whom the relay refuses for the moment
EACH = 195
# Points, and how often each is passed at least when nobody dies.
WRITING = {"turn taken": 1, "run opened": 1, "letter composed": EACH, "letters written": 4,
           "outcomes recorded": 1, "run about to be committed": 1, "run committed": 1}  # fmt: skip
SENDING = {"letter claimed": EACH, "line opened": 3, "sender named": EACH, "recipient named": EACH,
           "content handed over": EACH, "letter accepted": EACH, "letter marked": EACH,
           "letter given back": PUT_OFF}  # fmt: skip
# What is done, by the template it starts from.
DONE = {
    "week": (crowd.WEEK, WRITING | {"turn marked": 1}, ("overdue_letters", "delivery")),
    "day": (crowd.DAY, WRITING, ("overdue_letters", "daily_letters", "delivery")),
    "written": (crowd.WEEK, SENDING, ("overdue_letters", "delivery")),
}
ONCE = frozenset({"run committed", "turn marked"})  # not passed again after a death there
WINDOW = frozenset({"content handed over", "letter accepted"})
CASES = [
    (start, point, seed)
    for number, (start, point) in enumerate((start, point) for start in DONE for point in DONE[start][1])
    for seed in SEEDS
    if os.environ.get("SOAK") or seed == SEEDS[number % len(SEEDS)]
]


def passings(start: str, point: str, seed: int) -> tuple[int, ...]:
    """At which passings to die: one by chance; from the fourth seed on a second worker dies as well."""
    dice, most = random.Random(zlib.crc32(f"{start}/{point}/{seed}".encode())), DONE[start][1][point]
    deaths = 2 if seed > 3 and point not in ONCE else 1
    return tuple(sorted(dice.sample(range(1, most + 1), deaths))) if most > 1 else tuple(range(1, deaths + 1))


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the dying leave their notes."""
    with open_folder() as found:
        yield found


@pytest.fixture(scope="module")
def templates(server_url: str, shared_folder: Path, empty_template: str) -> None:
    """Databases to be cloned: before the run of the week or the day, and with the week's letters written."""
    fills = {"week": crowd.WEEK.fill, "day": crowd.DAY.fill, "written": crowd.WEEK.fill_and_compose}
    for start, fill in fills.items():
        name = f"crowd_{start}"
        once(shared_folder, name, partial(_make, server_url, name, empty_template, fill))


def _make(*what: Any) -> None:
    before = settings.current()
    settings.override(secret_key=SECRET, base_url="http://tracker.test")
    try:
        asyncio.run(_template(*what))
    finally:
        settings._override = before


@pytest.fixture
async def start(
    request: pytest.FixtureRequest, clerk: Any, server_url: str, templates: None
) -> AsyncIterator[str]:
    """A fresh copy of one of them, on Monday at seven; its name."""
    async for _ in _lent(clerk, server_url, f"crowd_{request.param}"):
        clock_shows(seven(crowd.MONDAY))
        yield request.param


async def finished(run: crowd.Run) -> bool:
    """Whether every letter has left; one that was put off is tried again at once."""
    await database.execute("UPDATE letter SET next_try_at = created_at WHERE next_try_at > created_at")
    states = await database.rows("SELECT state, count(*) AS n FROM letter GROUP BY state")
    return [(one["state"], one["n"]) for one in states] == [("sent", run.people)]


async def play(
    start: str, death: Death, lines: int = 1, seed: int = 0, lie: str = ""
) -> tuple[list[str], Counter[str], set[str]]:
    """Let workers work and die; what is broken, each recipient's copies, and whose letters the dead held.

    Raises AssertionError when the work is done and not everybody died who was to.
    """
    run, _, entries = DONE[start]
    settings.override(smtp_lines=lines)
    script, held = Script(after=0.002), set[str]()
    for n in range(1, PUT_OFF + 1):
        script.at_rcpt[f"nguoi{24 * n}@tinh.example"] = ["451 4.7.1 later"]
    async with relay(script):
        orders = Orders(settings.current(), replace(death, kind=run.kind), entries, lie=lie)
        async with crew(WORKERS, orders, seed) as found:
            for number in range(1, len(death.passings) + 1):
                await found.until(partial(_died, found, number, run, death.point), f"death {number}")
                held |= await leases_of(set(found.dead()))
            await found.until(partial(finished, run), "the end of the work")
            places = set(found.dead().values())
    assert places == {f"{death.point} {passing}" for passing in death.passings}
    may_come_twice = held if lines > 1 or death.point in WINDOW else set[str]()
    copies = Counter(who for who, _ in script.taken)
    return await crowd.broken(run, script, may_come_twice), copies, held


async def _died(found: Crew, number: int, run: crowd.Run, point: str) -> bool:
    if len(found.dead()) >= number:
        return True
    if await finished(run):
        await asyncio.sleep(1.5)  # what comes after the last letter
        assert len(found.dead()) >= number, f"nobody died at {point}: it was not reached"
    return False


@pytest.mark.parametrize(
    ("start", "point", "seed"), CASES, indirect=["start"],
    ids=["-".join(map(str, case)).replace(" ", "_") for case in CASES],
)  # fmt: skip
async def test_whoever_dies_wherever_everybody_is_written_to_once(
    start: str, folder: Path, point: str, seed: int
) -> None:
    """One run, one letter for each; a second copy only of what was under way, the same to the byte."""
    lines = 3 if seed in {2, 5} else 1
    found, copies, held = await play(start, Death(point, passings(start, point, seed), folder), lines, seed)
    assert found == []
    if point == "letter accepted" and lines == 1:  # the window is real: what it held did come twice
        assert {who for who, number in copies.items() if number > 1} == held != set()


@pytest.mark.parametrize("start", ["written"], indirect=True)
async def test_a_point_that_is_never_reached_fails(start: str, folder: Path) -> None:
    """Negative control: a proof that kills nobody proves nothing."""
    with pytest.raises(AssertionError, match="nobody died at nowhere"):
        await play(start, Death("nowhere", (1,), folder))


@pytest.mark.parametrize("start", ["written"], indirect=True)
@pytest.mark.parametrize(
    ("lie", "point", "noticed"),
    [
        ("marks first", "sender named", "was missed"),
        ("names anew", "letter accepted", "got another Message-ID or Date"),
        ("hands over twice", "letter claimed", "got 2 copies"),
    ],
)
async def test_a_worker_that_breaks_the_promise_is_noticed(
    start: str, folder: Path, lie: str, point: str, noticed: str
) -> None:
    """Negative control: marked before it is sent, named anew at each try, handed over twice."""
    found, _, _ = await play(start, Death(point, (50,), folder), lie=lie)
    assert any(one.endswith(noticed) for one in found)
