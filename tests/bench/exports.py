"""A list of 100,000 tasks as files: how long, how much memory, and what it costs those who read meanwhile."""

import asyncio
import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

from tests.bench import load, visits
from tests.bench.browser import Browser, Unexpected, until_up
from tests.bench.figures import Measure
from tests.bench.site import offset_to, running
from tracker import settings
from tracker.database.engine import connected

TASKS = 100_000
FILES = ("/tasks.csv", "/tasks.xlsx", "/tasks.csv?as_of=2023-06-30", "/tasks.xlsx?as_of=2023-06-30")
PATIENCE = 120
MB = 1024 * 1024


@dataclass
class Watched:
    """What was seen of a server while something was made: its memory, its children's, its pages' times."""

    server: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    computing: float = 0  # seconds of the child
    pages: dict[str, list[float]] = field(default_factory=dict)


async def measure(server: str, say: Callable[[str], None]) -> None:
    """Take each file out while somebody reads the list; say what it took."""
    url = await load.database(server, TASKS, say)
    offset = offset_to(load.TODAY)
    settings.override(clock_offset=offset)
    async with connected(url, 2):
        with running(url, offset) as port:
            until_up(port)
            who = await visits.people(port)
            process = listening(port)
            for _ in range(30):
                who.big.get("/tasks")
            with watched(process, who) as quiet:
                await asyncio.sleep(4)
            say(f"nothing else: {pages_told(quiet)}")
            for path in FILES:
                say(_one(port, path, process, who))


def _one(port: int, path: str, process: psutil.Process, who: visits.People) -> str:
    before = process.memory_info().rss
    with watched(process, who) as seen:
        started = time.perf_counter()
        size, first = _taken(port, path, who.office.headers)
        seconds = time.perf_counter() - started
    return (
        f"{path}: {seconds:.1f} s, first byte after {first:.1f} s, {size / MB:.1f} MB; "
        f"server {before / MB:.0f} MB, at most {max(seen.server) / MB - before / MB:+.0f} MB; "
        f"child {seen.computing:.1f} s of computing, at most {max(seen.children, default=0) / MB:.0f} MB; "
        f"meanwhile {pages_told(seen)}"
    )


def _taken(port: int, path: str, headers: dict[str, str]) -> tuple[int, float]:
    """Download a file; its size, and the seconds until its first bytes."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    started = time.perf_counter()
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    if answer.status != 200:
        raise Unexpected(f"{path}: {answer.status}")
    first, size = time.perf_counter() - started, 0
    while piece := answer.read(256 * 1024):
        size += len(piece)
    return size, first


@contextmanager
def watched(process: psutil.Process, who: visits.People) -> Iterator[Watched]:
    """Look at the server twenty times a second, while two others ask for a word and for a list."""
    seen, over = Watched(), threading.Event()
    asked = {"hello": (Browser(who.nobody.port), "/bench/hello"), "list": (who.big, "/tasks")}
    threads = [threading.Thread(target=_look, args=(process, seen, over))]
    for name, (browser, path) in asked.items():
        samples = seen.pages.setdefault(name, [])
        threads.append(threading.Thread(target=_ask, args=(browser, path, samples, over)))
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _look(process: psutil.Process, seen: Watched, over: threading.Event) -> None:
    while not over.wait(0.05):
        seen.server.append(process.memory_info().rss)
        for child in process.children():
            try:
                seen.children.append(child.memory_info().rss)
                used = child.cpu_times()
                seen.computing = max(seen.computing, used.user + used.system)
            except psutil.NoSuchProcess:
                continue


def _ask(browser: Browser, path: str, samples: list[float], over: threading.Event) -> None:
    while not over.wait(0.1):
        started = time.perf_counter()
        browser.get(path)
        samples.append((time.perf_counter() - started) * 1000)


def pages_told(seen: Watched) -> str:
    told = []
    for name, samples in seen.pages.items():
        found = Measure(name, tuple(samples))
        told.append(f"{name} {found.median:.0f} / {found.p95:.0f} / {max(samples):.0f} ms")
    return ", ".join(told) + " (median / p95 / most)"


def listening(port: int) -> psutil.Process:
    """The server's process: the child of ours that was started for this port."""
    for child in psutil.Process().children():
        if child.cmdline()[-1:] == [str(port)]:
            return child
    raise Unexpected("no server")
