"""Reports as PDF: what drawing them takes, and asking again, and what it costs those who read meanwhile."""

import asyncio
import http.client
import os
import statistics
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psutil

from tests.bench import load, visits
from tests.bench.browser import Unexpected, until_up
from tests.bench.exports import listening, pages_told, watched
from tests.bench.figures import Measure
from tests.bench.site import offset_to, running
from tests.reports.sample import content
from tracker import settings
from tracker.database.engine import connected
from tracker.programmes.queries import programme
from tracker.reports.actions import print_room
from tracker.reports.content import Content
from tracker.reports.jobs.letters import letter
from tracker.reports.printer import Printer
from tracker.reports.rendering import PAGES, html
from tracker.tasks.queries import figures_by_agency

PDF = "/reports/progress.pdf"
TIMES = 5
AGAIN = 40
MB = 1024 * 1024
CLEARING = 0.3  # seconds in which a child lets go of a document that it has handed over
LETTERS = 60
LONG = 10_000  # tasks: five times what an annex lists


async def measure(server: str, say: Callable[[str], None]) -> None:
    """Draw the demonstration's reports in a warm child, then ask a server for them; say what it took."""
    for kind in ("official", "brief"):
        if kind in PAGES:
            say(await drawn(kind, content(kind=kind)))
    for size in (176, LONG):
        url = await load.database(server, size, say)
        offset = offset_to(load.TODAY)
        settings.override(clock_offset=offset)
        async with connected(url, 2):
            if size < LONG:
                say(await letters())
            with running(url, offset) as port:
                until_up(port)
                await _asked(port, size, say)


async def drawn(kind: str, what: Content) -> str:
    """The seconds of computing and the memory that one report takes of a warm child."""
    async with Printer() as printer:
        page = html(what)
        await printer.pdf(page)
        child = psutil.Process(_pid(printer))
        spent, cleared, size = [], [], 0
        for _ in range(TIMES):
            await asyncio.sleep(CLEARING)
            before = _computing(child)
            size = len(await printer.pdf(page))
            there = _computing(child)
            spent.append(there - before)
            await asyncio.sleep(CLEARING)
            cleared.append(_computing(child) - there)
        held = _most(child.pid)
    return (
        f"{kind}: {statistics.median(spent):.2f} s of computing in a warm child "
        f"({min(spent):.2f} to {max(spent):.2f}, {TIMES} times), "
        f"{statistics.median(cleared):.2f} s to clear up once it is handed over, at most {held:.0f} MB, "
        f"{size // 1024} kB of PDF; "
        f"the machine's load was {os.getloadavg()[0]:.1f}"
    )


async def letters() -> str:
    """The seconds that 60 management letters take one after the other, of as many days as it needs."""
    about, day = await programme(), load.TODAY
    async with print_room() as room:
        started, made = time.perf_counter(), 0
        while made < LETTERS:
            for one in (await figures_by_agency(about.id, day))[: LETTERS - made]:
                await letter(room, about.id, one.code, day, load.TODAY)
                made += 1
            day -= timedelta(days=7)
        taken = time.perf_counter() - started
    return (
        f"{made} management letters in one go: {taken:.1f} s; the machine's load was {os.getloadavg()[0]:.1f}"
    )


def _pid(printer: Printer) -> int:
    child = printer._child
    if child is None:
        raise Unexpected("no child")
    return int(child.pid)


def _computing(child: psutil.Process) -> float:
    used = child.cpu_times()
    return float(used.user + used.system)


def _most(pid: int) -> float:
    """The most memory a process ever held, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise Unexpected("no peak of memory")


async def _asked(port: int, size: int, say: Callable[[str], None]) -> None:
    who, process = await visits.people(port), listening(port)
    first = _taken(port, PDF, who.office.headers)
    again = Measure("again", tuple(_taken(port, PDF, who.office.headers)[0] for _ in range(AGAIN)))
    say(
        f"{size} tasks: drawn in {first[0] / 1000:.1f} s, {first[1] // 1024} kB; "
        f"asked again {again.median:.1f} / {again.p95:.1f} ms (median / p95)"
    )
    for _ in range(30):
        who.big.get("/tasks")
    with watched(process, who) as quiet:
        await asyncio.sleep(6)
    with watched(process, who) as busy:
        count = await asyncio.to_thread(_keep_drawing, port, who.office.headers, 12.0)
    say(f"{size} tasks, nothing else: {pages_told(quiet)}")
    say(f"{size} tasks, {count} reports drawn meanwhile: {pages_told(busy)}")
    for name, samples in quiet.pages.items():
        ratio = Measure(name, tuple(busy.pages[name])).p95 / Measure(name, tuple(samples)).p95
        say(f"{size} tasks, p95 of {name}: {ratio:.1f} times as long while reports are drawn")


def _keep_drawing(port: int, headers: dict[str, str], seconds: float) -> int:
    """Ask for reports of one past day after the other, two at a time, for a while; how many came."""
    until, came, lock = time.perf_counter() + seconds, [0], threading.Lock()
    days = iter(load.TODAY - timedelta(days=n) for n in range(1, 400))

    def ask() -> None:
        while time.perf_counter() < until:
            with lock:
                day: date = next(days)
            _taken(port, f"{PDF}?as_of={day.isoformat()}", headers)
            with lock:
                came[0] += 1

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came[0]


def _taken(port: int, path: str, headers: dict[str, str]) -> tuple[float, int]:
    """Download a report; the milliseconds and the bytes of it."""
    line: Any = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    started = time.perf_counter()
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    found = answer.read()
    spent = (time.perf_counter() - started) * 1000
    line.close()
    if answer.status != 200:
        raise Unexpected(f"{path}: {answer.status} {found[:300]!r}")
    return spent, len(found)
