"""Commands that prepare a database: migrate, seed."""

import asyncio
from pathlib import Path

import click

from tracker import settings
from tracker.clock import now
from tracker.database import connected
from tracker.database.checks import check_server
from tracker.database.migrate import migrate
from tracker.doors.common import data_option, database_at, run
from tracker.exchange.seeds import load
from tracker.reminders.calendar import fill_calendar

CALENDAR_YEARS = (2021, 2035)


async def bring_up_to_date(url: str) -> int:
    """Apply what is missing of the schema and of the holiday calendar; how many migrations."""
    async with connected(url, settings.current().pool_size):
        await check_server()
        applied = await migrate()
        await fill_calendar(*CALENDAR_YEARS)
    return applied


@click.command("migrate")
@data_option
def migrate_command(data: Path) -> None:
    """Bring the database's schema up to date."""
    with database_at(data) as url:
        applied = asyncio.run(bring_up_to_date(url))
    click.echo(f"{applied} migration(s) applied." if applied else "The schema is up to date.")


@click.command("seed")
@click.argument("folder", type=click.Path(path_type=Path))
@data_option
def seed_command(folder: Path, data: Path) -> None:
    """Load a FOLDER of CSV records: agencies, people, tasks and what happened to them.

    Everything is loaded or nothing; loading again adds only what is missing.
    """

    async def job() -> None:
        loaded = await load(folder)
        click.echo(
            f"New: {loaded.agencies} agencies, {loaded.people} people, {loaded.tasks} tasks, "
            f"{loaded.events} events (as of {now():%Y-%m-%d})."
        )

    run(data, job)
