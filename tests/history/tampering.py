"""What somebody with the database's password does to history, to see whether it is noticed."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from tracker.database import execute, transaction, value
from tracker.database.engine import script
from tracker.history.actions import record
from tracker.history.rules import NOTHING, hash_of

AT = datetime(2024, 11, 6, 1, 2, 3, 456789, UTC)
Tamper = Callable[[], Awaitable[None]]


class _Undone(Exception):
    """Nothing of the block stays."""


@asynccontextmanager
async def superuser() -> AsyncIterator[None]:
    """Work past every trigger; at the end all of it is undone."""
    under_way = transaction()
    await under_way.__aenter__()
    try:
        await script("SET LOCAL session_replication_role = replica")
        yield
    finally:
        undone = _Undone()
        await under_way.__aexit__(type(undone), undone, None)


async def a_line(text: str = "") -> int:
    """A line of history, sealed when its transaction ends."""
    return await record("probe", 1, "say", AT, actor_id=None, actor_name="Ý", actor_agency="Sở", text=text)


async def edit() -> None:
    """Another day of a deadline, in a line in the middle."""
    await script(
        """UPDATE history SET changes = changes || '{"due_on": [null, "2030-01-01"]}'
           WHERE id = (SELECT line FROM history_seal WHERE seq = 100)"""
    )


async def delete_line() -> None:
    """A line goes; its entry stays."""
    await script("DELETE FROM history WHERE id = (SELECT line FROM history_seal WHERE seq = 100)")


async def delete_entry() -> None:
    """A line and its entry go."""
    await delete_line()
    await script("DELETE FROM history_seal WHERE seq = 100")


async def swap() -> None:
    """Two entries change their lines."""
    await script(
        """UPDATE history_seal SET line = -line WHERE seq IN (100, 101);
           UPDATE history_seal AS s SET line = -o.line FROM history_seal AS o
           WHERE s.seq IN (100, 101) AND o.seq = 201 - s.seq"""
    )


async def insert() -> None:
    """A line is added past the chain."""
    await a_line("Chưa bao giờ có")


async def cut() -> None:
    """The last lines go, with their entries."""
    await script(
        """DELETE FROM history WHERE id IN (SELECT line FROM history_seal WHERE seq > 800);
           DELETE FROM history_seal WHERE seq > 800"""
    )


async def recompute() -> None:
    """A line is edited and the whole chain computed anew, as it would have been."""
    await edit()
    await script("DELETE FROM history_seal; SELECT history_seal_rest()")


async def forge_function() -> None:
    """A line is edited, and the database's own function made to say what it said before."""
    was = await value(
        "SELECT history_body(h) FROM history AS h JOIN history_seal ON line = h.id WHERE seq = 100"
    )
    await edit()
    await script(
        f"""CREATE OR REPLACE FUNCTION history_body(line history) RETURNS text LANGUAGE sql AS
            $body$ SELECT $said${was}$said$ $body$"""
    )


def chain_of(bodies: list[str]) -> list[tuple[int, str, str]]:
    """Number, hash and body of a chain computed from its first entry."""
    found, before = [], NOTHING
    for seq, body in enumerate(bodies, 1):
        before = hash_of(seq, before, body)
        found.append((seq, before, body))
    return found


async def forget(task: str, verb: str) -> int:
    """A line of a task goes, with its entry, and the chain is computed anew: how many went."""
    gone = await execute(
        """DELETE FROM history WHERE id = (SELECT h.id FROM history AS h JOIN task AS t ON t.id = h.object_id
           WHERE h.kind = 'task' AND t.code = $1 AND h.verb = $2 ORDER BY h.id LIMIT 1)""",
        task,
        verb,
    )
    await script("DELETE FROM history_seal; SELECT history_seal_rest()")
    return gone
