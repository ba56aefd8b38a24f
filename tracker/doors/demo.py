"""The demonstration: database, records, pages, worker and mailbox in one command, in November 2024."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from socket import socket

import click
import uvicorn

from tracker import settings
from tracker.clock import HANOI, at, now
from tracker.database import execute, value
from tracker.database.embedded import erase
from tracker.database.engine import script
from tracker.doors.common import Day, data_option, database_at, ready
from tracker.doors.demo_clock import DemoClock
from tracker.doors.keeping import bring_up_to_date
from tracker.doors.serving import listen, reached_at, run_loop, web_server
from tracker.doors.worker import run_worker
from tracker.exchange.seeds import load
from tracker.mail.catcher import catching
from tracker.people.passwords import hashed
from tracker.reports.libraries import missing_system_libraries

PASSWORD = "minh-hoa-2024"  # noqa: S105  (printed on the screen: these accounts are nobody's)
NOTE_SECONDS = 5
MARK = "demonstration"
SHOWN = (
    ("member", "bcd.truongban", "steering committee: reads everything"),
    ("office", "vpub.dieuphoi1", "coordinating office: confirms and returns"),
    ("lead", "stttt.lanhdao", "head of Sở Thông tin và Truyền thông"),
    ("lead", "stnmt.lanhdao", "head of Sở Tài nguyên và Môi trường, with overdue tasks"),
    ("staff", "stttt.chuyenvien1", "staff of Sở Thông tin và Truyền thông"),
    ("auditor", "giamsat", "auditor: reads everything"),
    ("admin", "quantri", "accounts; no tasks"),
)


class MissingLibraries(Exception):
    """The machine lacks libraries that reports are drawn with."""


@click.command("demo")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--as-of", type=Day(), help="Start the demonstration's clock at 08:00 of this day.")
@click.option("--fresh", is_flag=True, help="Forget everything done so far and begin anew.")
@data_option
def demo_command(port: int, host: str, as_of: date | None, fresh: bool, data: Path) -> None:
    """Show the whole system on illustrative data, its clock starting on 06/11/2024 at 08:00."""
    if missing := missing_system_libraries():
        raise MissingLibraries(
            f"Reports need system libraries that are missing. On Debian: apt install {' '.join(missing)}"
        )
    data = data.resolve()
    with listen(host, port) as socket_:
        if fresh:
            _begin_anew(data)
        with database_at(data) as url, _in_2024(data, at(as_of, 8) if as_of else None):
            reached_at(port)
            run_loop(_everything(url, data, [socket_]))
    click.echo("Stopped.")


def _begin_anew(data: Path) -> None:
    if settings.current().database_url:
        raise click.UsageError(
            "--fresh empties the embedded server only; TRACKER_DATABASE_URL names another."
        )
    erase(data)
    DemoClock(data).forget()
    for folder in ("mail", "evidence"):
        shutil.rmtree(data / folder, ignore_errors=True)


@contextmanager
def _in_2024(data: Path, start: datetime | None) -> Iterator[None]:
    clock = DemoClock(data)
    settings.override(clock_offset=clock.offset(start), demo=True)
    try:
        yield
    finally:
        clock.note(now())


async def _everything(url: str, data: Path, sockets: list[socket]) -> None:
    await bring_up_to_date(url)
    async with ready(url), catching(data / "mail") as smtp_port:
        settings.override(smtp_url=f"smtp://127.0.0.1:{smtp_port}")
        await _records()
        pages = web_server(data / "mail")
        stop = asyncio.Event()
        others = [
            asyncio.create_task(run_worker(stop)),
            asyncio.create_task(_keep_time(data, stop)),
            asyncio.create_task(_announce(pages)),
        ]
        try:
            await pages.serve(sockets=sockets)
        finally:
            stop.set()
            await asyncio.gather(*others)


async def _only_a_demonstration() -> None:
    """Refuse a database with accounts that no demonstration made: their passwords would be on the screen."""
    marked = await value("SELECT obj_description('person'::regclass) = $1", MARK)
    if not marked and await value("SELECT EXISTS (SELECT FROM person)"):
        raise click.UsageError("This database holds real accounts; the demonstration wants one of its own.")
    await script(f"COMMENT ON TABLE person IS '{MARK}'")


async def _records() -> None:
    await _only_a_demonstration()
    if await value("SELECT count(*) FROM task") == 0:
        click.echo("Loading 176 tasks and their history ...")
        await load(settings.ROOT / "seeds")
    # One hash serves all: the password is printed on the screen.
    if await value("SELECT 1 FROM person WHERE password_hash IS NULL LIMIT 1"):
        await execute(
            "UPDATE person SET password_hash = $1 WHERE password_hash IS NULL", await hashed(PASSWORD)
        )


async def _keep_time(data: Path, stop: asyncio.Event) -> None:
    clock = DemoClock(data)
    while not stop.is_set():
        clock.note(now(), settings.current().smtp_url)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), NOTE_SECONDS)


async def _announce(pages: uvicorn.Server) -> None:
    while not pages.started:
        if pages.should_exit:
            return
        await asyncio.sleep(0.05)
    address = settings.current().base_url
    click.echo(f"\nOpen {address}   (letters: {address}/mail, Ctrl-C stops)")
    click.echo(f"It is {now().astimezone(HANOI):%d/%m/%Y %H:%M} there.")
    click.echo(f"\nAccounts, all with the password {PASSWORD}")
    for role, username, who in SHOWN:
        click.echo(f"  {role:8} {username:18} {who}")
