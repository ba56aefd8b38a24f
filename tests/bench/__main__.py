"""How long each page takes, with up to a million tasks, and the Monday run; what ``make bench`` runs.

    python -m tests.bench [letters|export|report] [--sizes 176,…,1000000] [--quick]
                          [--questions] [--keep FOLDER]

Each size gets a database of generated tasks (the published shares of the buckets, five events each, 120
agencies) on an embedded server in a folder of its own, removed afterwards, and the product's own server in
a process of its own. Times are what a client on the same machine sees, one request after the other on a
kept line, answers packed with brotli. Beside each page stand its ratio to a route of the same server that
answers one word, and for some to a bare route that renders the same template from constants.

``--questions`` adds what the database alone takes for each kind of question. With ``--keep FOLDER`` the
databases stay, and are used again as long as the schema and the generator do not change. A million tasks
want about 8 GB of disk and some minutes to load.

``letters`` measures instead how 2,000 letters on 100,000 tasks are written and delivered: see letters.py.
``export`` takes a list of 100,000 tasks out as files while others read: see exports.py.
``report`` draws reports, and asks for them while others read: see reports.py.
"""

import argparse
import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from tests.bench import exports, letters, load, questions, reports, visits
from tests.bench.browser import until_up
from tests.bench.figures import Measure, table, timed
from tests.bench.site import offset_to, running
from tracker import settings
from tracker.database.embedded import server
from tracker.database.engine import connected
from tracker.doors.showing import groups
from tracker.tasks.queries import figures_by_agency

SIZES, QUICK = "176,10000,100000,1000000", "176,10000"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("part", nargs="?", default="pages", choices=("pages", "letters", "export", "report"))
    parser.add_argument("--sizes", default="", help=f"how many tasks, {SIZES} when left out")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK}, and fewer requests")
    parser.add_argument("--questions", action="store_true", help="the database's part alone, too")
    parser.add_argument("--keep", type=Path, help="a folder for the databases, kept for the next time")
    return parser.parse_args()


async def _figures(times: int) -> list[Measure]:
    """Figures of past days by agency: the question alone, and as the command exports them."""
    day, encoder = questions.past_days(9), msgspec.json.Encoder(decimal_format="number")

    async def export() -> bytes:
        return encoder.encode(await groups("agency", day()))

    return [
        await timed("figures by agency, past day (question)", lambda: figures_by_agency(1, day()), times),
        await timed("figures export, past day, by agency (JSON)", export, times),
    ]


async def _measure(url: str, size: int, times: int, alone: bool) -> list[Measure]:
    offset = offset_to(load.TODAY)
    settings.override(clock_offset=offset)
    async with connected(url, 2):
        with running(url, offset) as port:
            until_up(port)
            who = await visits.people(port)
            found = [visits.visited(name, ask, times) for name, ask in visits.pages(who, size)]
            found.append(await visits.updates(who, times))
        found += await _figures(times)
        if alone:
            asked = questions.figures() | questions.lists() | questions.past_lists() | questions.others()
            found += [await timed(f"question: {name}", ask, 50) for name, ask in asked.items()]
            found.append(await timed("question: progress update", await questions.progress_update(size), 100))
        return found


async def _all(server_url: str, options: argparse.Namespace, say: Callable[[str], None]) -> None:
    sizes = [int(size) for size in (options.sizes or (QUICK if options.quick else SIZES)).split(",")]
    found = {}
    for size in sizes:
        url = await load.database(server_url, size, say)
        started = time.perf_counter()
        found[size] = await _measure(url, size, 60 if options.quick else 200, options.questions)
        say(f"{size} tasks measured in {time.perf_counter() - started:.0f} s")
        if not options.keep:
            await load.drop(server_url, size)
    say("")
    say(table(found))


async def _chosen(server_url: str, options: argparse.Namespace, say: Callable[[str], None]) -> None:
    parts = {"letters": letters.measure, "export": exports.measure, "report": reports.measure}
    if options.part in parts:
        await parts[options.part](server_url, say)
    else:
        await _all(server_url, options, say)


def main() -> None:
    """Measure, print one table, clean up."""
    options = _options()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="tracker-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # PostgreSQL runs as another user when the bench runs as root
    try:
        with server(folder) as url:
            asyncio.run(_chosen(url, options, lambda line: print(line, flush=True)))
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
