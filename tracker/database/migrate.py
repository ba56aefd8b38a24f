"""The schema, brought up to date under one lock in one transaction, and recognised at start."""

from contextlib import redirect_stdout
from io import StringIO

from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.apps.migrations.tables import Migration

from tracker.database.engine import execute, rows, script, transaction, value
from tracker.settings import ROOT

LOCK = 7_602_021  # any number, the same in every process


class SchemaMismatch(Exception):
    """The database's schema is not the one this program was written for."""


def _known() -> list[str]:
    found: list[str] = []
    for path in sorted((ROOT / "migrations").glob("tracker_*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [line.removeprefix("ID = ").strip("\"'") for line in lines if line.startswith("ID = ")]
    return found


async def _applied() -> list[str]:
    if await value("SELECT to_regclass('public.migration')") is None:
        return []
    return [found["name"] for found in await rows("SELECT name FROM migration ORDER BY id")]


async def migrate() -> int:
    """Apply what is missing; how many migrations that was.

    Piccolo writes its "applied" row outside a migration's own transaction and takes no lock. Here both
    the changes and the rows stand in one outer transaction, and a second runner waits for the first.
    """
    async with transaction():
        await execute("SET LOCAL statement_timeout = 0")  # waiting for another runner may take long
        await script(f"SELECT pg_advisory_xact_lock({LOCK})")
        before = len(await _applied())
        await Migration.create_table(if_not_exists=True).run()
        with redirect_stdout(StringIO()):
            result = await run_forwards(app_name="tracker")
        if not result.success:
            raise SchemaMismatch(f"The migration failed: {result.message}")
        return len(await _applied()) - before


async def check() -> None:
    """Refuse to work on a schema that is older or newer than this program."""
    applied, known = await _applied(), _known()
    if applied == known:
        return
    if set(applied) < set(known):
        raise SchemaMismatch("The database's schema is older than this program: run 'tracker migrate' first.")
    raise SchemaMismatch("The database's schema is newer than this program: install the matching version.")
