"""What every command shares: which database, at which time, and how trouble is told."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import click

from tracker import settings, words
from tracker.database import connected
from tracker.database.checks import check_server
from tracker.database.embedded import server
from tracker.database.migrate import check
from tracker.doors.demo_clock import DemoClock

FIRST_DAY = date(2021, 1, 1)
NOBODY = "smtp://127.0.0.1:9"  # the discard port: a demonstration that is not running takes no letters

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var"),
    show_default=True,
    help="Folder of the embedded PostgreSQL server; TRACKER_DATABASE_URL names a real one instead.",
)


class Day(click.ParamType[date]):
    """A day of the records, written YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day written YYYY-MM-DD", param, ctx)
        if day < FIRST_DAY:
            self.fail(f"the records begin on {FIRST_DAY}", param, ctx)
        return day


@contextmanager
def database_at(data: Path) -> Iterator[str]:
    """The address of the database a command works on; the embedded server runs while it does.

    A folder in which the demonstration lives brings its clock and its mailbox along, so that every command
    there lives on the same day and writes to nobody outside.
    """
    chosen = settings.current()
    if chosen.evidence_folder == settings.Settings.evidence_folder:
        settings.override(evidence_folder=str(data.resolve() / "evidence"))
    if chosen.database_url:
        yield chosen.database_url
        return
    clock = DemoClock(data)
    with server(data) as url:
        settings.override(database_url=url, secret_key=chosen.secret_key or own_secret(data))
        if clock.exists and not chosen.clock_offset:
            relay = clock.relay or NOBODY
            settings.override(clock_offset=clock.offset(), demo=True, smtp_url=relay)
        yield url


def own_secret(data: Path) -> str:
    """The secret of an installation that was given none: made once, readable by its owner alone."""
    path = data / "secret-key"
    if not path.exists():
        with NamedTemporaryFile("w", dir=data, encoding="ascii") as fresh:  # made for the owner alone
            fresh.write(secrets.token_urlsafe(48))
            fresh.flush()
            with suppress(FileExistsError):  # another command was first; its secret is as good
                path.hardlink_to(fresh.name)
    return path.read_text(encoding="ascii")


@asynccontextmanager
async def ready(url: str) -> AsyncIterator[None]:
    """Connected to a server that keeps its promises, with the schema this program was written for."""
    async with connected(url, settings.current().pool_size):
        await check_server()
        await check()
        yield


def run(data: Path, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run one command's job on the database, speaking English to whoever typed it."""

    async def all_of_it(url: str) -> None:
        words.speak("en")
        async with ready(url):
            await job()

    with database_at(data) as url:
        asyncio.run(all_of_it(url))
