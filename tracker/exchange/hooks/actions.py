"""What the administrator does with web hooks; each act is a line of history."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from tracker.database import execute, row, value
from tracker.exchange.hooks.rules import MOVED
from tracker.exchange.hooks.telling import tell_ping
from tracker.history.actions import changed, record
from tracker.refusal import Conflict, NotThere, Refused
from tracker.words import _


class Editor(Protocol):
    """Whoever keeps the hooks."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def agency_name(self) -> str: ...


@dataclass(frozen=True)
class Wanted:
    """What a hook is to be: what it is called, where it leads, what is told, of which agency (None: all)."""

    name: str
    url: str
    events: list[str]
    agency: int | None


async def next_number() -> int:
    """The number of a hook about to be made: its address is known before it is."""
    return int(await value("SELECT nextval('hook_id_seq')"))


async def add(editor: Editor, number: int, wanted: Wanted, at: datetime) -> None:
    """Make a hook; it is told what happens from now on. Call it inside a transaction, as all of these."""
    await execute(
        """INSERT INTO hook (id, name, url, events, agency, made_by, made_at, told_line)
           VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT coalesce(max(seq), 0) FROM history_seal))""",
        number, wanted.name, wanted.url, wanted.events, wanted.agency, editor.id, at,
    )  # fmt: skip
    facts = {name: (None, fact) for name, fact in asdict(wanted).items()}
    await _note(editor, number, "add_hook", at, 1, facts)


async def change(editor: Editor, number: int, version: int, wanted: Wanted, at: datetime) -> None:
    """Change a hook. Moves begin to be told from now on when they were not before. Raises Conflict."""
    before = await _held(number, version)
    changes = changed(before, asdict(wanted))
    if not changes:
        return
    begins = MOVED in wanted.events and MOVED not in before["events"]
    await execute(
        """UPDATE hook SET name = $2, url = $3, events = $4, agency = $5, version = version + 1,
               told_line = CASE WHEN $6 THEN (SELECT coalesce(max(seq), 0) FROM history_seal)
                                ELSE told_line END
           WHERE id = $1""",
        number, wanted.name, wanted.url, wanted.events, wanted.agency, begins,
    )  # fmt: skip
    await _note(editor, number, "change_hook", at, version + 1, changes)


async def rotate(editor: Editor, number: int, version: int, at: datetime) -> int:
    """Give a hook a new secret; its rotation. The old one signs along for a day (``delivery``)."""
    before = await _held(number, version)
    rotation = int(before["rotation"]) + 1
    await _swap(number, "rotation", rotation)
    await _note(editor, number, "rotate_hook", at, version + 1, {"rotation": (rotation - 1, rotation)})
    return rotation


async def pause(editor: Editor, number: int, version: int, at: datetime) -> None:
    """Send nothing more; what waits is kept. A hook is never deleted: history speaks of it."""
    before = await _held(number, version)
    if before["paused_at"] is None:
        await _swap(number, "paused_at", at)
        await _note(editor, number, "pause_hook", at, version + 1, {"paused_at": (None, at)})


async def resume(editor: Editor, number: int, version: int, at: datetime) -> None:
    """Go on: first what waited, then the moves made meanwhile."""
    before = await _held(number, version)
    if before["paused_at"] is None:
        return
    await _swap(number, "paused_at", None)
    await execute(
        "UPDATE hook_message SET tries = 0, next_try_at = $2 WHERE hook = $1 AND state = 'ready'",
        number,
        at,
    )
    changes = {"paused_at": (before["paused_at"], None)}
    await _note(editor, number, "resume_hook", at, version + 1, changes)


async def ping(number: int, version: int, at: datetime) -> None:
    """Send a message that says nothing, to see whether it arrives."""
    if (await _held(number, version))["paused_at"] is not None:
        raise Refused(_("The hook is stopped: nothing is sent."))
    await tell_ping(number, at)


async def retry(number: int, message: int, at: datetime) -> None:
    """Try a message now that waits, or that was given up: it goes before the newer ones."""
    done = await execute(
        """UPDATE hook_message SET state = 'ready', tries = 0, next_try_at = $3
           WHERE hook = $1 AND id = $2 AND state IN ('ready', 'failed')""",
        number, message, at,
    )  # fmt: skip
    if done:
        return
    if await value("SELECT 1 FROM hook_message WHERE hook = $1 AND id = $2", number, message) is None:
        raise NotThere
    raise Refused(_("This message was sent already, or is being sent."))


async def _held(number: int, version: int) -> dict[str, Any]:
    """The hook, ours until the transaction ends, as it was shown. Raises NotThere, or Conflict."""
    found = await row("SELECT * FROM hook WHERE id = $1 FOR NO KEY UPDATE", number)
    if found is None:
        raise NotThere
    if found["version"] != version:
        raise Conflict
    return found


async def _swap(number: int, name: str, fact: object) -> None:
    await execute(f"UPDATE hook SET {name} = $2, version = version + 1 WHERE id = $1", number, fact)


async def _note(
    editor: Editor, number: int, verb: str, at: datetime, version: int, changes: Mapping[str, tuple[Any, Any]]
) -> None:
    await record(
        "hook", number, verb, at, actor_id=editor.id, actor_name=editor.name,
        actor_agency=editor.agency_name, version=version, changes=changes,
    )  # fmt: skip
