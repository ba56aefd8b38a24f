"""What is asked of the server, at each size the same."""

import itertools
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from tests.bench import parties, words
from tests.bench.browser import Browser
from tests.bench.figures import ENOUGH_SECONDS, Measure
from tests.bench.questions import BIG, SMALL, past_days
from tracker import clock
from tracker.database import execute, rows
from tracker.exchange.api.scopes import PREFIX
from tracker.people import sessions

SAME = "the same, rendered from constants"


@dataclass(frozen=True)
class People:
    """Browsers of those who visit."""

    nobody: Browser
    office: Browser
    lead: Browser  # of an agency that leads few tasks
    big: Browser  # of the one that leads the most
    program: "Program"  # with the rights of the office


class Program(Browser):
    """A program before the machine interface, with tokens in turn: one alone would be told to slow down."""

    def __init__(self, port: int, tokens: list[str]) -> None:
        super().__init__(port)
        self.tokens = itertools.cycle(tokens)

    def get(self, path: str, *, packed: bool = True) -> bytes:
        """An answer, packed as programs may want it."""
        self.headers = {"Authorization": f"Bearer {next(self.tokens)}"}
        return super().get(path, packed=packed)


async def tokens(count: int) -> list[str]:
    """Tokens of the office that may read."""
    made = [PREFIX + secrets.token_urlsafe(32) for _ in range(count)]
    now = clock.now()
    for token in made:
        await execute(
            """INSERT INTO api_token (person, name, token_hash, scopes, created_at, created_by, expires_at)
               VALUES ($1, 'bench', $2, '{read}', $3, $1, $4)""",
            parties.OFFICE, sessions.digest(token), now, now + timedelta(days=1),
        )  # fmt: skip
    return made


async def people(port: int) -> People:
    """Everybody signed in, as the sign-in form would have done."""

    async def somebody(person: int) -> Browser:
        token = await sessions.start(person, at=clock.now(), address="127.0.0.1", device="bench")
        return Browser(port, token)

    everybody = [await somebody(person) for person in (parties.OFFICE, SMALL, BIG)]
    return People(Browser(port), *everybody, Program(port, await tokens(20)))


def pages(who: People, size: int) -> list[tuple[str, Callable[[], object]]]:
    """Each page and how to ask for it; a twin follows the page whose constants it renders."""
    day, number = past_days(5), random.Random(7)
    far = min(100, max(1, size * 54 // 176 // 25))  # the 100th page, or the last there is

    def ask(browser: Browser, path: str, **query: Any) -> Callable[[], object]:
        return lambda: browser.get(f"{path}?{urlencode(query, doseq=True)}" if query else path)

    still_open = {"bucket": ["in_time", "overdue"]}
    return [
        ("hello", ask(who.nobody, "/bench/hello")),
        ("progress page", ask(who.office, "/")),
        (f"progress page, {SAME}", ask(who.nobody, "/bench/same/progress.html")),
        ("progress page, past day", lambda: who.office.get(f"/?as_of={day()}")),
        ("progress page, of an agency", ask(who.big, "/")),
        ("list, all", ask(who.office, "/tasks")),
        ("list, filtered, page 1", ask(who.office, "/tasks", **still_open)),
        (f"list, filtered, page 1, {SAME}", ask(who.nobody, "/bench/same/list.html")),
        ("list, filtered, page 100 or last", ask(who.office, "/tasks", **still_open, page=far)),
        ("list, by agency, area, bucket",
         ask(who.office, "/tasks", agency=f"CQ{SMALL:03}", area="LV3", bucket="done_on_time")),
        ("list, of an agency", ask(who.big, "/tasks")),
        ("list, 50 a page", ask(who.office, "/tasks", per_page=50)),
        ("interface, list of 50", ask(who.program, "/api/v1/tasks", limit=50)),
        ("interface, filtered list of 50", ask(who.program, "/api/v1/tasks", **still_open, limit=50)),
        ("list, past day", lambda: who.office.get(f"/tasks?as_of={day()}")),
        ("search, rare words", ask(who.office, "/tasks", q=words.RARE)),
        ("search, common words", ask(who.office, "/tasks", q=words.COMMON)),
        ("task page", lambda: who.office.get(f"/tasks/NV-{number.randrange(1, size + 1):07}")),
        (f"task page, {SAME}", ask(who.nobody, "/bench/same/task.html")),
        ("my work, office", ask(who.office, "/my-work")),
        ("my work, of an agency", ask(who.lead, "/my-work")),
        ("agencies, past day", lambda: who.office.get(f"/agencies?as_of={day()}")),
        ("scorecard", ask(who.office, "/agencies/scorecard")),
        ("scorecard, past day", lambda: who.office.get(f"/agencies/scorecard?as_of={day()}")),
    ]  # fmt: skip


def visited(name: str, ask: Callable[[], object], times: int, warm: int = 10) -> Measure:
    """One request after the other: first to warm up, then counted, for a bounded time."""
    for _ in range(warm):
        ask()
    samples: list[float] = []
    began = time.perf_counter()
    while len(samples) < times and (len(samples) < 20 or time.perf_counter() - began < ENOUGH_SECONDS):
        start = time.perf_counter()
        ask()
        samples.append((time.perf_counter() - start) * 1000)
    return Measure(name, tuple(samples))


async def updates(who: People, times: int) -> Measure:
    """Progress reported on one open task after the other, the form fetched before each, not counted."""
    found = await rows(
        "SELECT code FROM task WHERE lead_agency = $1 AND state = 'in_progress' ORDER BY id LIMIT 50", BIG
    )
    samples: list[float] = []
    for task in itertools.islice(itertools.cycle(found), times + 10):
        page = f"/tasks/{task['code']}"
        fields = who.big.fields(page, f"{page}/progress")
        fields |= {"text": "Đã lấy ý kiến các cơ quan.", "percent": str(random.randrange(100))}
        start = time.perf_counter()
        who.big.send(f"{page}/progress", fields)
        samples.append((time.perf_counter() - start) * 1000)
    return Measure("progress update (POST)", tuple(samples[10:]))
