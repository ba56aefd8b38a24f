"""What a server must promise before anybody writes to it (reliability: an acknowledged write survives)."""

from tracker.database.engine import rows, value

MUST_BE_ON = ("fsync", "synchronous_commit", "full_page_writes")
OLDEST = 150_000


class UnsafeServer(Exception):
    """The server is set up so that it may lose what it acknowledged, or is too old."""


async def check_server() -> None:
    """Refuse a server older than PostgreSQL 15 or one that may lose acknowledged writes."""
    version = int(await value("SHOW server_version_num"))
    if version < OLDEST:
        raise UnsafeServer("PostgreSQL 15 or newer is needed.")
    found = await rows("SELECT name, setting FROM pg_settings WHERE name = ANY($1)", list(MUST_BE_ON))
    for setting in found:
        if setting["setting"] in {"off", "local"}:
            raise UnsafeServer(
                f"PostgreSQL runs with {setting['name']} = {setting['setting']}; set it to on."
            )
