"""The database: engine, transactions that cannot poison a process, start checks, the embedded server."""

import os

os.environ.setdefault("PICCOLO_CONF", "tracker.piccolo_conf")

from tracker.database.engine import connected, execute, row, rows, transaction, value

__all__ = ["connected", "execute", "row", "rows", "transaction", "value"]
