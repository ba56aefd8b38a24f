"""Reports that bind the charts in; background work that goes on after a death."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tracker.database.engine import script

ID = "2026-11-22T21:00:00:000019"
VERSION = "1.38.0"
DESCRIPTION = "report work"

HERE = Path(__file__).parent


async def forwards() -> MigrationManager:
    """Written by hand in SQL: Piccolo cannot say partial indexes."""
    manager = MigrationManager(migration_id=ID, app_name="tracker", description=DESCRIPTION)

    async def run() -> None:
        await script((HERE / "0019_report_work.sql").read_text(encoding="utf-8"))

    manager.add_raw(run)
    return manager
