"""The scorecard of agencies: its rules in versions."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tracker.database.engine import script

ID = "2026-11-22T21:00:00:000020"
VERSION = "1.38.0"
DESCRIPTION = "scorecard"

HERE = Path(__file__).parent


async def forwards() -> MigrationManager:
    """Written by hand in SQL: Piccolo cannot say CHECKs."""
    manager = MigrationManager(migration_id=ID, app_name="tracker", description=DESCRIPTION)

    async def run() -> None:
        await script((HERE / "0020_scorecard.sql").read_text(encoding="utf-8"))

    manager.add_raw(run)
    return manager
