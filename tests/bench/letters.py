"""The Monday run at its largest: how long its letters take to write and to deliver, and how much memory.

A run of 200 and one of 2,000 people, a week apart, on a copy of a database of 100,000 tasks; each is written
in a process of its own, whose peak of memory is its own too, and delivered to a sink on this machine.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import asyncpg

from tests.bench import load
from tests.bench.parties import AGENCIES
from tests.bench.sink import sink
from tests.bench.site import SECRET
from tests.conftest import address
from tracker import clock, settings

SQL = load.SQL / "letters"
TASKS, DATABASE = 100_000, "bench_letters"
MONDAY = date(2024, 11, 11)
PEOPLE = (200, 2_000)
OTHERS = AGENCIES + 3  # heads, and the office


async def measure(server: str, say: Callable[[str], None]) -> None:
    """Write and deliver both runs; say what it took."""
    await load.database(server, TASKS, say)
    root = await asyncpg.connect(server)
    try:
        await root.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        await root.execute(f"CREATE DATABASE {DATABASE} TEMPLATE bench_{TASKS} STRATEGY file_copy")
        url = address(server, DATABASE)
        peaks = [
            await _one(url, people, MONDAY + timedelta(days=7 * n), say) for n, people in enumerate(PEOPLE)
        ]
        say(f"memory: {peaks[1] - peaks[0]:+.0f} MB from {PEOPLE[0]} to {PEOPLE[1]} people")
    finally:
        await root.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        await root.close()


async def _one(url: str, people: int, day: date, say: Callable[[str], None]) -> float:
    """One run; the peak of memory of whoever wrote it, in megabytes."""
    await _spread(url, people - OTHERS, day)
    written = _asked("write", url, day)
    say(
        f"{written['letters']} letters written in {written['seconds']:.1f} s"
        f" ({written['busy']:.1f} s of computing), peak {written['peak']:.0f} MB"
    )
    with sink() as taken:
        sent = _asked("deliver", url, day, TRACKER_SMTP_URL=f"smtp://127.0.0.1:{taken.port}")
    say(
        f"{sent['letters']} letters delivered in {sent['seconds']:.1f} s,"
        f" {sent['letters'] / sent['seconds']:.0f} a second, peak {sent['peak']:.0f} MB;"
        f" the sink took {taken.letters}, {taken.different} different, over {taken.most_lines} lines"
    )
    return float(written["peak"])


async def _spread(url: str, officials: int, day: date) -> None:
    one = await load._connect(url)
    try:
        await one.execute((SQL / "recipients.sql").read_text(), officials, day)
        await one.execute((SQL / "answering.sql").read_text(), day)
        await one.execute("VACUUM (ANALYZE) task, person")
    finally:
        await one.close()


def _asked(what: str, url: str, day: date, **more: str) -> dict[str, Any]:
    """What a process of its own did on the morning of a day."""
    minute = {"write": 1, "deliver": 5}[what]
    offset = (clock.at(day, 7, minute) - clock.now()).total_seconds() + settings.current().clock_offset
    kept = {name: given for name, given in os.environ.items() if not name.startswith("TRACKER_")}
    chosen = {
        "TRACKER_DATABASE_URL": url, "TRACKER_SECRET_KEY": SECRET, "TRACKER_CLOCK_OFFSET": str(offset),
        "TRACKER_BASE_URL": "https://nhiemvu.tayninh.example",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.monday", what],
        cwd=settings.ROOT, env=kept | chosen | more, stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
