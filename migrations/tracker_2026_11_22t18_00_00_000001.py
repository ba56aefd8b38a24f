"""The first schema: tables as the rooms describe them, and the rules a database can keep."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tracker.database.engine import script

ID = "2026-11-22T18:00:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "first schema"

HERE = Path(__file__).parent


async def forwards() -> MigrationManager:
    """Written by hand in SQL: Piccolo cannot say CHECKs, triggers and partial indexes."""
    manager = MigrationManager(migration_id=ID, app_name="tracker", description=DESCRIPTION)

    async def run() -> None:
        for name in ("0001_tables.sql", "0001_rules.sql"):
            await script((HERE / name).read_text(encoding="utf-8"))

    manager.add_raw(run)
    return manager
